"""Footnotes of Markdown, which CommonMark takes for paragraphs or for the targets of links."""

import re

CALL = re.compile(r"\[\^([^\]\s]{1,80})\]")
_BEGINS = re.compile(r" {0,3}\[\^([^\]\s]{1,80})\]:[ \t]*(.*)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


def split_notes(text: str) -> tuple[str, dict[str, str]]:
    """A text without its footnotes, and these by their names; linear in the text.

    A note goes on in the lines that follow it at once and, after empty lines, in those set in.
    """
    kept: list[str] = []
    notes: dict[str, list[str]] = {}
    current: list[str] | None = None
    fence = ""
    for line in text.split("\n"):
        fence = _fence(line, fence)
        begins = None if fence else _BEGINS.match(line)
        if begins is not None:
            current = notes.setdefault(begins[1], [])
            current.append(begins[2])
        elif current is not None and _goes_on(line, current[-1]):
            current.append(line.strip())
        else:
            current = None
            kept.append(line)
    return "\n".join(kept), {name: "\n".join(lines).strip() for name, lines in notes.items()}


def _fence(line: str, opened: str) -> str:
    """The fence that a line of code stands in; "" outside of code."""
    found = _FENCE.match(line)
    if found is None:
        return opened
    if not opened:
        return found[1]
    return "" if found[1].startswith(opened) else opened


def _goes_on(line: str, before: str) -> bool:
    if not line.strip() or line.startswith(("    ", "\t")):
        return True
    return bool(before) and not line.lstrip().startswith(("#", "- ", "* ", ">", "```"))
