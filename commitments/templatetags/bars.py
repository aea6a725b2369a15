"""A whole in its parts, as a bar: each told by its place, its number and its sign, never by colour alone."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commitments.templatetags.tracker import SIGNS

register = template.Library()

TALL, GAP = 44, 2
LETTER = 9  # the room that a letter takes
# For a wide page and for a phone: drawn twice, so that neither is shrunk. In a column only the second.
SHEETS = ("wide", 900), ("narrow", 340)
COLUMN = (("column", 340),)


class Part(NamedTuple):
    kind: str  # a class of the style sheet, and the sign where it is an outcome
    label: str
    number: int

    @property
    def short(self) -> str:
        return f"{SIGNS.get(self.kind, '')} {self.number}".strip()


@register.simple_tag
def bar(
    parts: Iterable[tuple[str, str, int]], whole: str, *, in_column: bool = False
) -> SafeString:
    """(kind, label, number) side by side; ``whole`` says what of, such as "pledges". Nothing for none."""
    sheets = COLUMN if in_column else SHEETS
    shown = [part for part in (Part(*its) for its in parts) if part.number]
    whole = f"{sum(part.number for part in shown)} {whole}"
    told = ", ".join(f"{part.number} {part.label}" for part in shown)
    return format_html_join(
        "",
        '<svg class="parts {0}" viewBox="0 0 {1} {2}" role="img" aria-label="Of {3}: {4}">{5}</svg>',
        ((name, width, TALL, whole, told, _parts(shown, width)) for name, width in sheets if shown),
    )


def _parts(parts: Sequence[Part], width: int) -> SafeString:
    total = sum(part.number for part in parts)
    room = width - GAP * (len(parts) - 1)
    drawn, x = [], 0.0
    for part in parts:
        length = part.number / total * room
        drawn.append((_part(part, x, length),))
        x += length + GAP
    return format_html_join("", "{}", drawn)


def _part(part: Part, x: float, length: float) -> SafeString:
    words = [f"{part.number} {part.label}", part.short, str(part.number)]
    fitting = next((one for one in words if len(one) * LETTER < length), "")
    return format_html(
        '<g class="{}"><title>{}</title><rect x="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}">{}</text></g>',
        part.kind,
        words[0],
        f"{x:.1f}",
        f"{length:.1f}",
        TALL,
        f"{x + length / 2:.1f}",
        TALL // 2 + 5,
        fitting,
    )
