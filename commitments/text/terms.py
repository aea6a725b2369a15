"""What the wording rules work with: two wordings of one clause, and the terms of a vocabulary found in them.

A rule compares how often its terms stand in either wording, so words that only moved are no change.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from commitments.text.blocks import Signal
from commitments.text.folding import typography, word_set

T = TypeVar("T")

# A footnote's number clings to the word or stop before it once a PDF is plain text ("risk.12 In"); "[^12]" is a
# call in Markdown. Addresses and code are no wording.
_NOT_WORDING = re.compile(
    r"(?<=[a-z][.,;:)\"])\d{1,3}(?=\s|$)|(?<=[a-z]{3})\d{1,2}(?=[\s.,;:)]|$)|\[\^\w{1,20}\]"
    r"|https?://\S+|\bwww\.\S+|`[^`]{0,200}`"
)
_MAYBE_NOT_WORDING = re.compile(r"[\d`\[]|//|www", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_QUOTED = re.compile(r"\"[^\"]*\"")
_NEAR = 40  # characters in which a neighbouring word is looked for
DIGITS = "#"  # stands among the changed words for all that are numbers
_COMMON = word_set(
    "a an and are as at be by for from had has have he in into is it its of on or our so than that the their "
    "them "
    "then there these they this those to us was we were with"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One clause before and after, in plain typography and on one line, with the words that stand less or more
    often in the new wording.
    """

    old: str
    new: str
    fewer: frozenset[str]
    more: frozenset[str]

    def touches(self, triggers: frozenset[str]) -> bool:
        return not (triggers.isdisjoint(self.fewer) and triggers.isdisjoint(self.more))

    def replaces(self, triggers: frozenset[str]) -> bool:
        return not (triggers.isdisjoint(self.fewer) or triggers.isdisjoint(self.more))


def edit(old: str, new: str) -> Edit:
    """The two wordings without footnote calls, addresses and code; linear in the texts."""
    before, after = _plain(old), _plain(new)
    had, has = (Counter(_WORD.findall(text.casefold())) for text in (before, after))
    return Edit(before, after, _surplus(had, has), _surplus(has, had))


def _surplus(words: Counter[str], others: Counter[str]) -> frozenset[str]:
    surplus = {word for word, count in words.items() if count > others[word]}
    if any(word[0].isdecimal() or word[-1].isdecimal() for word in surplus):
        surplus.add(DIGITS)
    return frozenset(surplus)


def _plain(text: str) -> str:
    plain = typography(text)
    if _MAYBE_NOT_WORDING.search(plain):
        plain = _NOT_WORDING.sub(" ", plain)
    return " ".join(plain.split())


def unquoted(text: str) -> str:
    """The text without what it quotes: those are someone else's words, or a name."""
    return _QUOTED.sub(" ", text) if '"' in text else text


@dataclass(frozen=True, slots=True)
class Found:
    """A term where it stands: as written, folded, its place, the word on either side ("" next to a stop)."""

    text: str
    term: str
    start: int
    previous: str
    following: str


class Terms:
    """A vocabulary: a pattern whose words are written in full, so that they also say when to look at all."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(rf"\b(?:{pattern})(?!\w)")
        literal = re.sub(r"\\.\+?(?:ly)?|\(\?<?[!=:]", " ", pattern)
        self.triggers = frozenset(_WORD.findall(literal)) - _COMMON

    def found(self, text: str) -> list[Found]:
        folded = lowered(text)
        return [
            Found(
                text[match.start() : match.end()],
                match.group(),
                match.start(),
                *neighbours(folded, *match.span()),
            )
            for match in self._pattern.finditer(folded)
        ]


def lowered(text: str) -> str:
    """The text in small letters, every letter at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower()[0] for c in text)


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The words right before and right after a stretch of the text, folded; "" where a stop comes first."""
    return word_before(text[max(0, start - _NEAR) : start]), word_after(text[end : end + _NEAR])


def word_before(text: str) -> str:
    head = text.rstrip(" ").rpartition(" ")[2]
    return head if _WORD.fullmatch(head) else ""


def word_after(text: str) -> str:
    match = _WORD.match(text.lstrip(" "))
    return match.group() if match else ""


def inflected(*verbs: str) -> str:
    """The forms of regular verbs as a pattern: "pause" gives "pauses", "paused" and "pausing" too."""
    return "|".join(form for verb in verbs for form in _forms(verb))


def _forms(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return (verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    if verb.endswith("y") and verb[-2] not in "aeou":
        return (verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    plural = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return (verb, verb + plural, f"{verb}ed", f"{verb}ing")


def stem(word: str) -> str:
    """What forms of a verb share, roughly: "pause", "pausing" and "paused" give "paus"."""
    for ending in ("ing", "ied", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def unshared(
    before: Sequence[T], after: Sequence[T], *keys: Callable[[T], Hashable]
) -> tuple[list[T], list[T]]:
    """Both lists without what they share by the first key, then by the next; in their order."""
    left, right = list(before), list(after)
    for key in keys:
        if not left or not right:
            break
        left, right = _minus(left, right, key), _minus(right, left, key)
    return left, right


def _minus(items: list[T], others: list[T], key: Callable[[T], Hashable]) -> list[T]:
    spare = Counter(map(key, others))
    rest = []
    for item in items:
        name = key(item)
        if spare[name]:
            spare[name] -= 1
        else:
            rest.append(item)
    return rest


def couples(
    before: Iterable[T], after: Iterable[T], key: Callable[[T], Hashable]
) -> list[tuple[T, T]]:
    """Items of both sides that share a key, each used once, in the order of the first side."""
    waiting: dict[Hashable, deque[T]] = defaultdict(deque)
    for item in after:
        waiting[key(item)].append(item)
    return [(item, waiting[key(item)].popleft()) for item in before if waiting[key(item)]]


def lost_and_won(terms: Terms, edit: Edit) -> tuple[list[Found], list[Found]]:
    """The terms that the old wording has more often, and those that the new one has more often."""
    return unshared(
        terms.found(edit.old),
        terms.found(edit.new),
        lambda found: (found.term, found.following),
        lambda found: found.term,
    )


def quoted(found: Iterable[Found]) -> str:
    """The distinct terms as written, for a signal's words."""
    return ", ".join({one.term: one.text for one in found}.values())


def became(rule: str, before: str, after: str, remark: str = "") -> Signal:
    return Signal(
        rule, f"“{before}” became “{after}”{f', {remark}' if remark else ''}.", before, after
    )


def dropped(rule: str, before: str) -> Signal:
    return Signal(rule, f"“{before}” is gone.", before, "")


def added(rule: str, after: str) -> Signal:
    return Signal(rule, f"“{after}” is new.", "", after)
