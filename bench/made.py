"""Made texts: a policy where there is no corpus, and ten times a policy without saying the same ten times."""

import random
import re
from zlib import crc32

_ACTORS = ("We", "The board", "The safety team", "An external reviewer", "Our chief executive")
_BINDINGS = ("will", "aim to", "must", "may", "intend to")
_ACTS = ("publish", "review", "assess", "document", "restrict", "test", "monitor", "report")
_THINGS = (
    "model",
    "evaluation",
    "safeguard",
    "threshold",
    "deployment",
    "incident",
    "capability report",
    "training run",
    "security control",
    "access policy",
    "weight transfer",
    "summary",
)
_WHENS = (
    "before deployment",
    "every six months",
    "within 30 days",
    "where feasible",
    "at least once a year",
    "after each training run",
    "if a threshold is passed",
    "unless the board decides otherwise",
)
_LONG_WORD = re.compile(r"[A-Za-z]{7,}")
_PAGE = re.compile(r"\[\[page (\d+)\]\]")
_SYLLABLES = ("", "a", "o", "ri", "u", "el", "an", "im", "os", "ur")
_KEPT = 3  # letters before the syllable


def policy(words: int) -> str:
    """A text of about so many words in numbered sections, always the same."""
    chance = random.Random(words)
    sentences = [_sentence(chance) for _ in range(words // 18)]
    sections = [sentences[start : start + 25] for start in range(0, len(sentences), 25)]
    return "\n\n".join(
        f"# {number}. {chance.choice(_THINGS).capitalize()}\n\n{_paragraphs(section)}"
        for number, section in enumerate(sections, 1)
    )


def revised(text: str) -> str:
    """The text with every seventh sentence edited, every thirtieth gone and as many new."""
    chance = random.Random(7)
    kept: list[str] = []
    for place, sentence in enumerate(re.split(r"(?<=\.) ", text)):
        if place % 30 == 29:
            kept.append(_sentence(chance) if place % 60 == 29 else "")
        else:
            kept.append(sentence.replace(" will ", " aim to ") if place % 7 == 0 else sentence)
    return " ".join(sentence for sentence in kept if sentence)


def enlarged(text: str, times: int) -> str:
    """The text and variants of it, each with another third of its long words respelled, the same on every page.

    A word is respelled alike in every text, so that two versions enlarged are as alike as they were.
    """
    pages = max((int(number) for number in _PAGE.findall(text)), default=0)
    return "\n\n".join(_variant(text, number, number * pages) for number in range(times))


def _variant(text: str, number: int, pages: int) -> str:
    if number == 0:
        return text
    syllable = _SYLLABLES[number % len(_SYLLABLES)] + "x" * (number // len(_SYLLABLES))

    def respelled(match: re.Match[str]) -> str:
        word = match[0]
        if crc32(f"{number} {word.casefold()}".encode()) % 3:
            return word
        return word[:_KEPT] + syllable + word[_KEPT:]

    text = _PAGE.sub(lambda match: f"[[page {int(match[1]) + pages}]]", text)
    return _LONG_WORD.sub(respelled, text)


def _sentence(chance: random.Random) -> str:
    things = chance.sample(_THINGS, 3)
    number = chance.randrange(2, 400)
    return (
        f"{chance.choice(_ACTORS)} {chance.choice(_BINDINGS)} {chance.choice(_ACTS)} every {things[0]} and the "
        f"{things[1]} of {things[2]} {number} {chance.choice(_WHENS)}."
    )


def _paragraphs(sentences: list[str]) -> str:
    return "\n\n".join(
        " ".join(sentences[start : start + 5]) for start in range(0, len(sentences), 5)
    )
