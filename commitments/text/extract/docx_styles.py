"""What a Word document's styles say of a paragraph: title, list, hidden; styles inherit from one another."""

import re
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number|paragraph|continue)\s*(\d)?", re.IGNORECASE)
_TITLE = "title"
_LONGEST_CHAIN = 20
_BODY_LEVEL = 9  # the outline level of running text


@dataclass(frozen=True, slots=True)
class Look:
    """``heading`` and ``depth`` are 0 where a paragraph is neither a heading nor an item."""

    heading: int = 0
    depth: int = 0
    is_hidden: bool = False


class Styles:
    """The styles of one document by their ids."""

    def __init__(self, root: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self._looks: dict[str, Look] = {}

    def named(self, style_id: str) -> Look:
        """What a style and those it is based on say; the nearest word counts."""
        if style_id not in self._looks:
            self._looks[style_id] = self._inherited(style_id)
        return self._looks[style_id]

    def of_paragraph(self, properties: Any) -> Look:
        """The look of a paragraph by its ``pPr``: what it says itself before what its style says."""
        if properties is None:
            return Look()
        style = properties.find(qn("w:pStyle"))
        look = self.named(style.get(qn("w:val"), "")) if style is not None else Look()
        return _itself(properties, look)

    def _inherited(self, style_id: str) -> Look:
        chain: list[Any] = []
        style = self._styles.get(style_id)
        while style is not None and len(chain) < _LONGEST_CHAIN:
            chain.append(style)
            base = style.find(qn("w:basedOn"))
            style = self._styles.get(base.get(qn("w:val"))) if base is not None else None
        look = Look()
        for style in reversed(chain):
            look = _named(style, look)
            properties = style.find(qn("w:pPr"))
            look = _itself(properties, look) if properties is not None else look
            hidden = style.find(qn("w:rPr"))
            look = replace(look, is_hidden=look.is_hidden or is_on(hidden, "w:vanish"))
        return look


def is_on(properties: Any, name: str) -> bool:
    """Whether a switch is there and not turned off."""
    switch = properties.find(qn(name)) if properties is not None else None
    return switch is not None and switch.get(qn("w:val")) not in {"0", "false", "off"}


def _named(style: Any, look: Look) -> Look:
    tag = style.find(qn("w:name"))
    name = tag.get(qn("w:val"), "") if tag is not None else ""
    heading, item = _HEADING.match(name), _LIST.match(name)
    if heading or name.lower() == _TITLE:
        return replace(look, heading=int(heading[1]) if heading else 1, depth=0)
    return replace(look, depth=int(item[1] or 1)) if item else look


def _itself(properties: Any, look: Look) -> Look:
    outline = _number(properties.find(qn("w:outlineLvl")))
    if outline is not None:
        look = replace(look, heading=0 if outline >= _BODY_LEVEL else outline + 1)
    numbering = properties.find(qn("w:numPr"))
    if numbering is None:
        return look
    listed, level = (_number(numbering.find(qn(name))) for name in ("w:numId", "w:ilvl"))
    if listed == 0:  # "no list" takes away what the style had given
        return replace(look, depth=0)
    if level is None:
        return replace(look, depth=max(1, look.depth))
    return replace(look, depth=level + 1)


def _number(tag: Any) -> int | None:
    text = tag.get(qn("w:val"), "") if tag is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
