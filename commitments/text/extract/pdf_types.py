"""What passes between the stages of the PDF reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from commitments.text.blocks import Link


class Space(IntEnum):
    """The white space before a character: none, guessed by the library, or in the file."""

    NONE = 0
    GUESSED = 1
    PRINTED = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters drawn one after the other on one baseline, in one size and weight: columns with a value for each.

    A page has thousands of letters, and what most of them are asked is asked of a whole column at once.
    """

    text: str
    x0: Sequence[float]
    x1: Sequence[float]  # where the next letter of the word begins, not where the ink ends
    spaces: bytes  # the Space before each
    y: float  # the baseline
    size: float
    bold: bool = False

    def part(self, start: int, end: int) -> "Stretch":
        """Some of its letters that follow each other."""
        return self.only(range(start, end))

    def only(self, places: Sequence[int]) -> "Stretch":
        """Some of its letters."""
        if len(places) == len(self.text):
            return self
        return replace(
            self,
            text="".join([self.text[place] for place in places]),
            x0=[self.x0[place] for place in places],
            x1=[self.x1[place] for place in places],
            spaces=bytes([self.spaces[place] for place in places]),
        )


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    label: bool = False  # begins in bold and goes on in regular type
    note: str = ""  # the raised sign it begins with: a footnote's number
    is_turned: bool = False  # runs another way than the page's text


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed line, upright or level: from ``start`` to ``end`` along it, ``at`` across it."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: rows of cells, each cell the lines in it. ``y`` is its upper edge."""

    page: int
    x0: float
    x1: float
    y: float
    bottom: float
    rows: tuple[tuple[tuple[Line, ...], ...], ...]


Item = Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    rules: list[Rule]
    links: list[Link]
