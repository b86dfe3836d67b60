"""Where the processor's time of a night goes, by room and library, sampled by `perf`."""

import collections
import os
import re
import shutil
import subprocess

PLACES = [  # by the object file, then by the symbol
    (r"^libz", r"", "zlib: inflating and CRC"),
    (r"^libisal", r"", "ISA-L: inflating and CRC"),
    (r"^libzstd", r"", "zstd: compressing pages"),
    (r"^\[", r"", "the kernel: files, memory, threads"),
    (r"^libc|^ld-", r"", "libc: copying, comparing, searching bytes"),
    (r"", r"isal|^inflate|crc32_gzip|decode_huffman", "ISA-L: inflating and CRC"),
    (r"", r"sha256|sha512", "SHA-256: digests of content, pseudonyms"),
    (r"^libswift|^libdispatch", r"", "Swift's libraries"),
]
ROOM = re.compile(r"^\$s(\d+)(\w+)")


def place(library, symbol):
    for of_library, of_symbol, name in PLACES:
        if re.search(of_library, library) and re.search(of_symbol, symbol):
            return name
    room = ROOM.match(symbol)
    if room:
        return f"`{room[2][: int(room[1])]}`"
    return "generic code of Swift's library" if symbol.startswith("$s") else "other"


def shares(command, work):
    """The shares of processor time of a command by room, greatest first; None where perf can't be had."""
    if not shutil.which("perf"):
        return None
    data = os.path.join(work, "perf.data")
    record = ["perf", "record", "--quiet", "-F", "999", "-e", "cpu-clock", "-o", data, *command]
    if subprocess.run(record, capture_output=True).returncode != 0:
        return None
    report = ["perf", "report", "-i", data, "--stdio", "--no-children", "-F", "sample,dso,sym", "-t", "\t"]
    found = subprocess.run(report, capture_output=True, text=True).stdout
    os.remove(data)
    counts = collections.Counter()
    for line in found.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 3 and cells[0].isdigit():
            counts[place(cells[1], re.sub(r"^\[.\] ", "", cells[2]))] += int(cells[0])
    total = sum(counts.values())
    return [(name, count / total) for name, count in counts.most_common()] if total else None
