"""The measurements as Markdown for people, and as JSON for programs."""

import dataclasses
import statistics

from bar import Bar, table
from machine import first_line, machine
from measure import smallest_peak

MB = 1e6
MIB = 1 << 20
MILLIONS = "{:.2f} million"


class Report:
    def __init__(self, bench):
        self.cases = bench.cases
        self.figures = bench.figures
        self.turns = bench.turns
        self.load = bench.load
        self.profiles = bench.profiles

    def wall(self, case, name):
        return self.cases[case][name].wall

    def ratio(self, case, name, other):
        return self.wall(case, name) / self.wall(case, other)

    def has(self, case, *names):
        return case in self.cases and all(name in self.cases[case] for name in names)

    def library(self, field):
        return statistics.median(run[field] for run in self.figures["consentLibrary"])

    def bars(self):
        """What was wanted, for everything that was measured."""
        bars = self.night_bars("sojourn", "")
        if self.has("night", "sojourn with ISA-L"):
            bars += self.night_bars("sojourn with ISA-L", "with ISA-L: ")
        bars += [
            Bar("peak memory of a night", self.cases["night"]["sojourn"].peak / MB, 300, "{:.0f} MB"),
            Bar("a night with `--memory 128MB` against one without", self.ratio("night", "sojourn, 128 MB", "sojourn"), 1.5),
        ]
        if self.has("night", "DuckDB"):
            ratio = self.ratio("night", "sojourn, stages as a pipe", "DuckDB")
            bars.append(Bar("the stages as a pipe against DuckDB's whole job", ratio, 1.0))
        return bars + self.growth_bars() + self.consent_bars()

    def night_bars(self, name, prefix):
        bars = []
        if self.has("night", "DuckDB"):
            bars.append(Bar(f"{prefix}a night against DuckDB", self.ratio("night", name, "DuckDB"), 0.40))
        bars.append(Bar(f"{prefix}a night against `gzip -dc`", self.ratio("night", name, "gzip -dc"), 0.55))
        bars.append(Bar(f"{prefix}one single file against `gzip -dc`", self.ratio("single", name, "gzip -dc"), 0.80))
        return bars

    def growth_bars(self):
        if "growth" not in self.cases:
            return []
        lines = self.figures["growth"]
        many = f"{lines['largeLines']:,} lines"
        small, large = (self.wall("growth", name) / lines[f"{name}Lines"] for name in ("small", "large"))
        peak = self.cases["growth"]["large, 512 MB"].peak
        return [
            Bar(f"time for a line of {many} against one of {lines['smallLines']:,}", large / small, 1.2),
            Bar(f"peak memory of {many} with `--memory 512MB`", peak / MIB, 512, "{:.0f} MiB"),
        ]

    def consent_bars(self):
        return [
            Bar(
                "decisions a second and core, in order of traffic",
                self.library("trafficBatchedDecisionsPerSecond") / 1e6, 5, MILLIONS, is_least=True,
            ),
            Bar("statements loaded a second", self.library("loadedPerSecond") / 1e6, 1, MILLIONS, is_least=True),
            Bar("events decided a second, NDJSON to NDJSON", self.through_text / 1e6, 0.5, MILLIONS, is_least=True),
        ]

    def table(self, case, against):
        head = ["", "wall clock", "lowest to highest", "processor", "peak memory"] + [f"against {name}" for name in against]
        rows = [head, ["---"] * len(head)]
        for name, measured in self.cases[case].items():
            low, high = measured.span
            row = [name, f"{measured.wall:.2f} s", f"{low:.2f} to {high:.2f} s", f"{measured.cpu:.2f} s", memory(measured.peak)]
            rows.append(row + [f"{measured.wall / self.wall(case, other):.2f}" for other in against])
        return ["| " + " | ".join(row) + " |" for row in rows]

    def consent_table(self):
        load = self.library("loadSeconds")
        statements = self.figures["consentStatements"]
        rows = [
            ("statements loaded a second", millions(self.library("loadedPerSecond"))),
            ("with the register made of them", millions(statements / (load + self.library("registerSeconds")))),
            ("memory for a statement", f"{self.library('bytesPerStatement'):.0f} bytes"),
            ("decisions a second, in order of traffic, by batches", millions(self.library("trafficBatchedDecisionsPerSecond"))),
            ("one by one", millions(self.library("trafficDecisionsPerSecond"))),
            ("in random order, by batches", millions(self.library("randomBatchedDecisionsPerSecond"))),
            ("one by one", millions(self.library("randomDecisionsPerSecond"))),
            ("`sojourn-consent`, NDJSON to NDJSON, events a second", millions(self.through_text)),
        ]
        head = [f"**Consent** with {statements:,} statements as a library, on one core:", "", "| what | |", "| --- | --- |"]
        return head + [f"| {what} | {measured} |" for what, measured in rows]

    @property
    def through_text(self):
        return self.figures["consentEvents"] / self.wall("consent", "NDJSON")

    def markdown(self):
        night = self.figures["night"]
        about = machine()
        inflated = self.figures.get("inflatedBytes")
        lines = [
            f"{about['cores']} cores ({about['processor']}); medians of {self.turns} turn{'s' if self.turns > 1 else ''}"
            + (f", while other work kept {self.load:.1f} cores busy." if self.load > 0.5 else "."),
            "",
            f"**A night**: {night['lines']:,} lines in {night['files']} files, {night['compressedBytes'] / MB:.0f} MB compressed"
            + (f", {inflated / MB:.0f} MB inflated" if inflated else "")
            + f"; {night['events']:,} permitted events in {night['sessions']:,} sessions.",
            "",
        ]
        peers = [name for name in ("DuckDB", "gzip -dc") if self.has("night", name)]
        lines += self.table("night", peers) + [""]
        if "single" in self.cases:
            lines += ["**One single file** with as many lines:", ""] + self.table("single", ["gzip -dc"]) + [""]
        if "decompression" in self.cases:
            lines += ["**Decompression alone** of the night's files:", ""] + self.table("decompression", ["zlib"]) + [""]
        lines += self.consent_table() + [""]
        if "growth" in self.cases:
            growth = self.figures["growth"]
            lines += [f"**Growth** from {growth['smallLines']:,} to {growth['largeLines']:,} lines:", ""]
            lines += self.table("growth", []) + [""]
        lines += self.profile_table()
        return "\n".join(lines + ["**The bars**", ""] + table(self.bars()))

    def profile_table(self):
        if not self.profiles:
            return []
        decoders = list(self.profiles)
        names = [name for name, _ in self.profiles[decoders[0]]]
        shares = {decoder: dict(found) for decoder, found in self.profiles.items()}
        names += [name for decoder in decoders[1:] for name in shares[decoder] if name not in names]
        names = [name for name in names if max(shares[decoder].get(name, 0) for decoder in decoders) >= 0.005]
        head = ["**Where the processor's time of a night goes**, by room and library:", ""]
        rows = [["", *(f"with {decoder}" for decoder in decoders)], ["---"] * (1 + len(decoders))]
        rows += [[name, *(f"{100 * shares[decoder].get(name, 0):.0f} %" for decoder in decoders)] for name in names]
        return head + ["| " + " | ".join(row) + " |" for row in rows] + [""]

    def json(self):
        cases = {case: {name: runs.figures() for name, runs in measured.items()} for case, measured in self.cases.items()}
        return {
            "machine": {**machine(), "gzip": first_line("gzip", "--version")},
            "loadBefore": self.load,
            "turns": self.turns,
            "figures": self.figures,
            "cases": cases,
            "profiles": self.profiles,
            "bars": [{**dataclasses.asdict(bar), "isMet": bar.is_met} for bar in self.bars()],
        }


def millions(value):
    return MILLIONS.format(value / 1e6)


def memory(peak):
    return f"{peak / MB:.0f} MB" if peak > 1.1 * smallest_peak() else f"under {smallest_peak() / MB:.0f} MB"
