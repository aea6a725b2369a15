"""Two texts to the smallest edit script on whole words.

The spans obey a law: equal and delete spans joined are the old text, equal and insert spans the new one,
character for character. Words match as ``plain`` has them, so that typography and white space are no change of
words; where matched words are written differently, only the characters that differ are marked, see ``differs``.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import Indel

from commitments.text.blocks import Op, Span
from commitments.text.folding import typography
from commitments.text.subsequence import Match, anchors, in_place, same_words, slid

Piece = tuple[Op, str]

EQUAL, DELETE, INSERT = Op.EQUAL, Op.DELETE, Op.INSERT  # an enum's attribute is slow in inner loops

# Soft hyphen, zero-width space, joiners and direction marks, word joiner, byte order mark, variation selectors.
_UNSEEN = "\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
_LETTER = r"[^\W_]"
_INNER = rf"(?:[^\W_]|[{_UNSEEN}\u0300-\u036f])"
_APOSTROPHE = "['’‘ʼ′]"
_CLITIC = (
    rf"{_APOSTROPHE}(?:s|re|ll|ve|d|m)\b"  # a word's own, so that "it's" and "it is" share "it"
)
_SIGN = r"\.{3}(?!\.)|-{2,3}(?!-)|\S"  # what a typewriter has for … and — is one sign
# A word or a sign with the space before it. "\Z" takes the space after the last, so that no place is tried
# twice. ASCII letters up to a space or stop, as most words are, are tried first since that is faster.
_TOKEN = re.compile(
    rf"\s*+(?:[A-Za-z0-9]++(?:(?=[ .,\n])|{_LETTER}*+(?:(?!{_CLITIC}){_APOSTROPHE}{_LETTER}++)*+)"
    rf"|{_LETTER}++(?:(?!{_CLITIC}){_APOSTROPHE}{_LETTER}++)*+|(?<=\w){_CLITIC}|{_SIGN}|\Z)"
)
_ODD_TOKEN = re.compile(
    rf"[\s{_UNSEEN}]*+(?:{_LETTER}{_INNER}*+(?:(?!{_CLITIC}){_APOSTROPHE}{_LETTER}{_INNER}*+)*+"
    rf"|(?<=\w){_CLITIC}|{_SIGN}|\Z)"
)
_ODD = re.compile(rf"[{_UNSEEN}\u0300-\u036f]")
_SPACE = re.compile(rf"[\s{_UNSEEN}]*")
_AS_PLAIN = str.maketrans(
    dict.fromkeys(re.findall(rf"[{_UNSEEN}]", "".join(map(chr, range(0x10000)))), "")
    | dict.fromkeys("‹›ʼ´", "'")
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | {"…": "...", "‒": "-"}
)
_LEAST_LINE = 40  # characters: a shorter line is too common to anchor anything
_WITHOUT_ANCHORS = 2000  # characters: a text so short is compared as a whole


class _Side(NamedTuple):
    """One text in tokens, each with the space before it; ``rest`` is the space after the last.

    ``symbols`` has two characters for a word and one for a sign, so that a word counts for more;
    ``starts`` says where each token's symbols begin.
    """

    tokens: list[str]
    symbols: str
    starts: list[int]
    rest: str

    def text(self, start: int, end: int) -> str:
        return "".join(self.tokens[start:end])


class _Alphabet(dict[str, str]):
    """The symbols for each token, the same where the words match."""

    def __missing__(self, token: str) -> str:
        word = token.strip()
        bare = word if word != token else plain(word).strip()
        symbols = self[bare] if bare != token else self._new(token)
        self[token] = symbols
        return symbols

    def _new(self, word: str) -> str:
        place = 2 * len(self)
        return chr(place) + chr(place + 1) if word[:1].isalnum() else chr(place)


def diff(old: str, new: str) -> tuple[Span, ...]:
    """The edit script from ``old`` to ``new`` that marks least, a word counting twice as much as a sign.

    For a clause or a whole document. In texts of 2,000 characters and more identical lines are matched first,
    which may mark about a hundredth more than must be. Linear in what is the same; the words of each changed
    stretch cost their product in bits, see ``same_words``. ValueError for half a million different words.
    """
    if old == new:
        return (Span(EQUAL, old),) if old else ()
    return joined(_pieces(old, new))


def apply(spans: Iterable[Span], old: str) -> str:
    """The new text; ValueError where the spans are not of ``old``."""
    kept = list(spans)
    if "".join(span.text for span in kept if span.op is not INSERT) != old:
        raise ValueError("These spans belong to another text.")
    return "".join(span.text for span in kept if span.op is not DELETE)


def differs(spans: Iterable[Span]) -> bool:
    """Whether a reader would see a change of words or signs: white space and typography alone are none."""
    return any(not same_to_a_reader(gone, came) for _, gone, came in changes(spans))


def changes(spans: Iterable[Span]) -> Iterator[tuple[str, str, str]]:
    """What stayed, what went after it and what came for that; at the end of the script any may be empty."""
    same = gone = came = ""
    for span in spans:
        if span.op is EQUAL:
            if gone or came:
                yield same, gone, came
                same = gone = came = ""
            same += span.text
        elif span.op is DELETE:
            gone += span.text
        else:
            came += span.text
    yield same, gone, came


def same_to_a_reader(old: str, new: str) -> bool:
    """Whether two texts are the same words and signs, typography and white space aside."""
    if old == new or not (old.strip() or new.strip()):
        return True
    if old.isascii() and new.isascii() and _bare(old) != _bare(new):
        return False  # most edits by far; there is no need to look at their words
    return _words(old) == _words(new)


def plain(word: str) -> str:
    """A word or sign as it is matched: plain quotes and hyphens, no ligatures, nothing unseen; case is kept."""
    if word.isascii():
        return "-" if word[:2] == "--" else word
    return typography(word.translate(_AS_PLAIN))


def joined(pieces: Iterable[Piece]) -> tuple[Span, ...]:
    """Pieces as spans: between two equal ones at most a deletion and then an insertion; none is empty."""
    spans: list[Span] = []
    same = gone = came = ""
    for op, text in pieces:
        if op is DELETE:
            gone += text
        elif op is INSERT:
            came += text
        elif text:
            if gone or came:
                spans += _three(same, gone, came)
                same = gone = came = ""
            same += text
    return (*spans, *_three(same, gone, came))


def _three(same: str, gone: str, came: str) -> Iterator[Span]:
    if same:
        yield Span(EQUAL, same)
    if gone:
        yield Span(DELETE, gone)
    if came:
        yield Span(INSERT, came)


def _pieces(old: str, new: str) -> list[Piece]:
    """What lines have in common stays; what lies between them is compared word for word."""
    alphabet = _Alphabet()
    pieces: list[Piece] = []
    at_old = at_new = 0
    for match in _same_lines(old, new):
        pieces += _changed(old[at_old : match.old], new[at_new : match.new], alphabet)
        at_old, at_new = match.old + match.size, match.new + match.size
        pieces.append((EQUAL, old[match.old : at_old]))
    return pieces + _changed(old[at_old:], new[at_new:], alphabet)


def _same_lines(old: str, new: str) -> Iterator[Match]:
    """In characters."""
    if max(len(old), len(new)) < _WITHOUT_ANCHORS:
        return
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    old_starts = [0, *accumulate(map(len, old_lines))]
    new_starts = [0, *accumulate(map(len, new_lines))]
    for run in anchors(old_lines, new_lines, _LEAST_LINE):
        start = old_starts[run.old]
        yield Match(start, new_starts[run.new], old_starts[run.old + run.size] - start)


def _changed(old: str, new: str, alphabet: _Alphabet) -> list[Piece]:
    if not old or not new:
        return [(DELETE, old), (INSERT, new)]
    a, b = _side(old, alphabet), _side(new, alphabet)
    pieces: list[Piece] = []
    i = j = 0
    end = Match(len(a.tokens), len(b.tokens), 0)
    matches = in_place(_matches(a, b), a.tokens, b.tokens)
    for match in [*slid(matches, a.tokens, b.tokens), end]:
        if i < match.old or j < match.new:
            pieces += replaced(a.text(i, match.old), b.text(j, match.new))
        i, j = match.old + match.size, match.new + match.size
        before, after = a.text(match.old, i), b.text(match.new, j)
        if before == after:
            pieces.append((EQUAL, before))
        else:
            pieces += _rewritten(a.tokens[match.old : i], b.tokens[match.new : j])
    return pieces + _either(a.rest, b.rest)


def _rewritten(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Tokens that match one by one, not all of them written the same."""
    done = 0
    for place, (before, after) in enumerate(zip(old, new, strict=True)):
        if before != after:
            yield EQUAL, "".join(old[done:place])
            yield from _retouched(before, after)
            done = place + 1
    yield EQUAL, "".join(old[done:])


def _side(text: str, alphabet: _Alphabet) -> _Side:
    tokens = _tokens(text)
    symbols = list(map(alphabet.__getitem__, tokens))
    rest = text[sum(map(len, tokens)) :]
    return _Side(tokens, "".join(symbols), [0, *accumulate(map(len, symbols))], rest)


def _tokens(text: str) -> list[str]:
    """Words and signs, each with the space before it; the space after the last is left out."""
    pattern = _TOKEN if text.isascii() or not _ODD.search(text) else _ODD_TOKEN
    tokens = pattern.findall(text)
    while tokens and _SPACE.fullmatch(tokens[-1]):
        tokens.pop()
    return tokens


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "")


def _words(text: str) -> list[str]:
    return [plain(token.strip()).strip() for token in _tokens(text)]


def _matches(a: _Side, b: _Side) -> Iterator[Match]:
    """The longest common subsequence in tokens.

    A word may be matched by one of its symbols only, at the end of a run; it then counts as matched, once.
    """
    i = j = 0
    for match in same_words(a.symbols, b.symbols):
        old = bisect_right(a.starts, match.old) - 1
        new = bisect_right(b.starts, match.new) - 1
        end = bisect_left(a.starts, match.old + match.size)
        taken = max(i - old, j - new, 0)
        if old + taken < end:
            yield Match(old + taken, new + taken, end - old - taken)
            i, j = end, new + end - old


def replaced(old: str, new: str) -> list[Piece]:
    """One stretch for another: the space that both sides begin with is no part of the change."""
    shared = 0
    for before, after in zip(old, new, strict=False):
        if before != after or not before.isspace():
            break
        shared += 1
    return [(EQUAL, old[:shared]), (DELETE, old[shared:]), (INSERT, new[shared:])]


def _either(old: str, new: str) -> list[Piece]:
    return [(EQUAL, old)] if old == new else [(DELETE, old), (INSERT, new)]


@lru_cache(maxsize=4096)
def _retouched(old: str, new: str) -> tuple[Piece, ...]:
    """One token in two typographies, or after different spaces: only what differs is marked."""
    if old == new:
        return ((EQUAL, old),)
    old_word, new_word = _SPACE.sub("", old, count=1), _SPACE.sub("", new, count=1)
    spaces = _either(old.removesuffix(old_word), new.removesuffix(new_word))
    pieces: list[Piece] = []
    i = j = 0
    for block in Indel.editops(old_word, new_word).as_matching_blocks():
        gone, came = old_word[i : block.a], new_word[j : block.b]
        if not same_to_a_reader(gone, came):  # "--" for "-": then the whole is shown as replaced
            return (*spaces, (DELETE, old_word), (INSERT, new_word))
        i, j = block.a + block.size, block.b + block.size
        pieces += [*_either(gone, came), (EQUAL, old_word[block.a : i])]
    return (*spaces, *pieces)
