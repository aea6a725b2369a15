"""What passes between the stages of the PDF reader."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from commitments.text.blocks import Link


class Space(IntEnum):
    """The white space before a character: none, guessed by the library, or in the file."""

    NONE = 0
    GUESSED = 1
    PRINTED = 2


class Char(NamedTuple):
    """A tuple, since there are thousands on a page: a frozen dataclass takes four times as long to make."""

    text: str
    x0: float
    x1: float  # where the next letter of the word begins, not where the ink ends
    y: float  # the baseline
    size: float
    bold: bool
    space: Space = Space.NONE


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
