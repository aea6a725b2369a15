"""What the bench finds: figures with their targets, and the same figures of other tools."""

from dataclasses import dataclass
from enum import Enum


class Unit(Enum):
    """How a figure is written."""

    SHARE = "{:.1%}"
    SCORE = "{:.4f}"
    TIMES = "{:.3f}x"
    SECONDS = "{:.2f} s"
    MILLISECONDS = "{:.2f} ms"
    COUNT = "{:.0f}"
    MEGABYTES = "{:.0f} MB"
    RATE = "{:.1f}/s"

    def of(self, value: float) -> str:
        return self.value.format(value)


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool's figure; ``value`` is None where it is missing, and ``note`` then says how to get it."""

    name: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """``target`` is the least to reach, or with ``at_most`` the most; None where nothing was asked for."""

    what: str
    value: float
    unit: Unit
    target: float | None = None
    at_most: bool = False
    peers: tuple[Peer, ...] = ()
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """By the figure as it is printed."""
        if self.target is None:
            return None
        shown = self._rounded(self.value)
        return shown <= self.target if self.at_most else shown >= self.target

    @property
    def wanted(self) -> str:
        if self.target is None:
            return ""
        if self.target == 0:
            return "0"
        return f"{'<=' if self.at_most else '>='} {self.unit.of(self.target)}"

    def ratio(self, peer: Peer) -> float | None:
        """Ours to theirs."""
        return self.value / peer.value if peer.value else None

    def _rounded(self, value: float) -> float:
        return round(value, 3 if self.unit is Unit.SHARE else 4)
