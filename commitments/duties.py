"""What a commitment asks for again and again or once, as long as its versions ask for the same."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from commitments.history import Entry, Life, happened_on
from commitments.models import TextKind
from commitments.text.cadences import Cadence, Kind, Stretch, cadences

_DAYS = {
    "hour": 1,
    "day": 1,
    "week": 7,
    "month": 31,
    "year": 366,
}  # at most; no day begins within one


@dataclass(frozen=True, slots=True)
class Window:
    """When something is due: by ``ends_on``, and where the text says so not before ``starts_on``."""

    starts_on: date | None
    ends_on: date


@dataclass(frozen=True, slots=True)
class Duty:
    """A cadence from the version that brought it to the one that ended it, or to this day.

    ``said`` is the latest version that says so; ``silent`` are later ones whose summary does not repeat it and
    which are read as having kept the promise.
    """

    life: Life
    cadence: Cadence
    since: Entry
    said: Entry
    silent: tuple[Entry, ...] = ()
    ended: Entry | None = None

    @property
    def is_dated(self) -> bool:
        """Whether its days can be told; others wait for what they name."""
        one = self.cadence
        return one.kind in (Kind.EVERY, Kind.ON) or one.is_own or bool(one.day)

    @property
    def base_on(self) -> date:
        """The day from which it is counted: the text's own, else that of the version which brought it."""
        if self.cadence.day:
            return date.fromisoformat(self.cadence.day)
        return happened_on(self.since.version) or date.max

    def window(self, number: int) -> Window:
        """When it is due for the first, second, ... time; each at its own stretch from the time before."""
        one = self.cadence
        if one.most is None:
            return Window(None, self.base_on)
        starts_on = after(self.base_on, one.least, number) if one.least else None
        return Window(starts_on, after(self.base_on, one.most, number))

    def number_on(self, day: date) -> int:
        """Which time it is that has not passed on ``day``; of what is due once, the first for ever."""
        if self.cadence.kind is not Kind.EVERY or self.cadence.most is None:
            return 1
        stretch = self.cadence.most
        number = max((day - self.base_on).days // (_DAYS[stretch.unit] * stretch.number), 1)
        while self.window(number).ends_on < day:
            number += 1
        return number


def duties(life: Life) -> list[Duty]:
    """Those that have ended and those that stand, in the order of the texts; no query."""
    ended: list[Duty] = []
    running: dict[tuple[object, ...], Duty] = {}
    for entry in life.entries:
        if entry.text is None:
            continue
        found = {one.meaning: one for one in cadences(entry.words)}
        running, gone = _carried_on(running, entry, found)
        ended += gone
        for meaning, one in found.items():
            running.setdefault(meaning, Duty(life, one, entry, entry))
    return [*ended, *running.values()]


def _carried_on(
    running: dict[tuple[object, ...], Duty],
    entry: Entry,
    found: dict[tuple[object, ...], Cadence],
) -> tuple[dict[tuple[object, ...], Duty], list[Duty]]:
    """Which duties go on in this version, and which it ends."""
    kept: dict[tuple[object, ...], Duty] = {}
    gone = []
    for meaning, duty in running.items():
        if again := found.get(meaning):
            kept[meaning] = replace(duty, cadence=again, said=entry, silent=())
        elif _keeps_silent(entry, duty, found.values()):
            kept[meaning] = replace(duty, silent=(*duty.silent, entry))
        else:
            gone.append(replace(duty, ended=entry))
    return kept, gone


def _keeps_silent(entry: Entry, duty: Duty, found: Collection[Cadence]) -> bool:
    """Summaries tell what is new, so one that is read as a retention does not end what it leaves out."""
    if entry.text is None or entry.text.kind != TextKind.SUMMARY:
        return False
    kind = duty.cadence.kind
    is_replaced = kind is Kind.EVERY and any(one.kind is kind for one in found)
    return entry.outcome in ("", "retained") and not is_replaced


def after(day: date, stretch: Stretch, times: int = 1) -> date:
    """So many stretches later; the last day of a month that has no such day, the last of all beyond the end."""
    number = stretch.number * times
    try:
        if stretch.unit in ("month", "year"):
            return _months_after(day, number * 12 if stretch.unit == "year" else number)
        if stretch.unit == "hour":
            return day + timedelta(days=-(-number // 24))
        return day + timedelta(days=number * _DAYS[stretch.unit])
    except (ValueError, OverflowError):
        return date.max


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
