"""The two clocks of a question: what was in force on a day, and what we had published by an instant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

from commitments.errors import TrackerError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moment:
    """``as_of``: the publishers' clock; ``known_at``: ours. None is today, or now."""

    as_of: date | None = None
    known_at: datetime | None = None

    @property
    def is_now(self) -> bool:
        return self.as_of is None and self.known_at is None

    def of_any_day(self) -> "Moment":
        """For what no day picks, such as two versions that are named: it must not claim to be of one."""
        return replace(self, as_of=None)


def moment_of(parameters: Mapping[str, str]) -> Moment:
    """Read ``as_of=YYYY-MM-DD`` and ``known_at=`` a day (its end, in UTC) or an ISO 8601 instant.

    Raises TrackerError ``bad_date`` with the form that is wanted.
    """
    return Moment(
        as_of=_parsed("as_of", parameters, _day, "YYYY-MM-DD"),
        known_at=_parsed("known_at", parameters, _instant, "YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"),
    )


def _parsed(
    name: str, parameters: Mapping[str, str], parse: Callable[[str], T], form: str
) -> T | None:
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except (ValueError, OverflowError) as error:
        message = f"{name}={text} is not a date; write it as {form}."
        raise TrackerError("bad_date", message) from error


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        instant = datetime.fromisoformat(text)
        # Here and not in the database's driver, where an instant beyond the calendar's ends would crash.
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
