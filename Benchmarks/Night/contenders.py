"""What is run side by side: Sojourn in its forms, and its peers. Each returns a Run and, where it counts, what it counted."""

import dataclasses
import glob
import json
import os
import shutil
import sys

import measure
from traffic import FORMAT, VISITOR


@dataclasses.dataclass(frozen=True)
class Count:
    """What a contender came to, by which contenders are compared."""

    sessions: int
    events: int


class Sojourn:
    """The executables of one build."""

    def __init__(self, folder, work):
        self.folder = folder
        self.work = work
        self.workspace = os.path.join(work, "workspace")
        self.key = os.path.join(work, "benchmark.key")
        if not os.path.exists(self.key):
            measure.run_pipe([self.path("sojourn"), "key", "new", self.key])

    def path(self, name):
        return os.path.join(self.folder, name)

    def night_command(self, traffic, memory=None):
        """`sojourn run --until-stage sessionize` into an empty workspace: tables for one purpose, with consent."""
        shutil.rmtree(self.workspace, ignore_errors=True)
        pipeline = os.path.join(self.work, "night.yaml")
        traffic.pipeline(pipeline, self.workspace, self.key)
        command = [self.path("sojourn"), "run", pipeline, "--as-of", traffic.asOf, "--until-stage", "sessionize"]
        return command + (["--memory", memory] if memory else [])

    def night(self, traffic, memory=None):
        run = measure.run_pipe(self.night_command(traffic, memory))
        (figures,) = glob.glob(f"{self.workspace}/runs/*/figures.json")
        with open(figures) as file:
            stages = {stage["stage"]: stage for stage in json.load(file)["stages"]}
        made = stages["sessionize/sales"]
        return run, Count(sessions=made["sessions"], events=made["out"])

    def pipe(self, traffic):
        """The stages as a pipe of executables, events as NDJSON between them."""
        report = os.path.join(self.work, "sessionize.json")
        run = measure.run_pipe(
            self.ingest(traffic),
            self.consent(traffic),
            [self.path("sojourn-sessionize"), "--timeout", "30m", "--summary", "--report", report],
            discard=True,
        )
        with open(report) as file:
            made = json.load(file)
        return run, Count(sessions=made["sessions"], events=made["out"])

    def ingest(self, traffic):
        return [self.path("sojourn-ingest"), "--format", FORMAT, "--visitor", VISITOR, *traffic.logs]

    def consent(self, traffic):
        command = [self.path("sojourn-consent"), "--controller", "acme", "--purposes", "sales"]
        return command + ["--statements", traffic.statements, "--as-of", traffic.asOf]

    def reading(self, *flags, files):
        return [self.path("ReadingBenchmark"), *flags, *files]


class DuckDB:
    """The same work in SQL: parse, consent, sessions, Parquet."""

    def __init__(self, python, script, work):
        self.command = [python, script]
        self.output = os.path.join(work, "duckdb")

    def night(self, traffic, *flags):
        shutil.rmtree(self.output, ignore_errors=True)
        run = measure.run_pipe([*self.command, traffic.folder, self.output, *flags])
        made = json.loads(run.output)
        return run, Count(sessions=made["sessions"], events=made["events"])


def gunzip(traffic):
    return measure.run_pipe(["gzip", "-dc", *traffic.logs], discard=True)


# The visitor and second of each page, then sessions by the gap; no consent and nothing written.
PAGES = r"""
BEGIN { FS = "\""; split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names, " "); for (m in names) months[names[m]] = m }
{
  split($2, request, " "); split($3, answer, " ")
  if (request[1] != "GET" || request[2] ~ /^\/assets\//) next
  if ((answer[1] < 200 || answer[1] > 299) && answer[1] != 304) next
  if (!match($8, /_actmu=[^;]*/)) next
  visitor = substr($8, RSTART + 7, RLENGTH - 7)
  time = substr($1, index($1, "[") + 1, 20)
  day = substr(time, 1, 11)
  if (!(day in days)) days[day] = mktime(substr(day, 8) " " months[substr(day, 4, 3)] " " substr(day, 1, 2) " 0 0 0")
  printf "%s %d\n", visitor, days[day] + substr(time, 13, 2) * 3600 + substr(time, 16, 2) * 60 + substr(time, 19, 2)
}
"""
SESSIONS = "$1 != visitor || $2 - last > 1800 { n++ } { visitor = $1; last = $2 } END { print n + 0, NR }"


def mawk(traffic):
    """Counts sessions without consent and writes nothing."""
    run = measure.run_pipe(
        ["gzip", "-dc", *traffic.logs],
        ["mawk", PAGES],
        ["env", "LC_ALL=C", "sort", "--parallel=2", "-S", "1G", "-k1,1", "-k2,2n"],
        ["mawk", SESSIONS],
    )
    sessions, events = map(int, run.output.split())
    return run, Count(sessions=sessions, events=events)


def require_same(counts):
    """Ends the benchmark where contenders that do the same work have come to different results."""
    if len({count for _, count in counts}) > 1:
        sys.exit("benchmark: the results differ: " + "; ".join(f"{name}: {count}" for name, count in counts))
