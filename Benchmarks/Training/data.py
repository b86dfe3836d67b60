"""Makes the examples, once: sparse rows whose true probabilities are known, as text in two formats."""

import os
import re
import shutil
import subprocess
import sys

OUTCOMES = 8  # that are trained side by side


class Examples:
    """A folder that make_sparse.c has written: train and test, as svmlight and as Vowpal Wabbit's text."""

    def __init__(self, work, generator, count, seed):
        self.count = count
        self.seed = seed
        self.test_count = max(1, count // 10)
        self.folder = os.path.join(work, f"sparse-{count}-seed-{seed}")
        if not os.path.exists(self.path("done")):
            self.make(generator)
        with open(self.path("done")) as file:
            self.bayes = float(re.search(r"^test .*logloss ([0-9.]+)", file.read(), re.MULTILINE)[1])

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, generator):
        print(f"benchmark: making {self.count:,} examples", file=sys.stderr)
        partial = f"{self.folder}.tmp"
        for folder in (partial, self.folder):
            shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(partial)
        program = os.path.join(partial, "make_sparse")
        subprocess.run(["cc", "-O3", generator, "-o", program, "-lm"], check=True)
        command = [program, partial, str(self.count), str(self.test_count), str(self.seed)]
        made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        for name in ("train.bin", "test.bin", "test.p", "make_sparse"):
            os.remove(os.path.join(partial, name))
        with open(os.path.join(partial, "done"), "w") as file:
            file.write(made)
        os.rename(partial, self.folder)

    def labels(self, name):
        """Whether each row of a file is achieved, as bytes of 0 and 1."""
        with open(self.path(name), "rb") as file:
            return bytes(not line.startswith(b"-") for line in file)

    def outcome_labels(self, outcome):
        """The training labels of an outcome: the first's are those of the file, the others' its own moved along by some rows."""
        labels = self.labels("train.svm")
        shift = outcome * 100_003 % len(labels)
        return labels[shift:] + labels[:shift]

    def label_columns(self):
        """The file of all outcomes' labels: a line a row, a bit an outcome."""
        path = self.path("labels")
        if not os.path.exists(path):
            columns = [self.outcome_labels(outcome) for outcome in range(OUTCOMES)]
            table = bytes.maketrans(b"\x00\x01", b"01")
            with open(path + ".tmp", "wb") as file:
                for row in zip(*columns):
                    file.write(bytes(row).translate(table) + b"\n")
            os.rename(path + ".tmp", path)
        return path

    def relabelled(self, outcome):
        """Vowpal Wabbit's text with the labels of another outcome."""
        path = self.path("relabelled.vw")
        labels = self.outcome_labels(outcome)
        with open(self.path("train.vw"), "rb") as source, open(path, "wb") as target:
            for line, label in zip(source, labels):
                target.write((b"1 " if label else b"-1 ") + line[line.index(b"|") :])
        return path
