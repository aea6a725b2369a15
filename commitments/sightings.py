"""What a sighting of a text means, given the sightings before it: a new text, a glitch, a return, a flip-flop.

Every archive of web pages drowns in false alarms: a page shows one text now and another in the next hour, fails
for a day, or goes back and forth for months. So a text counts once it was seen twice, going back is a change of
its own, and going back and forth is told once and then left alone until it comes to rest. Values and rules
only: no database, no clock.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

CONFIRM_COLLAPSE_AFTER = timedelta(
    hours=24
)  # until a text that is a fraction of the one before counts
COLLAPSED = 0.25  # of the words
RESTS_AFTER = timedelta(days=7)  # a text that stays so long is no part of a flip-flop any more


class Verdict(StrEnum):
    NEW = "new"  # a text not seen before this change: propose it
    RETURNED = "returned"  # the text before the last one is back: a change, propose it
    UNCHANGED = "unchanged"
    HELD = "held"  # another text, seen once: look again soon
    FLIP_FLOP = "flip_flop"  # back and forth for the second time: tell it once
    FLAPPING = "flapping"  # still back and forth: quiet
    SETTLED = (
        "settled"  # a flip-flop came to rest at another text than was proposed last: propose it
    )


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a source's text. Texts are named by their hashes, "" is none.

    ``current`` is the text that counts, ``before`` the one that it replaced, ``proposed`` the one that was
    proposed last; ``since`` is when ``current`` was first seen. ``returns`` counts how often the two have taken
    turns.
    """

    current: str = ""
    before: str = ""
    proposed: str = ""
    since: datetime | None = None
    size: int = 0  # words of ``current``
    held: str = ""
    held_at: datetime | None = None
    returns: int = 0

    @property
    def is_flapping(self) -> bool:
        return self.returns > 1


@dataclass(frozen=True, slots=True)
class Sighting:
    text: str
    size: int  # words
    at: datetime


def judge(
    state: State,
    seen: Sighting,
    confirm_after: timedelta = timedelta(0),
    *,
    is_certain: bool = False,
) -> tuple[State, Verdict]:
    """The state after a sighting, and what the sighting means.

    A text counts when it is seen again ``confirm_after`` the first time. ``is_certain`` is for sightings that
    cannot be repeated, from an archive: they count at once. Sightings must come in the order of their times.
    """
    state, comes_to_rest = rested(state, seen.at)
    if seen.text == state.current:
        state = replace(state, held="", held_at=None)
        if comes_to_rest:
            return replace(state, proposed=state.current), Verdict.SETTLED
        return state, Verdict.UNCHANGED
    if not (is_certain or _is_confirmed(state, seen, confirm_after)):
        if state.held != seen.text:
            state = replace(state, held=seen.text, held_at=seen.at)
        return state, Verdict.HELD
    return _changed(state, seen)


def second_look_after(state: State, size: int, confirm_after: timedelta) -> timedelta:
    """How long to wait for the second look at a held text of so many words."""
    return CONFIRM_COLLAPSE_AFTER if is_collapse(state, size) else confirm_after


def rested(state: State, at: datetime) -> tuple[State, bool]:
    """A flip-flop ends when one of its texts has stayed; whether that is not the text proposed last."""
    if not state.returns or state.since is None or at - state.since < RESTS_AFTER:
        return state, False
    return replace(state, returns=0), state.is_flapping and state.current != state.proposed


def _is_confirmed(state: State, seen: Sighting, confirm_after: timedelta) -> bool:
    if not state.current or (state.is_flapping and seen.text == state.before):
        return True
    if state.held != seen.text or state.held_at is None:
        return False
    return seen.at - state.held_at >= second_look_after(state, seen.size, confirm_after)


def is_collapse(state: State, size: int) -> bool:
    """Whether so many words are but a fraction of the text that counts."""
    return size < COLLAPSED * state.size


def _changed(state: State, seen: Sighting) -> tuple[State, Verdict]:
    """Another text counts now: what kind of change that is."""
    returns = state.returns + 1 if seen.text == state.before else 0
    after = State(
        current=seen.text,
        before=state.current,
        proposed=state.proposed,
        since=seen.at,
        size=seen.size,
        returns=returns,
    )
    if returns == 2:
        return after, Verdict.FLIP_FLOP
    if returns > 2:
        return after, Verdict.FLAPPING
    return replace(after, proposed=seen.text), Verdict.RETURNED if returns else Verdict.NEW
