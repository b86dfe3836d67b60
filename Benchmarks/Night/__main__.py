"""Runs Sojourn and its peers on the same traffic, side by side; see scripts/benchmark."""

import argparse
import json
import os
import shutil
import sys

import page
import traffic
from cases import Bench
from contenders import DuckDB, Sojourn
from report import Report


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument("--lines", type=int, default=2_000_000, help="lines of the night (2,000,000)")
    parser.add_argument("--files", type=int, default=8, help="files that they lie in (8)")
    parser.add_argument("--turns", type=int, default=5, help="how often each contender runs (5)")
    parser.add_argument("--statements", type=int, default=5_000_000, help="statements of the consent library (5,000,000)")
    parser.add_argument("--long", action="store_true", help="also how time and memory grow to eight times the lines")
    parser.add_argument("--json", metavar="FILE", help="write all measurements as JSON")
    parser.add_argument("--page", metavar="FILE", help="put the report into a page, such as docs/performance.md")
    parser.add_argument("--work", metavar="DIR", default=".build/benchmark", help="where traffic is kept (.build/benchmark)")
    # What scripts/benchmark has found.
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--isal-build", help=argparse.SUPPRESS)
    parser.add_argument("--peers", help=argparse.SUPPRESS)
    parser.add_argument("--python", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.lines, options.files, options.turns, options.statements) < 1:
        parser.error("numbers are from 1 on")
    return options


def main():
    options = arguments()
    work = os.path.abspath(options.work)
    os.makedirs(work, exist_ok=True)
    sojourn = Sojourn(options.build, work)
    generator = duckdb = None
    if options.python and options.peers:
        generator = os.path.join(options.peers, "make_traffic.py")
        duckdb = DuckDB(options.python, os.path.join(options.peers, "duckdb_nightly.py"), work)
    bench = Bench(
        sojourn=sojourn,
        isal=Sojourn(options.isal_build, work) if options.isal_build else None,
        duckdb=duckdb,
        traffic=lambda lines, files: traffic.make(
            work, lines, files, options.python, generator, sojourn.path("sojourn-simulate")
        ),
        turns=options.turns,
        work=work,
        has_mawk=shutil.which("mawk") is not None,
    )
    bench.night(options.lines, options.files)
    bench.single(options.lines)
    bench.decompression(options.lines, options.files)
    bench.profile(options.lines, options.files)
    bench.consent(options.lines, options.files, options.statements)
    if options.long:
        bench.growth(options.lines // 2, options.lines * 8, options.files)
    report = Report(bench)
    print(report.markdown())
    if options.page:
        page.put_in(options.page, "scripts/benchmark", report.markdown())
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report.json(), file, indent=2)
            file.write("\n")
    for path in (f"{work}/workspace", f"{work}/duckdb"):
        shutil.rmtree(path, ignore_errors=True)


main()
