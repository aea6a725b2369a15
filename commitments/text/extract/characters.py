"""What every extractor does to characters: nothing invisible survives, white space is one space."""

import re
import unicodedata

# Zero-width and bidirectional controls, soft hyphens, the byte order mark: a reader cannot see them, and
# two copies of one text that differ only in them are the same text.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def visible(text: str) -> str:
    """NFC text without invisible or control characters; line ends and tabs stay."""
    if text.isascii() and text.isprintable():  # nothing of these is in most texts
        return text
    if _SURROGATE.search(text):  # PDFium gives wide characters in halves; a lone half is damage
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    kept = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", kept.translate(_LIGATURES))


def clean(text: str) -> str:
    """One block's text: visible characters, every run of white space a single space."""
    return " ".join(visible(text).split())
