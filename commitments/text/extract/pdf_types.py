"""What passes between the stages of the PDF reader."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Char:
    text: str
    x0: float
    x1: float
    y: float  # the baseline
    size: float
    bold: bool


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
