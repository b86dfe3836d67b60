"""What is measured: all contenders take turns on the same examples."""

import json
import os
import sys

import measure
from contenders import C
from data import OUTCOMES

ADAPTIVE = ("--method", "adaptive", "--passes", "1")
PASSES = 3  # where what is beside the passes is to be left out
BATCH = ("--method", "batch", "--l2", str(1 / C))
FTRL = ("--ftrl", "--ftrl_alpha", "0.05", "--ftrl_beta", "1")
MANY = 10  # times the examples, for memory


class Bench:
    """Everything that is measured, and what it has come to."""

    def __init__(self, examples, sojourn, vw, liblinear, turns, is_long):
        self.examples = examples
        self.sojourn = sojourn
        self.vw = vw  # or None
        self.liblinear = liblinear  # or None
        self.turns = turns
        self.is_long = is_long
        self.load = os.getloadavg()[0]  # of others, before anything is measured
        self.measured = {}  # by the contender's name
        self.digests = {}  # by the contender's name: of its weights, one for all turns
        self.printed = {}  # by the contender's name: the figures that it printed, a turn each
        self.losses = {}  # by the method: the log loss on the test file
        self.evaluations = {}  # by the method: what sojourn-train printed for the test file
        self.faults = []

    def run(self):
        self.make_caches()
        self.take_turns(self.peers() | self.adaptive() | self.batch(), self.turns)
        if self.liblinear:
            self.take_turns({"LIBLINEAR": lambda: self.liblinear.train(self.examples)}, 1)
        self.evaluate()
        if self.is_long:
            if self.vw:
                self.eight_runs()
            self.many()

    def make_caches(self):
        """The caches that are read in every turn; making Sojourn's is measured too, since text is read then."""
        if self.vw:
            self.vw.make_cache(self.examples.path("train.vw"))
        build = lambda: self.sojourn.train(*ADAPTIVE, "--jobs", "1", cached=True, keeps_cache=False, pinned=True)
        self.take_turns({"adaptive, making the cache": build}, 1)

    def peers(self):
        if not self.vw:
            return {}
        text, vw = self.examples.path("train.vw"), self.vw
        cache = ("--cache_file", vw.cache)
        return {
            "VW from text": lambda: vw.train(text),
            "VW from its cache": lambda: vw.train(text, *cache),
            "VW from text, one core": lambda: vw.train(text, pinned=True),
            "VW from its cache, one core": lambda: vw.train(text, *cache, pinned=True),
            "VW --ftrl from text": lambda: vw.train(text, *FTRL),
            "VW reading text alone": lambda: vw.run("-d", text, "--noop"),
            "VW beginning": vw.start,
        }

    def adaptive(self):
        labels = ("--labels", self.examples.label_columns())
        train = self.sojourn.train
        return {
            "adaptive from text, one core": lambda: train(*ADAPTIVE, "--jobs", "1", pinned=True),
            "adaptive from text, two jobs": lambda: train(*ADAPTIVE, "--jobs", "2"),
            "adaptive from the cache, one core": lambda: train(*ADAPTIVE, "--jobs", "1", cached=True, pinned=True),
            "adaptive from the cache, two jobs": lambda: train(*ADAPTIVE, "--jobs", "2", cached=True),
            f"adaptive, {PASSES} passes from the cache, one core": lambda: train(
                "--method", "adaptive", "--passes", str(PASSES), "--jobs", "1", cached=True, pinned=True
            ),
            f"{OUTCOMES} outcomes from text, two jobs": lambda: train(*ADAPTIVE, *labels, "--jobs", "2"),
        }

    def batch(self):
        return {
            f"batch from text, {jobs}": lambda jobs=jobs: self.sojourn.train(*BATCH, "--jobs", jobs[0], pinned=jobs[0] == "1")
            for jobs in ("1 core", "2 jobs")
        }

    def take_turns(self, contenders, turns):
        """Runs all contenders in turn, several times; each must come to the same bytes every time."""
        for turn in range(turns):
            for name, contender in contenders.items():
                print(f"benchmark: turn {turn + 1} of {turns}: {name}", file=sys.stderr)
                result = contender()
                run, digest = result if isinstance(result, tuple) else (result, None)
                self.measured.setdefault(name, measure.Measurements()).add(run)
                if digest is None:
                    continue
                self.printed.setdefault(name, []).append(json.loads(run.output.splitlines()[0]))
                if self.digests.setdefault(name, digest) != digest:
                    self.faults.append(f"{name}: turn {turn + 1} came to other weights than turn 1")

    def evaluate(self):
        """Accuracy on the test file, once, since all turns come to the same."""
        for name, flags in {"adaptive": ADAPTIVE, "batch": BATCH}.items():
            printed, loss = self.sojourn.evaluate(*flags)
            self.evaluations[name] = printed
            self.losses[name] = printed["logLoss"]
            if abs(printed["logLoss"] - loss) > 1e-9:
                self.faults.append(f"{name}: printed a log loss of {printed['logLoss']}, its predictions have {loss}")
        if self.vw:
            self.losses["VW"] = self.vw.evaluate(self.examples)
            self.losses["VW --ftrl"] = self.vw.evaluate(self.examples, *FTRL)
        if self.liblinear:
            self.losses["LIBLINEAR"] = self.liblinear.evaluate(self.examples)

    def eight_runs(self):
        """An outcome after the other, as VW does it."""
        for outcome in range(OUTCOMES):
            text = self.examples.relabelled(outcome)
            self.take_turns({f"VW, outcome {outcome + 1}": lambda: self.vw.train(text)}, 1)
            os.remove(text)

    def many(self):
        """One pass over many more examples than memory is allowed for, from a cache."""
        files = [self.examples.path("train.svm")] * MANY
        runs = {
            f"{MANY} times the examples, {how}": lambda keeps=keeps: self.sojourn.train(
                *ADAPTIVE, cached=True, keeps_cache=keeps, files=files
            )
            for how, keeps in {"making the cache": False, "from the cache": True}.items()
        }
        self.take_turns(runs, 1)

    def clean(self):
        for contender in (self.sojourn, self.vw, self.liblinear):
            if contender:
                contender.clean()
