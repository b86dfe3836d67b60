"""Runs the `console` examples of Markdown pages and compares or replaces their output; see scripts/check-docs.

A line that begins with `$ ` is a command, with as many lines after it as it takes to be whole; what follows is its
standard output. The commands of a page run one after the other in one shell, in the project's folder.
"""

import difflib
import pathlib
import re
import subprocess
import sys

# What hangs on the machine and the moment: times, process ids, modification times.
VARIABLE = [
    (re.compile(r"\b\d+\.\d+ s\b"), "# s"),
    (re.compile(r'("seconds" ?: ?)[-\d.e]+'), r"\1#"),
    (re.compile(r"(_seconds\{[^}]*\}) [\d.e-]+"), r"\1 #"),
    (re.compile(r"\bprocess \d+\b"), "process #"),
    # What hangs on the ledger's random salts: hashes in base 64 and in digits, signatures, salts.
    (re.compile(r"[A-Za-z0-9+/]{43}="), "#"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "#"),
    (re.compile(r"^(— \S+ )\S+$"), r"\1#"),
    (re.compile(r'("salt" ?: ?)"[0-9a-f]+"'), r"\1#"),
]
END = "-- end of output, exit code"


def stable(line):
    for pattern, replacement in VARIABLE:
        line = pattern.sub(replacement, line)
    return line


def is_whole(command):
    check = subprocess.run(["bash", "-n", "-c", command], capture_output=True, text=True)
    # Of a here-document without its end bash only warns.
    return check.returncode == 0 and "here-document" not in check.stderr and not command.endswith("\\")


class Shell:
    """A bash that runs commands one after the other and hands back what each prints."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def run(self, command):
        self.process.stdin.write(f"{{\n{command}\n}} </dev/null\necho; echo '{END}'\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line.rstrip("\n") == END:
                # The end stands on a line of its own also after output without a line's end.
                return lines[:-1] if lines and lines[-1] == "" else lines
            # Blanks at the end of a line can't be seen on a page.
            lines.append(line.rstrip())
        sys.exit(f"check-docs: the shell has ended in: {command}")


def rerun(text):
    """The page with the output of each example as it is now."""
    shell = Shell()
    lines = text.splitlines()
    new = []
    in_console = False
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        new.append(line)
        if line.startswith("```"):
            in_console = line == "```console"
            continue
        if not in_console or not line.startswith("$ "):
            continue
        command = line[2:]
        while not is_whole(command):
            command += "\n" + lines[place]
            new.append(lines[place])
            place += 1
        shown = []
        while not lines[place].startswith(("$ ", "```")):
            shown.append(lines[place])
            place += 1
        printed = shell.run(command)
        same = [stable(line) for line in shown] == [stable(line) for line in printed]
        new += shown if same else printed
    shell.process.stdin.close()
    shell.process.wait()
    return "\n".join(new) + "\n"


def main():
    accepts = "--accept" in sys.argv[1:]
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    pages = [pathlib.Path(name) for name in names] or [pathlib.Path("README.md"), *sorted(pathlib.Path("docs").glob("*.md"))]
    differs = False
    for page in pages:
        text = page.read_text()
        new = rerun(text)
        if new == text:
            continue
        differs = True
        if accepts:
            page.write_text(new)
            print(f"{page}: the output of its examples is written anew")
        else:
            sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), new.splitlines(True), str(page), "now"))
    if not differs:
        print(f"The examples of {len(pages)} pages print what stands there")
    sys.exit(1 if differs and not accepts else 0)


main()
