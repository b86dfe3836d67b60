"""What is run side by side: sojourn-train in its forms, and its peers. Each run is one whole process."""

import hashlib
import json
import math
import os
import shutil
import subprocess
import sys

import measure

BITS = "20"  # of the slots that the generator hashes into
ONE_CORE = ["taskset", "-c", "0"]
C = 0.048  # LIBLINEAR's: 1 over the weight of the penalty


def log_loss(log_odds, labels):
    """The mean log loss; nothing is clamped."""
    margins = (value if label else -value for value, label in zip(log_odds, labels))
    losses = [math.log1p(math.exp(-abs(margin))) + max(-margin, 0) for margin in margins]
    return math.fsum(losses) / len(losses)


def remove(*paths):
    for path in paths:
        if os.path.exists(path):
            os.remove(path)


class Sojourn:
    """sojourn-train."""

    def __init__(self, program, examples, work):
        self.program = program
        self.examples = examples
        self.cache = os.path.join(work, "examples.cache")
        self.output = os.path.join(work, "model")
        self.predictions = os.path.join(work, "predictions")

    def command(self, *flags, files=()):
        return [self.program, "--format", "svmlight", "--bits", BITS, *flags, *(files or [self.examples.path("train.svm")])]

    def train(self, *flags, pinned=False, cached=False, files=(), keeps_cache=True):
        """One training; its weights' digest and what it printed."""
        shutil.rmtree(self.output, ignore_errors=True)
        if not keeps_cache:
            self.forget()
        flags += ("--cache", self.cache) if cached else ()
        command = self.command(*flags, "--output", self.output, files=files)
        run = measure.run_pipe((ONE_CORE if pinned else []) + command)
        return run, self.digest()

    def digest(self):
        """Of all that the folder of the model holds, whose size is kept as that of the weights."""
        digest = hashlib.sha256()
        self.weight_bytes = 0
        for folder, folders, names in os.walk(self.output):
            folders.sort()
            for name in sorted(names):
                digest.update(name.encode())
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                digest.update(content)
                self.weight_bytes += len(content)
        return digest.hexdigest()

    def evaluate(self, *flags):
        """What it prints for the test file, and the log loss of the probabilities that it writes."""
        test = self.examples.path("test.svm")
        run = measure.run_pipe(self.command(*flags, "--test", test, "--predictions", self.predictions))
        with open(self.predictions) as file:
            probabilities = [float(line.split()[-1]) for line in file if not line[:1].isalpha()]
        labels = self.examples.labels("test.svm")
        if len(probabilities) != len(labels):
            sys.exit(f"benchmark: {len(probabilities)} predictions for {len(labels)} examples")
        loss = log_loss([math.log(p) - math.log1p(-p) for p in probabilities], labels)
        return json.loads(run.output.splitlines()[0]), loss

    def forget(self):
        remove(self.cache)

    def clean(self):
        self.forget()
        shutil.rmtree(self.output, ignore_errors=True)
        remove(self.predictions)


class VowpalWabbit:
    """Vowpal Wabbit's driver, as its Python package runs it."""

    def __init__(self, python, work):
        self.python = python
        self.model = os.path.join(work, "vw.model")
        self.cache = os.path.join(work, "vw.cache")
        self.predictions = os.path.join(work, "vw.predictions")

    def command(self, *flags):
        return [self.python, "-m", "vowpalwabbit", "--quiet", "--loss_function=logistic", "-b", BITS, *flags]

    def run(self, *flags, pinned=False):
        return measure.run_pipe((ONE_CORE if pinned else []) + self.command(*flags))

    def train(self, path, *flags, pinned=False):
        return self.run("-d", path, "-f", self.model, *flags, pinned=pinned)

    def make_cache(self, path):
        self.train(path, "--cache_file", self.cache, "-k")

    def start(self):
        """The driver's own beginning: the interpreter and the package, before anything is read."""
        return measure.run_pipe([self.python, "-c", "import vowpalwabbit"])

    def evaluate(self, examples, *flags):
        """The log loss on the test file."""
        self.train(examples.path("train.vw"), *flags)
        self.run("-t", "-i", self.model, "-d", examples.path("test.vw"), "-p", self.predictions)
        with open(self.predictions) as file:
            return log_loss([float(line) for line in file], examples.labels("test.svm"))

    def version(self):
        found = subprocess.run([self.python, "-m", "vowpalwabbit", "--version"], capture_output=True, text=True)
        return (found.stdout.split() or ["?"])[0]

    def clean(self):
        remove(self.model, self.cache, self.predictions)


class LIBLINEAR:
    """LIBLINEAR's two programs; the bias is a feature that is held small, as it has it."""

    def __init__(self, program, work):
        self.program = program
        self.model = os.path.join(work, "liblinear.model")
        self.predictions = os.path.join(work, "liblinear.predictions")

    def train(self, examples):
        return measure.run_pipe([self.program, "-q", "-s", "0", "-c", str(C), "-B", "1", examples.path("train.svm"), self.model])

    def evaluate(self, examples):
        """The log loss of the last model on the test file."""
        predict = os.path.join(os.path.dirname(self.program), "liblinear-predict")
        measure.run_pipe([predict, "-b", "1", "-q", examples.path("test.svm"), self.model, self.predictions])
        with open(self.predictions) as file:
            column = next(file).split().index("1")
            probabilities = [float(line.split()[column]) for line in file]
        log_odds = [math.log(p) - math.log1p(-p) for p in probabilities]
        return log_loss(log_odds, examples.labels("test.svm"))

    def clean(self):
        remove(self.model, self.predictions)
