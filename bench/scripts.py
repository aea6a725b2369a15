"""Edit scripts of any tool in one form: pieces of text that stayed, went or came, in order."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain

from bench.tokens import WORD


class Side(StrEnum):
    OLD = "-"
    NEW = "+"


SAME = "="
Script = list[tuple[str, str]]  # (SAME or a Side, text)


def rebuilt(script: Script, old: str, new: str) -> bool:
    """Whether both texts come out of the script, character for character."""
    return _joined(script, Side.OLD) == old and _joined(script, Side.NEW) == new


def rebuilt_but_for_space(script: Script, old: str, new: str) -> bool:
    """Whether both texts come out of the script where any run of white space is as good as another."""
    return (
        _joined(script, Side.OLD).split() == old.split()
        and _joined(script, Side.NEW).split() == new.split()
    )


def marked(script: Script) -> list[str]:
    """The words of which at least a part is marked, those that went before those that came."""
    return list(chain(went(script), came(script)))


def went(script: Script) -> list[str]:
    return list(_marked_in(script, Side.OLD))


def came(script: Script) -> list[str]:
    return list(_marked_in(script, Side.NEW))


def _joined(script: Script, side: Side) -> str:
    return "".join(text for op, text in script if op in (SAME, side))


def _marked_in(script: Script, side: Side) -> Iterable[str]:
    marks = bytearray()
    for op, text in script:
        if op in (SAME, side):
            marks += (b"\0" if op == SAME else b"\1") * len(text)
    for word in WORD.finditer(_joined(script, side)):
        if marks.find(1, word.start(), word.end()) >= 0:
            yield word[0]
