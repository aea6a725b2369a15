"""Footnotes to where they are called: each right after the block whose word bears its number.

While a document is read, a call stands in its block's text between two private-use signs, so that "risks1" and
"H2" cannot be mistaken for one another later on. ``placed`` takes the signs out again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from commitments.text.extract.draft import Draft

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_CALL = re.compile(rf"\s*{_OPEN}([^{_CLOSE}]*){_CLOSE}")
SIGNS = _OPEN + _CLOSE
_STRAY = re.compile(f"[{SIGNS}]")
_BASE = re.compile(r"(?:\d|\b[^\W\d_])$")


@dataclass(frozen=True, slots=True)
class Note:
    """A draft on its way to its place; ``number`` is what a footnote is called by, empty for all else."""

    draft: Draft
    number: str = ""


def call(number: str) -> str:
    """A call's number as it stands in a text until ``placed`` has seen it."""
    return f"{_OPEN}{number}{_CLOSE}"


def called_in(texts: Iterable[str]) -> frozenset[str]:
    """The numbers that these texts call."""
    return frozenset(number for text in texts for number in _CALL.findall(text))


def without_signs(text: str) -> str:
    """A document's own characters that would be taken for the signs of a call, dropped."""
    return _STRAY.sub("", text)


def placed(notes: Sequence[Note]) -> Iterator[Draft]:
    """The drafts, every footnote after the nearest block that calls it; one not called stays where it is.

    The number of a call whose note was found is no longer in the text. Linear in the text.
    """
    homes = _homes(notes)
    guests: dict[int, list[Note]] = {}
    for at, home in homes.items():
        guests.setdefault(home, []).append(notes[at])
    for at, note in enumerate(notes):
        if at in homes:
            continue
        called = guests.get(at, [])
        yield _cleared(note.draft, frozenset(guest.number for guest in called))
        for guest in called:
            yield _cleared(guest.draft)


def _homes(notes: Sequence[Note]) -> dict[int, int]:
    """Where a footnote is called: before it if it can be, since notes are set at the foot of the page."""
    calls: dict[str, list[int]] = {}
    for at, note in enumerate(notes):
        if not note.number:
            for number in _CALL.findall(note.draft.text):
                calls.setdefault(number, []).append(at)
    homes: dict[int, int] = {}
    for at, note in enumerate(notes):
        open_calls = calls.get(note.number, []) if note.number else []
        if open_calls:
            before = [n for n, home in enumerate(open_calls) if home < at]
            homes[at] = open_calls.pop(before[-1] if before else 0)
    return homes


def _cleared(draft: Draft, called: frozenset[str] = frozenset()) -> Draft:
    text = _CALL.sub(lambda found: "" if found[1] in called else _spelt(found), draft.text)
    return replace(draft, text=_STRAY.sub("", text).strip())


def _spelt(found: re.Match[str]) -> str:
    """A raised sign that calls no note: a power keeps its meaning ("10^26"), letters are letters."""
    sign = found[1]
    if not sign.isdigit():
        return sign
    is_power = _BASE.search(found.string, max(0, found.start() - 3), found.start())
    return f"^{sign}" if is_power else ""
