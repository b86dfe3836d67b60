"""Runs commands and measures them from outside: wall clock, processor time and peak memory of whole processes."""

import dataclasses
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Run:
    """One run of one or several processes."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, of all processes
    peak: int  # bytes, the peaks of all processes added up
    output: str = ""  # what the last one printed, unless it was thrown away


class Measurements:
    """The runs of one contender, one a turn."""

    def __init__(self):
        self.runs = []

    def add(self, run):
        self.runs.append(run)
        return run

    @property
    def wall(self):
        return statistics.median(run.wall for run in self.runs)

    @property
    def cpu(self):
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak(self):
        """The highest of all turns: memory is a bound, not an average."""
        return max(run.peak for run in self.runs)

    @property
    def span(self):
        walls = [run.wall for run in self.runs]
        return min(walls), max(walls)

    def figures(self):
        """For the JSON file."""
        return {
            "wallSeconds": [round(run.wall, 4) for run in self.runs],
            "medianWallSeconds": round(self.wall, 4),
            "medianProcessorSeconds": round(self.cpu, 4),
            "peakBytes": self.peak,
        }


def run_pipe(*commands, discard=False):
    """Runs commands, each reading what the one before prints."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        processes = []
        source = subprocess.DEVNULL
        for command in commands:
            is_last = len(processes) == len(commands) - 1
            target = (subprocess.DEVNULL if discard else output) if is_last else subprocess.PIPE
            processes.append(subprocess.Popen(command, stdin=source, stdout=target, stderr=errors))
            if source != subprocess.DEVNULL:
                source.close()
            source = processes[-1].stdout
        run = wait(processes, begin, errors)
        output.seek(0)
        run.output = output.read().decode(errors="replace")
        return run


def run_together(*commands):
    """Runs commands side by side."""
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors) for command in commands]
        return wait(processes, begin, errors)


def wait(processes, begin, errors):
    """Waits for all processes; ends the benchmark where one has failed."""
    ends = [os.wait4(process.pid, 0) for process in processes]
    wall = time.perf_counter() - begin
    for process, (_, status, _) in zip(processes, ends):
        process.returncode = os.waitstatus_to_exitcode(status)
    failed = [process for process in processes if process.returncode != 0]
    if failed:
        errors.seek(0)
        tail = errors.read().decode(errors="replace")[-2000:]
        sys.exit(f"benchmark: {' '.join(failed[0].args)[:200]}: ended with {failed[0].returncode}\n{tail}")
    usages = [usage for _, _, usage in ends]
    return Run(
        wall=wall,
        cpu=sum(usage.ru_utime + usage.ru_stime for usage in usages),
        peak=sum(usage.ru_maxrss for usage in usages) * 1024,
    )


def smallest_peak():
    """The harness's own memory, which a child shares until it has begun: a peak below it can't be told."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
