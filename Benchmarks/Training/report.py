"""The measurements as Markdown for people, and as JSON for programs."""

import dataclasses
import statistics

from bar import Bar, table
from cases import MANY, PASSES
from data import OUTCOMES
from machine import machine
from measure import smallest_peak

MB = 1e6
STANDARD = (2_000_000, 7)  # the examples and the seed that the log losses are wanted for
TEXT = "adaptive from text, one core"
CACHE = "adaptive from the cache, one core"
PASSED = f"adaptive, {PASSES} passes from the cache, one core"
EIGHT = f"{OUTCOMES} outcomes from text, two jobs"
BATCHES = ("batch from text, 1 core", "batch from text, 2 jobs")
LOSSES = {"adaptive": 0.3058, "batch": 0.3030}  # the most that is wanted on the standard examples


class Report:
    def __init__(self, bench):
        self.bench = bench
        self.measured = bench.measured
        self.examples = bench.examples

    def wall(self, name):
        return self.measured[name].wall

    def seconds(self, name):
        """Of training alone, as sojourn-train prints it."""
        return statistics.median(printed["seconds"] for printed in self.bench.printed[name])

    @property
    def rate(self):
        """Examples a second of the processor's time: what more passes take, so that reading and writing have no part in it."""
        more = self.measured[PASSED].cpu - self.measured[CACHE].cpu
        return (PASSES - 1) * self.examples.count / more if more > 0 else 0

    def is_standard(self):
        return (self.examples.count, self.examples.seed) == STANDARD

    def bars(self):
        bars = self.accuracy_bars() + (self.vw_bars() if self.bench.vw else [])
        bars.append(Bar("examples a second and core, passes alone", self.rate / 1e6, 5, "{:.2f} million", is_least=True))
        if self.bench.liblinear:
            ratio = self.wall("LIBLINEAR") / self.wall(BATCHES[1])
            bars.append(Bar("batch from text on two cores, times as fast as LIBLINEAR", ratio, 8, is_least=True))
        many = f"{MANY} times the examples, from the cache"
        if many in self.measured:
            weights = self.bench.sojourn.weight_bytes / MB
            peak = self.measured[many].peak / MB
            what = f"peak memory of a pass over {MANY * self.examples.count:,} examples from the cache"
            bars.append(Bar(what, peak, 300 + weights, "{:.0f} MB"))
        return bars

    def accuracy_bars(self):
        if not self.is_standard():
            return []
        return [
            Bar(f"test log loss, {method}", self.bench.losses[method], bar, "{:.4f}") for method, bar in LOSSES.items()
        ]

    def vw_bars(self):
        fastest = min(self.wall("VW from text"), self.wall("VW from its cache"))
        pinned = min(self.wall("VW from text, one core"), self.wall("VW from its cache, one core"))
        eight = [self.wall(name) for name in self.measured if name.startswith("VW, outcome")]
        runs = sum(eight) if eight else OUTCOMES * self.wall("VW from text")
        what = f"{OUTCOMES} outcomes from text, times as fast as VW's {OUTCOMES} runs" + ("" if eight else f" (one, times {OUTCOMES})")
        times = {"is_least": True}
        return [
            Bar("a pass from the cache on one core, times as fast as VW's fastest on one core", pinned / self.wall(CACHE), 4, **times),
            Bar("the same, as VW's fastest on both cores", fastest / self.wall(CACHE), 4, **times),
            Bar("a pass from text on one core, times as fast as VW's fastest on one core", pinned / self.wall(TEXT), 2.5, **times),
            Bar("the same, as VW's fastest on both cores", fastest / self.wall(TEXT), 2.5, **times),
            Bar(what, runs / self.wall(EIGHT), 12, **times),
        ]

    def faults(self):
        """What is wrong, rather than slow."""
        faults = list(self.bench.faults)
        digests = self.bench.digests
        for names in (BATCHES, [name for name in digests if name.startswith("adaptive ") or name.startswith("adaptive, making")]):
            if len({digests[name] for name in names}) > 1:
                faults.append(f"other weights among: {'; '.join(names)}")
        faults += [f"{bar.what}: {bar.measured:.6f}, at most {bar.bar}" for bar in self.accuracy_bars() if not bar.is_met]
        if self.bench.liblinear and self.bench.losses["batch"] > self.bench.losses["LIBLINEAR"] + 2e-4:
            faults.append("batch: a higher log loss than LIBLINEAR's at the same penalty")
        return faults

    def time_table(self):
        head = ["", "wall clock", "lowest to highest", "processor", "peak memory", "training alone"]
        rows = [head, ["---"] * len(head)]
        for name, measured in self.measured.items():
            low, high = measured.span
            alone = f"{self.seconds(name):.2f} s" if name in self.bench.printed else ""
            row = [name, f"{measured.wall:.2f} s", f"{low:.2f} to {high:.2f} s", f"{measured.cpu:.2f} s", memory(measured.peak)]
            rows.append(row + [alone])
        return ["| " + " | ".join(row) + " |" for row in rows]

    def loss_table(self):
        figures = ("auc", "prAuc", "brier", "ece")
        rows = [["", "log loss", "AUC", "PR-AUC", "Brier", "ECE"], ["---"] * 6]
        for method, loss in self.bench.losses.items():
            printed = self.bench.evaluations.get(method, {})
            rows.append([method, f"{loss:.5f}"] + [f"{printed[key]:.5f}" if key in printed else "" for key in figures])
        rows.append(["the true probabilities", f"{self.examples.bayes:.5f}", "", "", "", ""])
        return ["| " + " | ".join(row) + " |" for row in rows]

    def markdown(self):
        about = machine()
        load = self.bench.load
        turns = self.bench.turns
        peers = [f"Vowpal Wabbit {self.bench.vw.version()}"] if self.bench.vw else []
        peers += ["LIBLINEAR (one turn)"] if self.bench.liblinear else []
        lines = [
            f"{about['cores']} cores ({about['processor']}); medians of {turns} turn{'s' if turns > 1 else ''}"
            + (f", while other work kept {load:.1f} cores busy." if load > 0.5 else "."),
            f"{self.examples.count:,} training examples of seed {self.examples.seed}, {self.examples.test_count:,} test examples"
            + (f"; beside {' and '.join(peers)}." if peers else "; no peer could be had."),
            "",
            "**Time and memory** of whole processes:",
            "",
        ]
        lines += self.time_table() + ["", "**Accuracy** on the test examples:", ""] + self.loss_table()
        same = "the same bytes" if len({self.bench.digests[name] for name in BATCHES}) == 1 else "other bytes"
        lines += ["", f"Batch on one core and with two jobs came to {same} of weights.", "", "**The bars**", ""]
        return "\n".join(lines + table(self.bars()))

    def json(self):
        return {
            "machine": machine(),
            "loadBefore": self.bench.load,
            "turns": self.bench.turns,
            "examples": {"count": self.examples.count, "test": self.examples.test_count, "seed": self.examples.seed},
            "runs": {name: runs.figures() for name, runs in self.measured.items()},
            "printed": self.bench.printed,
            "digests": self.bench.digests,
            "logLosses": {**self.bench.losses, "true": self.examples.bayes},
            "bars": [{**dataclasses.asdict(bar), "isMet": bar.is_met} for bar in self.bars()],
            "faults": self.faults(),
        }


def memory(peak):
    return f"{peak / MB:.0f} MB" if peak > 1.1 * smallest_peak() else f"under {smallest_peak() / MB:.0f} MB"
