"""Characters to lines: what stands on one baseline without a gutter or a table's rule between."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import sub

from commitments.text.extract.characters import clean
from commitments.text.extract.footnotes import call
from commitments.text.extract.pdf_chars import dominant_size, tracking
from commitments.text.extract.pdf_types import Char, Line, Rule, Space

_GAP = 1.8  # ems of white space that part two columns, and no two words
_WORD_GAP = 0.1  # ems beyond the letters' own distance that part two words
_RAISED = 0.1
_SMALL = 0.85
_NOTE_SIGNS = frozenset("0123456789*†‡§")
_NOTHING = Char("", 0.0, 0.0, 0.0, 0.0, bold=False)


def lines_of(
    chars: Iterable[Char], number: int, rules: Sequence[Rule] = (), *, is_turned: bool = False
) -> list[Line]:
    """The lines of the characters in the order they were drawn; linear in the characters."""
    walls = sorted((rule for rule in rules if rule.upright), key=lambda rule: rule.at)
    found = (_line(run, number, is_turned=is_turned) for run in _runs(chars, walls))
    return [line for line in found if line is not None]


def _runs(chars: Iterable[Char], walls: Sequence[Rule]) -> Iterator[list[Char]]:
    """Characters that follow each other on one baseline; a wide gap or a step back begins another run."""
    run: list[Char] = []
    base = last = (
        _NOTHING  # base: the last of full size, since a raised one says nothing of the line
    )
    for char in chars:
        # Most letters follow the last one closely, which is seen here in half the time of a call.
        follows = last.y == char.y == base.y and 0 <= char.x0 - last.x0 <= char.size
        parts = not follows and _parts(base, last, char)
        if run and (parts or (walls and _walled(last, char, walls))):
            yield run
            run, base = [], _NOTHING
        run.append(char)
        last = char
        if base is _NOTHING or char.size >= _SMALL * base.size:
            base = char
    if run:
        yield run


def _parts(base: Char, last: Char, char: Char) -> bool:
    size = max(base.size, char.size, 1.0)
    gap = char.x0 - last.x1
    if gap > _GAP * size or char.x0 < last.x0 - 0.5 * size:
        return True
    rise = abs(char.y - base.y)
    if rise <= 0.45 * size:
        return False
    small = min(base.size, char.size) < _SMALL * size
    return not (small and abs(gap) < 0.35 * size and rise <= 0.65 * size)


def _walled(last: Char, char: Char, walls: Sequence[Rule]) -> bool:
    """Whether a table's upright rule stands between two characters; ``walls`` come from left to right."""
    if char.x0 < last.x1:
        return False
    between = walls[
        bisect_left(walls, last.x1 - 1, key=_at) : bisect_right(walls, char.x0 + 1, key=_at)
    ]
    return any(wall.start <= char.y + 1 <= wall.end for wall in between)


def _at(rule: Rule) -> float:
    return rule.at


def _line(run: list[Char], number: int, *, is_turned: bool) -> Line | None:
    texts, x0, x1, y, sizes, bold, spaces = zip(*run, strict=True)
    size = dominant_size(sizes)
    baseline = y[sizes.index(size)]
    gaps = list(map(sub, x0[1:], x1))
    apart = tracking(gaps, spaces[1:]) + _WORD_GAP * size
    note, text = "", ""
    if min(sizes) < _SMALL * size:
        note, text = _spelt(run, size, baseline, apart)
    else:
        text = _spaced(texts, gaps, spaces, apart)
    text = clean(text)
    if not text and not note:
        return None
    heavy = [is_bold for letter, is_bold in zip(texts, bold, strict=True) if letter.isalnum()]
    return Line(
        text=text,
        page=number,
        x0=round(min(x0), 1),
        x1=round(max(x1), 1),
        y=round(baseline, 1),
        size=size,
        bold=bool(heavy) and sum(heavy) >= 0.9 * len(heavy),
        label=bool(heavy) and heavy[0] and not all(heavy),
        note=note,
        is_turned=is_turned,
    )


def _spaced(
    texts: Sequence[str], gaps: Sequence[float], spaces: Sequence[Space], apart: float
) -> str:
    """Letters of one size, with a space where one was printed or where they stand so far apart."""
    letters = zip(texts[1:], gaps, spaces[1:], strict=True)
    printed = Space.PRINTED
    return texts[0] + "".join(
        [f" {text}" if gap > apart or space is printed else text for text, gap, space in letters]
    )


def _spelt(run: list[Char], size: float, baseline: float, apart: float) -> tuple[str, str]:
    """The run's text, and the raised sign it begins with; raised signs inside it are marked as calls."""
    small = _SMALL * size
    parts: list[str] = []
    raised = note = ""
    end: float | None = None
    for text, x0, x1, y, char_size, _, space in run:
        if char_size < small and y > baseline + _RAISED * size and text in _NOTE_SIGNS:
            raised += text
        else:
            if raised and not parts:
                note = raised
            elif raised:
                parts.append(call(raised))
            raised = ""
            if end is not None and (space is Space.PRINTED or x0 - end > apart):
                parts.append(" ")
            parts.append(text)
        end = x1
    if raised:
        parts.append(call(raised))
    return note, "".join(parts)
