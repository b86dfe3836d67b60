"""Puts what a benchmark has printed into a page."""

import sys


def put_in(path, command, text):
    """Puts a report into a page, in place of what stands between the command's two marks."""
    begin, end = (f"<!-- {words}what {command} has printed -->" for words in ("", "end of "))
    with open(path) as file:
        before, first, rest = file.read().partition(begin)
    _, second, after = rest.partition(end)
    if not first or not second:
        sys.exit(f"benchmark: {path} has no lines {begin} and {end}")
    with open(path, "w") as file:
        file.write(f"{before}{begin}\n\n{text}\n\n{end}{after}")
