"""What two sequences have in common, in order: the longest common subsequence, and anchors to find it fast.

Sequences are strings (of symbols that stand for words) or lists of strings (lines). Results are ``Match``
values in the order of both sequences.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil, sqrt
from typing import NamedTuple

from rapidfuzz.distance import Indel

# One bit a cell is kept while two sequences are compared: 64 MB at most.
_MOST_CELLS = 2**29
# From here on (7,000 words on both sides) anchors are looked for first.
_MANY_CELLS = 2**28
_CHUNK = 64  # one symbol in about so many ends a chunk
_LEAST_CHUNK = 32  # symbols: a shorter chunk is too common to anchor anything
# An anchor goes where the words that it keeps from finding their like outweigh it by this factor.
_DEAREST = 2
_FARTHEST = 64  # tokens that an edit is slid at most


class Match(NamedTuple):
    """``old[old:old+size]`` equals ``new[new:new+size]``."""

    old: int
    new: int
    size: int


def same_words(old: str, new: str) -> list[Match]:
    """A longest common subsequence of two texts in symbols.

    Exact up to some 16,000 symbols on both sides, in time proportional to the product. Beyond that, chunks
    that both sides have are matched first, and what lies between them exactly: what is left unmatched
    may exceed the least by some hundredths. Where nothing anchors 23,000 symbols and more, both sides are
    cut in proportion, which bounds memory.
    """
    if len(old) * len(new) <= _MANY_CELLS:
        return _longest(old, new)
    old_chunks, new_chunks = _chunks(old), _chunks(new)
    starts = (
        [0, *accumulate(map(len, old_chunks))],
        [0, *accumulate(map(len, new_chunks))],
    )
    found: list[Match] = []
    at_old = at_new = 0
    end = Match(len(old_chunks), len(new_chunks), 0)
    for run in [*anchors(old_chunks, new_chunks, _LEAST_CHUNK), end]:
        a, b = starts[0][run.old], starts[1][run.new]
        found += _moved(_longest(old[at_old:a], new[at_new:b]), at_old, at_new)
        size = starts[0][run.old + run.size] - a
        found.append(Match(a, b, size))
        at_old, at_new = a + size, b + size
    return _joined(found)


def anchors(old: Sequence[str], new: Sequence[str], least: int) -> list[Match]:
    """Runs of equal units (lines, chunks) that may be taken as matched before their words are looked at.

    What both begin and end with always is. Between, units of ``least`` characters count, long ones more;
    short ones only beside them. A run that would keep far more text from finding its like than it holds itself
    (a line that moved) is left out. Costs the product of the numbers of long units, in bits.
    """
    head = _common(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - head
    tail = min(rest, _common(zip(reversed(old), reversed(new), strict=False)))
    ends = len(old) - tail, len(new) - tail
    inner = _runs(old, new, _long_pairs(old, new, (head, head), ends, least), head, ends)
    runs = [Match(0, 0, head), *inner, Match(*ends, tail)]
    return [run for run in _trusted(runs, old, new) if run.size]


def slid(matches: Iterable[Match], old: list[str], new: list[str]) -> Iterator[Match]:
    """Matches of tokens, with insertions and deletions moved to where a line, a sentence or a phrase begins.

    "A b. [A c.]" for "A b[. A c].": as many words, and easier to read.
    """
    before = Match(0, 0, 0)
    for match in [*matches, Match(len(old), len(new), 0)]:
        start_old, start_new = before.old + before.size, before.new + before.size
        step = 0
        if start_old == match.old and start_new < match.new:
            step = _step(new, start_new, match.new, -before.size, match.size)
        elif start_new == match.new and start_old < match.old:
            step = _step(old, start_old, match.old, -before.size, match.size)
        if before.size + step:
            yield Match(before.old, before.new, before.size + step)
        before = Match(match.old + step, match.new + step, match.size - step)
    if before.size:
        yield before


def in_place(matches: Iterable[Match], old: list[str], new: list[str]) -> list[Match]:
    """Matches of tokens, without moves that are as well told as replacements.

    "Item [1→2] Item [2→1]" for "[Item 1] Item 2 [Item 1]": what stands in the same place is the same thing.
    """
    found = [Match(0, 0, 0)]
    waiting = [*matches, Match(len(old), len(new), 0)]
    for match, after in pairwise(waiting):
        a, b = found[-1].old + found[-1].size, found[-1].new + found[-1].size
        size = after.old - a
        if size > _FARTHEST or size != after.new - b or a - b == match.old - match.new:
            found.append(match)
            continue
        same = [k for k in range(size) if old[a + k].strip() == new[b + k].strip()]
        here = range(match.old, match.old + match.size)
        if _weight(old, (a + k for k in same)) < _weight(old, here):
            found.append(match)
        else:
            found += _joined(Match(a + k, b + k, 1) for k in same)
    return found[1:]


def _weight(tokens: list[str], places: Iterable[int]) -> int:
    return sum(2 if tokens[place].strip()[:1].isalnum() else 1 for place in places)


def _longest(old: str, new: str) -> list[Match]:
    """Exact, unless the memory that it needs makes it cut both sides in proportion."""
    parts = ceil(sqrt(len(old) * len(new) / _MOST_CELLS))
    if parts <= 1:
        blocks = Indel.editops(old, new).as_matching_blocks()
        return [Match(block.a, block.b, block.size) for block in blocks if block.size]
    cuts = [(len(old) * k // parts, len(new) * k // parts) for k in range(parts + 1)]
    found: list[Match] = []
    for (a, b), (c, d) in pairwise(cuts):
        found += _moved(_longest(old[a:c], new[b:d]), a, b)
    return _joined(found)


def _moved(matches: Iterable[Match], old: int, new: int) -> Iterator[Match]:
    return (Match(match.old + old, match.new + new, match.size) for match in matches)


def _joined(matches: Iterable[Match]) -> list[Match]:
    """Neighbours on both sides made one, empty ones dropped."""
    joined: list[Match] = []
    for match in matches:
        last = joined[-1] if joined else None
        if last and (last.old + last.size, last.new + last.size) == (match.old, match.new):
            joined[-1] = Match(last.old, last.new, last.size + match.size)
        elif match.size:
            joined.append(match)
    return joined


def _chunks(words: str) -> list[str]:
    """Cut after certain words wherever they occur, so that an edit moves no other cut."""
    cuts = [0, *(place for place, word in enumerate(words, 1) if ord(word) % _CHUNK == 0)]
    return [words[a:b] for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True) if a < b]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for a, b in pairs:
        if a != b:
            break
        count += 1
    return count


def _long_pairs(
    old: Sequence[str],
    new: Sequence[str],
    starts: tuple[int, int],
    ends: tuple[int, int],
    least: int,
) -> Iterator[tuple[int, int]]:
    """Places of equal long units in the heaviest common order.

    A unit stands for as many symbols as it is long: so the longest common subsequence is the heaviest.
    """
    shared = {unit for unit in new[starts[1] : ends[1]] if len(unit) >= least}
    shared.intersection_update(old[starts[0] : ends[0]])
    symbols: dict[str, str] = {}
    used = 0
    for unit in dict.fromkeys(unit for unit in old[starts[0] : ends[0]] if unit in shared):
        weight = max(1, len(unit) // (2 * least))
        symbols[unit] = "".join(map(chr, range(used, used + weight)))
        used += weight
    old_text, old_places = _spelled(old, starts[0], ends[0], symbols)
    new_text, new_places = _spelled(new, starts[1], ends[1], symbols)
    for a, b, size in _longest(old_text, new_text):
        yield from zip(old_places[a : a + size], new_places[b : b + size], strict=True)


def _spelled(
    units: Sequence[str], start: int, end: int, symbols: dict[str, str]
) -> tuple[str, list[int]]:
    """The units' symbols in a row, and the place of the unit that each symbol is of."""
    spelled: list[str] = []
    places: list[int] = []
    for place in range(start, end):
        if word := symbols.get(units[place]):
            spelled.append(word)
            places += [place] * len(word)
    return "".join(spelled), places


def _runs(
    old: Sequence[str],
    new: Sequence[str],
    pairs: Iterable[tuple[int, int]],
    start: int,
    ends: tuple[int, int],
) -> Iterator[Match]:
    """Each pair with all equal units around it; a pair that an earlier run covers or crosses is passed over."""
    at_old = at_new = start
    for place_old, place_new in pairs:
        if place_old < at_old or place_new < at_new or old[place_old] != new[place_new]:
            continue
        a, b = place_old, place_new
        while a > at_old and b > at_new and old[a - 1] == new[b - 1]:
            a, b = a - 1, b - 1
        at_old, at_new = place_old + 1, place_new + 1
        while at_old < ends[0] and at_new < ends[1] and old[at_old] == new[at_new]:
            at_old, at_new = at_old + 1, at_new + 1
        yield Match(a, b, at_old - a)


def _trusted(runs: list[Match], old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The runs that hold more than they could cost; the first and the last always."""
    starts = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    kept = runs
    while True:
        left = kept[:1]
        for place, run in enumerate(kept[1:-1], 1):
            if _cost(left[-1], run, kept[place + 1], starts) <= 0:
                left.append(run)
        left += kept[-1:]
        if len(left) == len(kept):
            return kept
        kept = left


def _cost(before: Match, run: Match, after: Match, starts: tuple[list[int], list[int]]) -> float:
    """How many more characters could match, at most, without ``run``; less what it holds itself."""
    old, new = starts
    old_before = old[run.old] - old[before.old + before.size]
    new_before = new[run.new] - new[before.new + before.size]
    old_after = old[after.old] - old[run.old + run.size]
    new_after = new[after.new] - new[run.new + run.size]
    apart = min(old_before, new_before) + min(old_after, new_after)
    together = min(old_before + old_after, new_before + new_after)
    own = old[run.old + run.size] - old[run.old]
    return together - apart - _DEAREST * own


def _step(tokens: list[str], start: int, end: int, least: int, most: int) -> int:
    """How many tokens an edit is best moved, from ``least`` to ``most``: as long as it leaves what it takes."""
    back = forth = 0
    while back > max(least, -_FARTHEST) and tokens[start + back - 1] == tokens[end + back - 1]:
        back -= 1
    while forth < min(most, _FARTHEST) and tokens[start + forth] == tokens[end + forth]:
        forth += 1
    if back == forth:
        return 0
    steps = sorted(range(back, forth + 1), key=lambda step: (abs(step), step))
    return max(steps, key=lambda step: _break(tokens, start + step) + _break(tokens, end + step))


def _break(tokens: list[str], place: int) -> int:
    """How much of a break a reader sees before a token: none, a sign, a sentence's end, a line's end."""
    if place in (0, len(tokens)) or "\n" in tokens[place]:
        return 3
    sign = tokens[place - 1][-1:]
    return 2 if sign in ".;:!?" else int(not sign.isalnum())
