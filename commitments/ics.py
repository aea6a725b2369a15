"""Derived days as an iCalendar feed (RFC 5545), made by the ``icalendar`` library.

The library folds and escapes; what is ours is what stays the same from one fetch to the next. A day that a
clause has moved is cancelled under its old name, so that a reader's calendar drops it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from commitments.deadlines import Deadline, Deadlines
from commitments.duties import Window

PRODUCT = "-//RSP commitment tracker//derived due dates//EN"
# The name and the year stay for good: with another, every reader would see every entry anew.
TAG = "tag:rsp-commitment-tracker,2026:due/"
DERIVED = "Derived by the tracker from the words below; stated by nobody."

MOST = 50  # of each kind: years of one organization, months of all in a long record


def calendar(found: Deadlines, absolute: Callable[[str], str]) -> bytes:
    """What is coming, the day that passed last, what no longer holds: of each what lies nearest to the day.

    The same facts are the same bytes.
    """
    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", "Derived due dates in AI safety policies")
    feed.add("x-wr-calname", "Derived due dates in AI safety policies")
    for deadline in (*found.over[:MOST], *found.coming[:MOST]):
        if deadline.last_passed:
            feed.add_component(
                _event(deadline, deadline.last_passed, deadline.number - 1, absolute)
            )
        if deadline.window:
            feed.add_component(_event(deadline, deadline.window, deadline.number, absolute))
    for deadline in found.superseded[:MOST]:
        if deadline.window:
            event = _event(deadline, deadline.window, deadline.number, absolute)
            event.add("status", "CANCELLED")
            event.add("sequence", 1)
            feed.add_component(event)
    return bytes(feed.to_ical())


def _event(
    deadline: Deadline, window: Window, number: int, absolute: Callable[[str], str]
) -> Event:
    address = absolute(f"{deadline.address}#{deadline.said.slug}")
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{TAG}{deadline.key}/{number}")))
    event.add("dtstamp", deadline.recorded_at)
    event.add("dtstart", window.starts_on or window.ends_on)
    event.add("dtend", _day_after(window.ends_on))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"Due (derived): {deadline.organization}, {deadline.title}")
    event.add("description", f"{DERIVED} {_words(deadline)} {address}")
    event.add("url", address)
    event.add("categories", [deadline.organization])
    return event


def _words(deadline: Deadline) -> str:
    whose = "tracker's summary" if deadline.is_summary else "the publisher's words"
    since = f"counted from {deadline.base_on}, {deadline.since.version}"
    return f"“{''.join(deadline.sentence)}” ({deadline.said.version}, {whose}; {since})"


def _day_after(day: date) -> date:
    """The end of a day is the beginning of the next one; the calendar's last day has none."""
    return day if day == date.max else day + timedelta(days=1)
