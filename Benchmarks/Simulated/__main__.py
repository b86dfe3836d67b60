"""Holds models that Sojourn learns from made-up traffic against the true model of that traffic; see scripts/benchmark --simulated."""

import argparse
import collections
import csv
import datetime
import json
import os
import shutil
import subprocess
import sys

import page
from bar import Bar, table
from calibration import Examples

MAXIMUM_RATIO = 1.02  # of log losses, a model's over the true model's
MAXIMUM_ECE = 0.01
START = datetime.date(2026, 11, 18)  # the first day that sojourn-simulate makes
FEW = 1000  # examples: fewer have no bar


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/benchmark --simulated", description=__doc__)
    parser.add_argument("--visitors", type=int, default=50_000, help="visitors (50,000)")
    parser.add_argument("--days", type=int, default=30, help="days (30)")
    parser.add_argument("--seed", type=int, default=3, help="the simulator's seed (3)")
    parser.add_argument("--settings", default="{ minimumSessions: 500 }", metavar="YAML", help="the pipeline's training settings")
    parser.add_argument("--json", metavar="FILE", help="write all figures as JSON")
    parser.add_argument("--page", metavar="FILE", help="put the report into a page, such as docs/learning.md")
    parser.add_argument("--work", metavar="DIR", default=".build/benchmark", help="where traffic is kept (.build/benchmark)")
    # What scripts/benchmark has found.
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


class Traffic:
    """Made-up traffic, made once, and the pipeline over it."""

    def __init__(self, options, work):
        self.options = options
        self.program = os.path.join(options.build, "sojourn")
        self.work = work
        self.folder = os.path.join(work, f"shop-{options.visitors}-in-{options.days}-days-seed-{options.seed}")
        self.as_of = f"{START + datetime.timedelta(options.days)}T03:00:00Z"
        if not os.path.exists(f"{self.folder}/truth.json"):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.make()

    def make(self):
        print(f"benchmark: making {self.options.visitors:,} visitors", file=sys.stderr)
        numbers = {"seed": self.options.seed, "visitors": self.options.visitors, "days": self.options.days}
        command = [os.path.join(self.options.build, "sojourn-simulate"), "--start", str(START), "--output", self.folder]
        for name, number in numbers.items():
            command += [f"--{name}", str(number)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

    def pipeline(self):
        """The nightly pipeline over this traffic, without a ledger."""
        path = os.path.join(self.work, "simulated.yaml")
        key = os.path.join(self.work, "benchmark.key")
        if not os.path.exists(key):
            subprocess.run([self.program, "key", "new", key], check=True)
        with open("pipelines/nightly.yaml") as file:
            lines = file.read().splitlines()
        changed = {"workspace": os.path.join(self.work, "workspace"), "pseudonymKey": key, "training": self.options.settings}
        with open(path, "w") as file:
            for line in lines:
                name = line.partition(":")[0]
                if name == "ledger":
                    continue
                line = f"{name}: {changed[name]}" if name in changed else line.replace("../data/sample", self.folder)
                file.write(line + "\n")
        return path

    def compare(self):
        """The test examples of each outcome, with what the model and the true model foretell."""
        predictions = os.path.join(self.work, "compared.csv")
        command = [self.program, "compare", self.pipeline(), "--as-of", self.as_of, "--predictions", predictions]
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if ended.returncode != 0:
            sys.exit(f"benchmark: {' '.join(command)}: ended with {ended.returncode}\n{ended.stderr[-2000:]}")
        outcomes = collections.defaultdict(Examples)
        with open(predictions, newline="") as file:
            for row in csv.DictReader(file):
                outcomes[row["outcome"]].add(row)
        os.remove(predictions)
        return outcomes


def figures_of(part):
    """What is told of some examples."""
    model, truth = part.log_loss("model"), part.log_loss("truth")
    return {
        "examples": part.count,
        "achieved": part.rate,
        "logLoss": model,
        "trueLogLoss": truth,
        "ratio": model / truth,
        "ece": part.ece("model"),
        "eceByChance": part.chance("model"),
        "trueECE": part.ece("truth"),
    }


def bars_of(name, figures):
    """An ECE beyond its bar says something only where chance alone would not bring it there."""
    bars = []
    for seen, found in figures.items():
        if "weighted" in seen:
            bars.append(Bar(f"{name}, {seen}: log loss over the true model's", found["ratio"], MAXIMUM_RATIO, "{:.4f}"))
        if found["examples"] >= FEW:
            bars.append(Bar(f"{name}, {seen}: ECE", found["ece"], max(MAXIMUM_ECE, found["eceByChance"]), "{:.4f}"))
    return bars


def report(options, outcomes):
    """The tables as Markdown, and all figures."""
    lines = [
        f"{options.visitors:,} visitors in {options.days} days, seed {options.seed}; training: `{options.settings}`.",
    ]
    bars = []
    figures = {}
    for name, examples in outcomes.items():
        alike = examples.counted_alike()
        parts = {"all, weighted as in training": examples, "all, each counting 1": alike}
        parts |= {f"after {prefix}": part for prefix, part in alike.by_prefix().items()}
        figures[name] = {seen: figures_of(part) for seen, part in parts.items()}
        lines += ["", f"**{name}**, by how many events were seen:", ""]
        lines += ["| examples | | achieved | log loss | true model's | ratio | ECE | by chance | true model's |", "| --- " * 9 + "|"]
        for seen, found in figures[name].items():
            numbers = [f"{value:.4f}" for key, value in found.items() if key != "examples"]
            lines.append(f"| {seen} | {found['examples']:,} | {' | '.join(numbers)} |")
        bars += bars_of(name, figures[name])
    lines += [
        "",
        "*By chance* is what the ECE of right probabilities stays below in 95 of 100 cases on as many examples.",
        "",
        f"**The bars**: an ECE of {MAXIMUM_ECE}, or what chance alone brings if that is more; fewer than {FEW:,} examples have none.",
        "",
    ]
    return "\n".join(lines + table(bars)), figures


def main():
    options = arguments()
    work = os.path.abspath(options.work)
    os.makedirs(work, exist_ok=True)
    outcomes = Traffic(options, work).compare()
    if not outcomes:
        sys.exit("benchmark: no model was trained: raise --visitors or lower minimumSessions in --training")
    text, figures = report(options, outcomes)
    print(text)
    if options.page:
        page.put_in(options.page, "scripts/benchmark --simulated", text)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(figures, file, indent=2)
            file.write("\n")


main()
