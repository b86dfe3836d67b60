"""Makes the traffic that is measured, once: compressed access logs, consent statements, the moment of the run."""

import dataclasses
import glob
import gzip
import json
import os
import shutil
import subprocess
import sys

FORMAT = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i"'
VISITOR = "cookie:_actmu"
DAYS = 5  # of simulated traffic
LINES_PER_VISITOR = 14  # in the simulator's access logs, over its five days


@dataclasses.dataclass
class Traffic:
    """A folder of traffic in the layout that make_traffic.py gives it."""

    folder: str

    def __post_init__(self):
        self.logs = sorted(glob.glob(f"{self.folder}/logs/*.log.gz"))
        self.statements = f"{self.folder}/statements.ndjson"
        with open(f"{self.folder}/truth.json") as file:
            truth = json.load(file)
        self.asOf = truth["asOf"]
        self.lines = truth["lines"]
        self.bytes = sum(os.path.getsize(path) for path in self.logs)

    def pipeline(self, path, workspace, key):
        """Writes a pipeline file for this traffic; JSON is YAML too."""
        document = {
            "controller": "acme",
            "purposes": ["sales"],
            "workspace": workspace,
            "pseudonymKey": key,
            "logs": [{"path": f"{self.folder}/logs/*.log.gz", "format": FORMAT, "visitor": VISITOR}],
            "statements": self.statements,
            "sessions": {"timeout": "30m"},
        }
        with open(path, "w") as file:
            json.dump(document, file, indent=1)


def make(work, lines, files, python, generator, simulator):
    """The traffic of so many lines in so many files, made by a generator with numpy or by `sojourn-simulate`."""
    kind = "made" if generator else "simulated"
    folder = os.path.join(work, f"{kind}-{lines}-in-{files}")
    if not os.path.exists(f"{folder}/truth.json"):
        print(f"benchmark: making {lines:,} lines in {files} files", file=sys.stderr)
        partial = f"{folder}.tmp"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        if generator:
            command = [python, generator, partial, "--lines", str(lines), "--files", str(files)]
            subprocess.run(command, check=True)
        else:
            simulate(partial, lines, files, simulator)
        os.rename(partial, folder)
    return Traffic(folder)


def simulate(folder, lines, files, simulator):
    """Brings what the simulator writes into the layout of make_traffic.py."""
    visitors = max(1, round(lines / LINES_PER_VISITOR))
    raw = f"{folder}/raw"
    os.makedirs(f"{folder}/logs")
    command = [simulator, "--seed", "1", "--visitors", str(visitors), "--days", str(DAYS), "--output", raw]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    targets = [gzip.open(f"{folder}/logs/access-{place:02}.log.gz", "wb", 6) for place in range(files)]
    count = 0
    for path in sorted(glob.glob(f"{raw}/logs/*/*")):
        with (gzip.open if is_gzip(path) else open)(path, "rb") as source:
            for line in source:
                targets[count % files].write(line)
                count += 1
    for target in targets:
        target.close()
    with open(f"{folder}/statements.ndjson", "wb") as target:
        for path in sorted(glob.glob(f"{raw}/statements/*.gz")):
            with gzip.open(path, "rb") as source:
                shutil.copyfileobj(source, target)
    shutil.rmtree(raw)
    with open(f"{folder}/truth.json", "w") as file:
        json.dump({"lines": count, "visitors": visitors, "asOf": "2026-11-23T03:00:00Z"}, file)


def is_gzip(path):
    with open(path, "rb") as file:
        return file.read(2) == b"\x1f\x8b"
