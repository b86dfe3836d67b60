"""How well probabilities hold, on weighted examples."""

import collections
import math
import random

BINS = 15  # of equal mass
DRAWS = 2000  # of what chance alone does


class Examples:
    """The test examples of one outcome."""

    def __init__(self):
        self.rows = []  # (prefix, label, weight, {whose: probability})

    def add(self, row):
        probabilities = {whose: float(row[whose]) for whose in ("model", "truth")}
        self.rows.append((int(row["prefix"]), row["label"] == "1", float(row["weight"]), probabilities))

    @property
    def count(self):
        return len(self.rows)

    @property
    def weight(self):
        return math.fsum(weight for _, _, weight, _ in self.rows)

    @property
    def rate(self):
        return math.fsum(weight for _, label, weight, _ in self.rows if label) / self.weight

    def by_prefix(self):
        """The examples of each number of events seen, in rising order."""
        parts = collections.defaultdict(Examples)
        for row in self.rows:
            parts[row[0]].rows.append(row)
        return dict(sorted(parts.items()))

    def log_loss(self, whose):
        losses = (weight * math.log(p[whose] if label else 1 - p[whose]) for _, label, weight, p in self.rows)
        return -math.fsum(losses) / self.weight

    def counted_alike(self):
        """The same examples, each counting 1: as a scorer meets them."""
        examples = Examples()
        examples.rows = [(prefix, label, 1.0, p) for prefix, label, _, p in self.rows]
        return examples

    def bins(self, whose):
        """Bins of equal mass from the lowest probability to the highest: (label, weight, probability) of each row."""
        total = self.weight
        bins = [[] for _ in range(BINS)]
        before = 0.0
        for _, label, weight, p in sorted(self.rows, key=lambda row: row[3][whose]):
            bins[min(BINS - 1, int(before / total * BINS))].append((label, weight, p[whose]))
            before += weight
        return bins

    def ece(self, whose):
        """The expected calibration error: the mean distance of a bin from what is foretold to what is observed."""
        distances = (abs(math.fsum(weight * (p - label) for label, weight, p in rows)) for rows in self.bins(whose))
        return math.fsum(distances) / self.weight

    def chance(self, whose):
        """What the error stays below in 95 of 100 cases where the probabilities are right: sums of a bin are nearly normal."""
        spreads = [math.sqrt(math.fsum(w * w * p * (1 - p) for _, w, p in rows)) for rows in self.bins(whose)]
        draws = random.Random(1)
        found = sorted(math.fsum(abs(draws.gauss(0, spread)) for spread in spreads) for _ in range(DRAWS))
        return found[int(0.95 * DRAWS)] / self.weight
