"""Plain text's footnote calls: numbers that cling to a word ("risks1, defined") and have their note near."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.text.blocks import BlockKind
from commitments.text.extract.footnotes import call

_TOKEN = re.compile(r"\w+(?:[-.]\w+)*")
_LEAST_WITNESSES = 2


@dataclass(slots=True)
class Leaf:
    """A block with the pages it stands on, counted as they come; ``number`` is a footnote's."""

    kind: BlockKind
    text: str
    first: int
    last: int
    number: str = ""


def mark_calls(leaves: Sequence[Leaf]) -> None:
    """Marks, for every footnote, the word on its page that calls it. Linear in the text of each page."""
    by_page: dict[int, list[Leaf]] = {}
    tokens: Counter[str] = Counter()
    for leaf in leaves:
        tokens.update(_TOKEN.findall(leaf.text))
        if leaf.kind is not BlockKind.FOOTNOTE:
            for page in range(leaf.first, leaf.last + 1):
                by_page.setdefault(page, []).append(leaf)
    for note in leaves:
        if note.number:
            _mark(note.number, by_page.get(note.first, []), tokens)


def _mark(number: str, leaves: Sequence[Leaf], tokens: Counter[str]) -> None:
    """After a letter or the stop that ends a word; failing that after a digit, where the bare word is known."""
    after_word = rf"(?<=[^\W\d_]){number}(?!\w)|(?<=[^\W\d_][.,;:!?)\]\"'”’]){number}(?!\w)"
    after_digit = rf"(?<=\d){number}(?!\w)|(?<=\d\.){number}(?![\w.])"
    for pattern, certain in ((after_word, True), (after_digit, False)):
        for leaf in leaves:
            for found in re.finditer(pattern, leaf.text):
                if _is_call(leaf.text, found, tokens, certain=certain):
                    before, after = leaf.text[: found.start()], leaf.text[found.end() :]
                    leaf.text = before + call(number) + after
                    return


def _is_call(text: str, found: re.Match[str], tokens: Counter[str], *, certain: bool) -> bool:
    """Not the end of a name like "GPT4" or "ASL-24": such a word comes again, or never without its digit."""
    start = text.rfind(" ", 0, found.start()) + 1
    word = text[start : found.end()].strip("([\"'“‘")
    bare = word[: -len(found[0])].rstrip(".,;:!?)]\"'”’")
    if tokens[word] > 1:
        return False
    return certain or (tokens[bare] >= _LEAST_WITNESSES and any(c.isalpha() for c in bare))
