"""What a heading looks like in plain text, where only words and line lengths can tell."""

import re
from collections.abc import Sequence

from commitments.text.extract.markers import is_complete, looks_like_title, marker
from commitments.text.folding import word_set

_APPENDIX = re.compile(r"(?:Appendix|Annex|Part|Chapter|Section)\s+[A-Z0-9]{1,3}\b")
_VERBS = word_set(
    "am are be can cannot contains could did do does follow follows had has have help include includes is "
    "may might must need shall should was were will would i it our they we you your"
)
_FUSED = re.compile(r"[a-z]{4}[A-Z][a-z]{2}")  # two cells of a table's head
_MOST_WORDS = 7
# Headings that stand above anything, even above a heading or a table.
_KNOWN = frozenset(
    [
        "abstract",
        "acknowledgements",
        "acknowledgments",
        "appendices",
        "background",
        "change log",
        "changelog",
        "conclusion",
        "executive summary",
        "foreword",
        "glossary",
        "introduction",
        "overview",
        "preamble",
        "references",
        "version history",
    ]
)
_CONTENTS = frozenset(["contents", "table of contents"])
_ENTRY_NUMBER = re.compile(r"(?:^|\s)(?:\d{1,3}|[ivxl]{1,6})$")


def is_known(text: str) -> bool:
    return text.casefold().rstrip(":") in _KNOWN


def is_appendix(text: str) -> bool:
    return bool(_APPENDIX.match(text)) and looks_like_title(text.replace(":", ""))


def opens_contents(text: str) -> bool:
    return " ".join(text.split()).casefold().rstrip(":") in _CONTENTS


def is_contents_entry(chunk: Sequence[str]) -> bool:
    """One or more entries: titles, the last of them followed by its page number."""
    last = chunk[-1].strip()
    return len(last) <= 120 and not is_complete(last) and bool(_ENTRY_NUMBER.search(last))


def is_plain_title(text: str) -> bool:
    """A heading in sentence case: a few words without a verb, a stop or a marker."""
    if not 1 < len(text.split()) <= _MOST_WORDS or not text[0].isupper() or len(text) > 64:
        return False
    if (
        _FUSED.search(text)
        or is_complete(text)
        or text.endswith((",", "-", "–", "—"))
        or marker(text)
    ):
        return False
    return not any(word.strip('(),:“”"').lower() in _VERBS for word in text.split())


def parted(chunk: Sequence[str], following: Sequence[str], width: int) -> list[list[str]]:
    """A chunk with the heading that is printed right above or below its text cut off."""
    if len(chunk) < 2:
        return [list(chunk)]
    first, second = chunk[0].strip(), chunk[1].strip()
    opens_text = second[:1].isupper() and len(second) > 0.7 * width
    if opens_text and " " in first and _is_heading_line(first, width):
        return [[chunk[0]], list(chunk[1:])]
    before, last = chunk[-2].strip(), chunk[-1].strip()
    if is_complete(before) and _is_heading_line(last, width) and _is_list(following):
        return [list(chunk[:-1]), [chunk[-1]]]
    return [list(chunk)]


def _is_heading_line(line: str, width: int) -> bool:
    if len(line) >= 0.5 * width or marker(line):
        return False
    return looks_like_title(line, most_words=6)


def _is_list(chunk: Sequence[str]) -> bool:
    return bool(chunk) and marker(chunk[0].strip()) is not None
