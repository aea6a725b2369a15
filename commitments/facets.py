"""Facets: how many rows each choice would show, given the other choices."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST = 20  # choices of a facet that are shown
Values = Mapping[str, Collection[str]]  # of a row: what it has under each facet


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str  # in a query string
    title: str
    choices: tuple[Choice, ...]
    more: int = 0  # choices that are not shown

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True, slots=True)
class Tally:
    """``total`` rows fit all that is chosen; ``counts`` are by facet and value, under the other choices."""

    total: int
    counts: Mapping[str, Counter[str]]

    def facet(
        self, name: str, title: str, labels: Sequence[tuple[str, str]], chosen: Mapping[str, str]
    ) -> Facet:
        """The choices that show most, in the labels' order; one that shows nothing only if it is made."""
        value, counts = chosen.get(name, ""), self.counts[name]
        some = [code for code, _ in labels if counts[code] or code == value]
        kept = set(sorted(some, key=lambda code: (code != value, -counts[code]))[:MOST])
        shown = [(code, label) for code, label in labels if code in kept]
        choices = (Choice(code, label, counts[code], code == value) for code, label in shown)
        return Facet(name, title, tuple(choices), len(some) - len(shown))


def tally(
    rows: Iterable[tuple[Values, int]], names: Collection[str], chosen: Mapping[str, str]
) -> Tally:
    """Count rows that stand for so many each: one pass, each row by all facets.

    A row that fits all choices counts everywhere; one that fails a single choice counts among the
    alternatives to that one.
    """
    wanted = {name: chosen[name] for name in names if chosen.get(name)}
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    total = 0
    for values, weight in rows:
        failed = [name for name, value in wanted.items() if value not in values[name]]
        if not failed:
            total += weight
        for name in names if not failed else failed[:1] if len(failed) == 1 else ():
            for value in values[name]:
                counts[name][value] += weight
    return Tally(total, counts)
