"""What is wanted of a measurement, beside what was measured."""

import dataclasses


@dataclasses.dataclass
class Bar:
    """A figure with its bar."""

    what: str
    measured: float
    bar: float
    form: str = "{:.2f}"  # how both are written
    is_least: bool = False  # whether the bar is the least that is wanted, rather than the most

    @property
    def is_met(self):
        return self.measured >= self.bar if self.is_least else self.measured <= self.bar

    @property
    def row(self):
        measured, bar = (self.form.format(value) for value in (self.measured, self.bar))
        return f"| {self.what} | {measured} | at {'least' if self.is_least else 'most'} {bar} | {'met' if self.is_met else 'not met'} |"


def table(bars):
    """The bars as lines of Markdown."""
    return ["| what | measured | bar | |", "| --- | --- | --- | --- |", *(bar.row for bar in bars)]
