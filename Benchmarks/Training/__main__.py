"""Trains Sojourn and its peers on the same sparse examples, side by side; see scripts/benchmark --training."""

import argparse
import json
import os
import sys

import page
from cases import Bench
from contenders import LIBLINEAR, Sojourn, VowpalWabbit
from data import Examples
from report import Report


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/benchmark --training", description=__doc__)
    parser.add_argument("--examples", type=int, default=2_000_000, help="training examples (2,000,000); a tenth as many test")
    parser.add_argument("--seed", type=int, default=7, help="the generator's seed (7)")
    parser.add_argument("--turns", type=int, default=3, help="how often each contender runs (3); LIBLINEAR once")
    parser.add_argument(
        "--long", action="store_true", help="also eight runs of VW for eight outcomes, ten times the examples from a cache"
    )
    parser.add_argument("--json", metavar="FILE", help="write all measurements as JSON")
    parser.add_argument("--page", metavar="FILE", help="put the report into a page, such as docs/learning.md")
    parser.add_argument("--work", metavar="DIR", default=".build/benchmark", help="where data are kept (.build/benchmark)")
    # What scripts/benchmark has found.
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--generator", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--vw-python", help=argparse.SUPPRESS)
    parser.add_argument("--liblinear", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.examples < 10 or options.turns < 1 or options.seed < 0:
        parser.error("--examples takes 10 or more, --turns 1 or more, --seed 0 or more")
    return options


def main():
    options = arguments()
    work = os.path.abspath(options.work)
    os.makedirs(work, exist_ok=True)
    examples = Examples(work, options.generator, options.examples, options.seed)
    bench = Bench(
        examples=examples,
        sojourn=Sojourn(os.path.join(options.build, "sojourn-train"), examples, work),
        vw=VowpalWabbit(options.vw_python, work) if options.vw_python else None,
        liblinear=LIBLINEAR(options.liblinear, work) if options.liblinear else None,
        turns=options.turns,
        is_long=options.long,
    )
    try:
        bench.run()
    finally:
        bench.clean()
    report = Report(bench)
    print(report.markdown())
    if options.page:
        page.put_in(options.page, "scripts/benchmark --training", report.markdown())
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report.json(), file, indent=2)
            file.write("\n")
    for fault in report.faults():
        print(f"benchmark: wrong: {fault}", file=sys.stderr)
    sys.exit(1 if report.faults() else 0)


main()
