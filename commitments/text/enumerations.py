"""Lists in a wording: their members, and whether a list defines the scope or illustrates it."""

import re
from collections.abc import Iterable

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import Edit, Found, Terms, added, became, dropped, lost_and_won, stem

# The two-letter abbreviations keep their stops: a stop ends the term, so no word boundary follows.
_COMPLETE = Terms(r"i\.e\.?,?|ie,?|that is,|namely|in other words,?")
_EXAMPLE = Terms(r"e\.g\.?,?|eg,?|for example,?|for instance,?")
_SCOPE = Terms(
    r"including|(?<!may )(?<!might )(?<!could )(?:includes|include)"
    "|consists of|consist of|consisting of|comprises|comprise|comprising|namely"
)
_ILLUSTRATION = Terms(
    r"such as|for example,?|for instance,?|e\.g\.?,?|may include|might include|could include|may involve"
    r"|might involve|might entail"
)
_OPENNESS = Terms(
    "but not limited to|but are not limited to|but is not limited to|without limitation|among others"
    "|among other things"
    "|and so on|etc|and others"
)
SCOPE_TRIGGERS = (
    _COMPLETE.triggers | _EXAMPLE.triggers | _SCOPE.triggers | _ILLUSTRATION.triggers
) | word_set("i e g may might could that is")
OPENNESS_TRIGGERS = _OPENNESS.triggers


def illustration_changes(edit: Edit) -> Iterable[Signal]:
    """What named everything and now gives an example, or the other way round."""
    for firm, loose, rules, remarks in _KINDS:
        firm_gone, firm_come = lost_and_won(firm, edit)
        loose_gone, loose_come = lost_and_won(loose, edit)
        yield from _replaced(firm_gone, loose_come, rules[0], remarks[0])
        yield from _replaced(loose_gone, firm_come, rules[1], remarks[1])


def _replaced(gone: list[Found], come: list[Found], rule: str, remark: str) -> Iterable[Signal]:
    """The first pair of terms with the same word beside them: "steps including" to "steps such as"."""
    for old in gone:
        for new in come[:_FEW]:
            if stem(old.previous) == stem(new.previous) != "" or (
                stem(old.following) == stem(new.following) != ""
            ):
                yield became(rule, old.text.rstrip(","), new.text.rstrip(","), remark)
                return


_FEW = 8  # replacements to compare one term with: keeps a long text linear
_KINDS = (
    (
        _COMPLETE,
        _EXAMPLE,
        ("ie-to-eg", "eg-to-ie"),
        ("an example where everything was named", "everything where an example was named"),
    ),
    (
        _SCOPE,
        _ILLUSTRATION,
        ("including-to-such-as", "such-as-to-including"),
        ("which illustrates what was defined", "which defines what was illustrated"),
    ),
)


def openness_changes(edit: Edit) -> Iterable[Signal]:
    gone, come = lost_and_won(_OPENNESS, edit)
    if gone and not come:
        yield dropped("list-closed", gone[0].text)
    if come and not gone:
        yield added("list-opened", come[0].text)


# Members

_PART = re.compile(r"[:.()\[\]?!]|--+| - ")  # no list goes on over these
_ITEM = re.compile(r"\s*[,;]\s*(?:and/or|and|or)?\s+|\s+(?:and/or|and|or)\s+")
_MARK = re.compile(r"\(?\b(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s?")
_LONGEST_MEMBER = 6
_EDGE = 3  # words of the first member: the sentence before the list has no mark
_MOST = 60  # members compared
_OPENS_CLAUSE = re.compile(
    r"(?:including|includes?|which|who|where|if|when|while|unless|as|such|to|in|by|for|with|but|that|this"
    r"|these|however|"
    r"and|or|except|excluding|even|therefore|then|so|because|is|are|not|it|we|you|they|at|on|upon|after"
    r"|before|under|without|also|particularly|especially|will|may|must|should|can|has|have|was|were)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def member_changes(edit: Edit) -> Iterable[Signal]:
    """A list of three or more that lost or gained members and kept at least two and most of the others."""
    if _separators(edit.old) == _separators(edit.new):
        return
    before, after = _members(edit.old), _members(edit.new)
    if max(len(before), len(after)) < 3 or min(len(before), len(after)) < 2:
        return
    gone, kept = _compared(before, after, edit.new)
    come, kept_too = _compared(after, before, edit.old)
    if min(kept, kept_too) < max(2, len(gone), len(come)):
        return
    if gone and not come and len(after) < len(before):
        named = ", ".join(gone)
        yield Signal("list-shortened", f"The list no longer names “{named}”.", named, "")
    if come and not gone and len(after) > len(before):
        named = ", ".join(come)
        yield Signal("list-extended", f"The list also names “{named}”.", "", named)


def _separators(text: str) -> int:
    return sum(text.count(mark) for mark in (",", ";", " and ", " or ", " and/or "))


def _compared(members: list[str], others: list[str], other: str) -> tuple[list[str], int]:
    """The members whose words are nowhere in the other wording, and how many are members of its list too."""
    there = _stems(other)
    listed = [_stems(member) for member in others]
    missing = [
        member
        for place, member in enumerate(members)
        if not _OPENS_CLAUSE.match(member)
        if _mostly_missing(member, there) or _heads_missing(members, place, there)
    ]
    kept = sum(
        1 for member in members if any(2 * len(_stems(member) & one) > len(one) for one in listed)
    )
    return missing, kept


def _mostly_missing(member: str, stems: frozenset[str]) -> bool:
    own = _stems(member)
    return bool(own) and 2 * len(own - stems) > len(own)


def _heads_missing(members: list[str], place: int, stems: frozenset[str]) -> bool:
    """The first member ends with its own words and the last begins with them; beside them is the sentence's."""
    words = [word for word in _WORDS.findall(members[place].casefold()) if len(word) > 2]
    if not words or place not in (0, len(members) - 1):
        return False
    return stem(words[0 if place else -1]) not in stems


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORDS.findall(text.casefold()) if len(word) > 2)


def _members(text: str) -> list[str]:
    """The members of the longest list; of the first and the last only what is surely theirs."""
    parts = _PART.split(_MARK.sub("", text))
    lists = ([p.strip() for p in _ITEM.split(part) if p.strip()] for part in parts)
    members = max(lists, key=len, default=[])
    if any(len(member.split()) > _LONGEST_MEMBER for member in members[1:-1]):
        return []  # commas between clauses, not between the members of a list
    inner = [" ".join(member.split()[-_EDGE:]) for member in members[:1]] + members[1:-1]
    last = [" ".join(member.split()[:_EDGE]) for member in members[1:][-1:]]
    return (inner + last)[:_MOST]
