"""Where sentences end. Rules, not statistics: the same text is always cut at the same places."""

import re

from commitments.text.folding import word_set

# A stop, what closes after it, a footnote's call, white space, then something that can begin a sentence.
_CANDIDATE = re.compile(
    r"[.!?…](?<![.!?…]{2})[.!?…]*+(?P<close>[\"'”’)\]]*)(?P<call>\d{1,3}|[¹²³⁰⁴-⁹]{1,3}|(?:\[\^?\w{1,20}\]){1,9})?"
    r"(?P<space>\s+)(?=[\"'“‘(\[]*[^\W_])"
)
_BEGINS = re.compile(r"[\"'“‘(\[]*(?P<first>[^\W_])")
_OPENING = re.compile(r"[(\[\"“‘]")
_ABBREVIATIONS = word_set(
    "e.g i.e eg ie cf vs viz approx dept mr mrs ms dr prof st ed eds resp incl excl esp aka a.k.a dated "
    "jan feb apr jun jul aug sep sept oct nov dec"
)
# Words as well: abbreviations only before what they count ("no. 4", "app. B").
_COUNTED = word_set("no nos p sec secs fig figs art arts para pp vol ch app est mar")
# These may also end a sentence: what follows must not look like the beginning of one.
_TRAILING = word_set("inc ltd co corp llc al jr sr etc v")
_NUMBER = re.compile(r"\d|[A-Z]\b|[IVX]+\b")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
# After initials ("U.S.") only a word that commonly opens a sentence ends one.
_OPENERS = word_set(
    "a all an as at both each for from however if in it its no on our please such that the there "
    "these they this those to under we when where while with you your"
)
_WINDOW = 80
_ENUMERATOR = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,5}|\d+(?:\.\d+)+)")


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, without the white space between them; linear in the text."""
    spans = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        if _ends_sentence(text, start, match):
            spans.append((start, match.start("space")))
            start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def last_sentence(text: str) -> str:
    """The sentence a list hangs under; the whole text where it is one."""
    spans = sentences(text)
    return text[spans[-1][0] : spans[-1][1]] if spans else ""


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    # A window is enough to see the token before the stop, and keeps the whole linear.
    first = max(start, match.start() - _WINDOW)
    before = text[first : match.start()]
    following = _BEGINS.match(text, match.end())
    if following is None or following["first"].islower():
        return False
    if (match["call"] or "").isdecimal() and before[-1:].isdigit() and not match["close"]:
        return False  # the digits belong to a decimal: "2.5 The"
    if text[match.start()] != "." or match["close"]:
        return True
    begin = following.start("first")
    after = text[begin : begin + _WINDOW]
    return not _is_abbreviation(before, after, opens=first == start)


def _is_abbreviation(before: str, after: str, *, opens: bool) -> bool:
    token = _last_token(before)
    if not token:
        return False
    if token.lower() in _COUNTED:
        return _NUMBER.match(after) is not None
    if token.lower() in _TRAILING:
        return not _opens_sentence(after)
    if token.lower() in _ABBREVIATIONS:
        return True
    if opens and token == before and _ENUMERATOR.fullmatch(token):
        return True
    if _INITIALS.fullmatch(token) and (len(token) > 1 or token.isupper()) and "." in token:
        return not _opens_sentence(after)
    return len(token) == 1 and token.isupper() and token not in {"I"} and not _opens_sentence(after)


def _last_token(text: str) -> str:
    """What a text ends in behind white space and opening signs."""
    if not text or text[-1].isspace():
        return ""
    return _OPENING.split(text.rsplit(None, 1)[-1])[-1]


def _opens_sentence(text: str) -> bool:
    return re.split(r"\W", text, maxsplit=1)[0].lower() in _OPENERS
