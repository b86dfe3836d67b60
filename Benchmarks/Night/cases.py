"""The cases: what is measured on which traffic. All contenders of a case take turns on the same files."""

import json
import os
import sys

import contenders
import measure
import sampling
from contenders import require_same

DECISIONS = 4_000_000  # of each kind, as a library
LINKING = 20_000  # events


class Bench:
    """Everything that the cases need, and what they have come to."""

    def __init__(self, sojourn, isal, duckdb, traffic, turns, work, has_mawk):
        self.sojourn = sojourn
        self.isal = isal  # the build with ISA-L, or None
        self.duckdb = duckdb  # or None
        self.traffic = traffic  # makes traffic of so many lines in so many files
        self.turns = turns
        self.work = work
        self.has_mawk = has_mawk
        self.load = os.getloadavg()[0]  # of others, before anything is measured
        self.cases = {}  # name: {contender: Measurements}
        self.figures = {}  # further figures by name
        self.profiles = {}  # by the decoder: the shares of the processor's time

    def take_turns(self, case, contenders_by_name):
        """Runs all contenders of a case in turn, several times, and checks that what they count is the same each time."""
        measured = self.cases.setdefault(case, {name: measure.Measurements() for name in contenders_by_name})
        counts = {}
        for turn in range(self.turns):
            print(f"benchmark: {case}: turn {turn + 1} of {self.turns}", file=sys.stderr)
            for name, contender in contenders_by_name.items():
                result = contender()
                run, count = result if isinstance(result, tuple) else (result, None)
                measured[name].add(run)
                if count is not None:
                    require_same([(name, counts.setdefault(name, count)), (f"{name}, turn {turn + 1}", count)])
        return measured, counts

    def night(self, lines, files):
        """The night's work by Sojourn and its peers."""
        traffic = self.traffic(lines, files)
        by_name = {
            "sojourn": lambda: self.sojourn.night(traffic),
            "sojourn, 128 MB": lambda: self.sojourn.night(traffic, memory="128MB"),
            "sojourn, stages as a pipe": lambda: self.sojourn.pipe(traffic),
        }
        same_work = list(by_name)
        if self.isal:
            by_name["sojourn with ISA-L"] = lambda: self.isal.night(traffic)
            same_work.append("sojourn with ISA-L")
        if self.duckdb:
            by_name["DuckDB"] = lambda: self.duckdb.night(traffic)
            same_work.append("DuckDB")
        by_name["gzip -dc"] = lambda: contenders.gunzip(traffic)
        if self.has_mawk:
            by_name["mawk and sort"] = lambda: contenders.mawk(traffic)
        _, counts = self.take_turns("night", by_name)
        require_same([(name, counts[name]) for name in same_work])
        if self.duckdb and self.has_mawk:
            everything = self.duckdb.night(traffic, "--no-consent")[1]
            require_same([("mawk and sort", counts["mawk and sort"]), ("DuckDB without consent", everything)])
        self.figures["night"] = {
            "lines": traffic.lines,
            "files": len(traffic.logs),
            "compressedBytes": traffic.bytes,
            "sessions": counts["sojourn"].sessions,
            "events": counts["sojourn"].events,
        }

    def profile(self, lines, files):
        """Where a night's time goes."""
        traffic = self.traffic(lines, files)
        for name, build in {"zlib": self.sojourn, "ISA-L": self.isal}.items():
            shares = build and sampling.shares(build.night_command(traffic), self.work)
            if shares:
                self.profiles[name] = shares

    def single(self, lines):
        """One single file, where no other file can be worked on meanwhile."""
        traffic = self.traffic(lines, 1)
        by_name = {"sojourn": lambda: self.sojourn.night(traffic)}
        if self.isal:
            by_name["sojourn with ISA-L"] = lambda: self.isal.night(traffic)
        by_name["gzip -dc"] = lambda: contenders.gunzip(traffic)
        _, counts = self.take_turns("single", by_name)
        if self.duckdb:
            counts["DuckDB"] = self.duckdb.night(traffic)[1]
        require_same(counts.items())

    def decompression(self, lines, files):
        """Decompression alone, by one process and by one for each half of the files: the limit of all that reads them."""
        traffic = self.traffic(lines, files)
        by_name = {}
        for name, build in {"zlib": self.sojourn, "ISA-L": self.isal}.items():
            if not build:
                continue
            halves = [traffic.logs[0::2], traffic.logs[1::2]]
            by_name[name] = lambda build=build: measure.run_pipe(build.reading("--here", files=traffic.logs))
            by_name[f"{name}, two processes"] = lambda build=build, halves=halves: measure.run_together(
                *[build.reading("--here", files=half) for half in halves]
            )
        measured, _ = self.take_turns("decompression", by_name)
        self.figures["inflatedBytes"] = json.loads(measured["zlib"].runs[0].output)["bytes"]

    def consent(self, lines, files, statements):
        """Consent as a library, and through NDJSON."""
        traffic = self.traffic(lines, files)
        events = os.path.join(self.work, "events.ndjson")
        measure.run_pipe(self.sojourn.ingest(traffic) + ["--output", events])
        with open(events, "rb") as file:
            count = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
        library = [self.sojourn.path("ConsentBenchmark"), "--statements", str(statements)]
        library += ["--decisions", str(DECISIONS), "--linking", str(LINKING)]
        measured, _ = self.take_turns(
            "consent",
            {
                "library": lambda: measure.run_pipe(library),
                "NDJSON": lambda: measure.run_pipe(self.sojourn.consent(traffic) + [events], discard=True),
            },
        )
        os.remove(events)
        self.figures["consentEvents"] = count
        self.figures["consentStatements"] = statements
        self.figures["consentLibrary"] = [json.loads(run.output) for run in measured["library"].runs]

    def growth(self, small, large, files):
        """Time for a line and peak memory as the night grows; a limit of memory that holds."""
        few, many = self.traffic(small, files), self.traffic(large, files)
        _, counts = self.take_turns(
            "growth",
            {
                "small": lambda: self.sojourn.night(few),
                "large": lambda: self.sojourn.night(many),
                "large, 512 MB": lambda: self.sojourn.night(many, memory="512MB"),
            },
        )
        require_same([(name, counts[name]) for name in ("large", "large, 512 MB")])
        self.figures["growth"] = {"smallLines": few.lines, "largeLines": many.lines}
