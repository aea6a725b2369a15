"""Characters to lines: what stands on one baseline without a gutter or a table's rule between."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from operator import sub
from typing import NamedTuple

from commitments.text.extract.characters import clean
from commitments.text.extract.footnotes import call
from commitments.text.extract.pdf_types import Line, Rule, Space, Stretch

_GAP = 1.8  # ems of white space that part two columns, and no two words
_WORD_GAP = 0.1  # ems beyond the letters' own distance that part two words
_RAISED = 0.1
_SMALL = 0.85
_NOT_PRINTED = bytes.maketrans(bytes(Space), bytes(space != Space.PRINTED for space in Space))
_WORD = re.compile(b"%b[^%b]*|[^%b]+" % ((bytes([Space.PRINTED]),) * 3))
_NOTE_SIGNS = frozenset("0123456789*†‡§")


class _Spot(NamedTuple):
    """Where one letter stands."""

    x0: float
    x1: float
    y: float
    size: float


_NOTHING = _Spot(0.0, 0.0, 0.0, 0.0)
_Columns = tuple[str, Sequence[float], Sequence[float], bytes]


def lines_of(
    stretches: Iterable[Stretch],
    number: int,
    rules: Sequence[Rule] = (),
    *,
    is_turned: bool = False,
) -> list[Line]:
    """The lines of the letters in the order they were drawn; linear in the letters."""
    walls = sorted((rule for rule in rules if rule.upright), key=lambda rule: rule.at)
    found = (_line(run, number, is_turned=is_turned) for run in _runs(stretches, walls))
    return [line for line in found if line is not None]


def _runs(stretches: Iterable[Stretch], walls: Sequence[Rule]) -> Iterator[list[Stretch]]:
    """Letters that follow each other on one baseline; a wide gap or a step back begins another run."""
    run: list[Stretch] = []
    # The base is the last one of full size, since a raised one says nothing of the line.
    base = last = _NOTHING
    for stretch in stretches:
        start = 0
        is_close = _is_close(stretch) and not _is_walled(stretch, walls)
        for at, (x0, x1) in enumerate(zip(stretch.x0, stretch.x1, strict=True)):
            spot = _Spot(x0, x1, stretch.y, stretch.size)
            if (run or at) and (_parts(base, last, spot) or _walled(last, spot, walls)):
                yield [*run, stretch.part(start, at)] if at > start else run
                run, base, start = [], _NOTHING, at
            last = spot
            if base is _NOTHING or spot.size >= _SMALL * base.size:
                base = spot
            if is_close and spot.y == base.y:  # and so do all the others
                last = spot._replace(x0=stretch.x0[-1], x1=stretch.x1[-1])
                break
        run.append(stretch.part(start, len(stretch.text)))
    if run:
        yield run


def _is_close(stretch: Stretch) -> bool:
    """Whether its letters follow each other closely, so that nothing parts them."""
    steps = [*map(sub, stretch.x0[1:], stretch.x0)]
    return not steps or (min(steps) >= 0 and max(steps) <= _GAP * stretch.size)


def _is_walled(stretch: Stretch, walls: Sequence[Rule]) -> bool:
    """Whether an upright rule may stand between its letters, which come from left to right."""
    return bool(walls) and any(
        wall.start <= stretch.y + 1 <= wall.end
        for wall in _between(stretch.x0[0], stretch.x0[-1], walls)
    )


def _between(left: float, right: float, walls: Sequence[Rule]) -> Sequence[Rule]:
    return walls[bisect_left(walls, left - 1, key=_at) : bisect_right(walls, right + 1, key=_at)]


def _parts(base: _Spot, last: _Spot, char: _Spot) -> bool:
    size = max(base.size, char.size, 1.0)
    gap = char.x0 - last.x1
    if gap > _GAP * size or char.x0 < last.x0 - 0.5 * size:
        return True
    rise = abs(char.y - base.y)
    if rise <= 0.45 * size:
        return False
    small = min(base.size, char.size) < _SMALL * size
    return not (small and abs(gap) < 0.35 * size and rise <= 0.65 * size)


def _walled(last: _Spot, char: _Spot, walls: Sequence[Rule]) -> bool:
    """Whether a table's upright rule stands between two letters; ``walls`` come from left to right."""
    if not walls or char.x0 < last.x1:
        return False
    return any(wall.start <= char.y + 1 <= wall.end for wall in _between(last.x1, char.x0, walls))


def _at(rule: Rule) -> float:
    return rule.at


def _line(run: Sequence[Stretch], number: int, *, is_turned: bool) -> Line | None:
    letters, x0, x1, spaces = _columns(run)
    size = _size(run)
    baseline = next(stretch.y for stretch in run if stretch.size == size)
    gaps = list(map(sub, x0[1:], x1))
    spaces = _begun(gaps, spaces, size)
    note, text = "", ""
    if min(stretch.size for stretch in run) < _SMALL * size:
        note, text = _spelt(run, spaces, size, baseline)
    else:
        text = _spaced(letters, spaces)
    text = clean(text)
    if not text and not note:
        return None
    bold, label = _weight(run)
    return Line(
        text=text,
        page=number,
        x0=round(min(x0), 1),
        x1=round(max(x1), 1),
        y=round(baseline, 1),
        size=size,
        bold=bold,
        label=label,
        note=note,
        is_turned=is_turned,
    )


def _size(run: Sequence[Stretch]) -> float:
    """The size that most of the letters have."""
    if len(run) == 1:
        return run[0].size
    count: Counter[float] = Counter()
    for stretch in run:
        count[stretch.size] += len(stretch.text)
    return max(sorted(count), key=lambda size: count[size])


def _columns(run: Sequence[Stretch]) -> _Columns:
    """The texts, left and right edges and spaces of all letters."""
    if len(run) == 1:
        return run[0].text, run[0].x0, run[0].x1, run[0].spaces
    return (
        "".join([one.text for one in run]),
        [x0 for one in run for x0 in one.x0],
        [x1 for one in run for x1 in one.x1],
        b"".join([one.spaces for one in run]),
    )


def _weight(run: Sequence[Stretch]) -> tuple[bool, bool]:
    """Whether a line's words are bold, and whether only its first are."""
    if not any(stretch.bold for stretch in run):
        return False, False
    found = [(one.bold, sum(map(str.isalnum, one.text))) for one in run]
    words = [(bold, letters) for bold, letters in found if letters]
    heavy = sum(letters for bold, letters in words if bold)
    every = sum(letters for _, letters in words)
    return bool(words) and heavy >= 0.9 * every, bool(words) and words[0][0] and heavy < every


def _begun(gaps: Sequence[float], spaces: bytes, size: float) -> bytes:
    """The space before each letter, as if printed wherever letters stand so far apart that words do.

    The letters of a word are more than nothing apart in a letter-spaced heading.
    """
    least = _WORD_GAP * size
    within = [*compress(gaps, spaces[1:].translate(_NOT_PRINTED))]
    if not within or max(within) <= least:
        return bytes(1) + spaces[1:]
    usual = sorted(within)[len(within) // 2] if len(within) >= 4 else 0.0
    apart = max(0.0, usual) + least
    found = zip(gaps, spaces[1:], strict=True)
    return bytes([0, *(Space.PRINTED if gap > apart else space for gap, space in found)])


def _spaced(letters: str, spaces: bytes) -> str:
    """Letters of one size as words."""
    return " ".join([letters[slice(*word.span())] for word in _WORD.finditer(spaces)])


def _spelt(run: Sequence[Stretch], spaces: bytes, size: float, baseline: float) -> tuple[str, str]:
    """The run's text, and the raised sign it begins with; raised signs inside it are marked as calls."""
    small = _SMALL * size
    parts: list[str] = []
    raised = note = ""
    letters = ((stretch, letter) for stretch in run for letter in stretch.text)
    for (stretch, letter), space in zip(letters, spaces, strict=True):
        is_raised = stretch.size < small and stretch.y > baseline + _RAISED * size
        if is_raised and letter in _NOTE_SIGNS:
            raised += letter
        else:
            if raised and not parts:
                note = raised
            elif raised:
                parts.append(call(raised))
            raised = ""
            if space == Space.PRINTED:
                parts.append(" ")
            parts.append(letter)
    if raised:
        parts.append(call(raised))
    return note, "".join(parts)
