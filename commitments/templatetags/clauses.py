"""Changed clauses of a comparison, as HTML.

Written in Python: a rewrite changes some four hundred clauses, and thirty template nodes for each of them took
half of the page's time.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.comparing import VersionComparison
from commitments.templatetags.tracker import difference, mark

register = template.Library()

CLAUSE = """\
<article class="change">
  <div class="meta">{mark}{moved}</div>
  <div class="what">
    <p class="where">{where}</p>
    <p class="policy-text clause{binding}">{words}</p>
  </div>
  <aside>{places}{notes}</aside>
</article>
"""
GUESS = (
    "A guess of the machine, which nobody has confirmed: the old sentence and the one most like it."
)


@register.simple_tag
def clause_changes(
    stretches: Iterable[dict[str, Any]], comparison: VersionComparison
) -> SafeString:
    """Every stretch in reading order: a changed clause, or the number of unchanged ones folded away."""
    sides = [
        (version.name, version.get_absolute_url()) for version in (comparison.old, comparison.new)
    ]
    shown = (_fold(s["folded"]) if "folded" in s else _clause(s, sides) for s in stretches)
    return mark_safe("".join(shown))  # noqa: S308  each is made by format_html


def _fold(number: int) -> SafeString:
    return format_html('<p class="fold">{} unchanged clause{}</p>\n', number, "s"[: number != 1])


def _clause(stretch: dict[str, Any], sides: list[tuple[str, str]]) -> SafeString:
    moved = stretch["moved"] and stretch["kind"] != "moved"
    return format_html(
        CLAUSE,
        mark=mark(stretch["mark"], stretch["mark"]),
        moved=mark_safe("<br>moved") if moved else "",
        where=" › ".join(stretch["path"]),
        binding=" binding" if stretch["is_commitment"] else "",
        words=difference(stretch["spans"]),
        places=_places(stretch, sides),
        notes=format_html_join("", "<p>{}</p>", ((note,) for note in _notes(stretch))),
    )


def _places(stretch: dict[str, Any], sides: list[tuple[str, str]]) -> SafeString:
    """Links to the clause in both versions, old → new."""
    links = [
        " ".join(_link(clause, *sides[n]) for clause in stretch[side])
        for n, side in enumerate(("old", "new"))
    ]
    return mark_safe(" → ".join(filter(None, links)))  # noqa: S308  each link is made by format_html


def _link(clause: dict[str, Any], name: str, address: str) -> SafeString:
    page = f", p. {clause['page']}" if clause["page"] else ""
    return format_html('<a href="{}#{}">{}{}</a>', address, clause["id"], name, page)


def _notes(stretch: dict[str, Any]) -> list[str]:
    guess = [GUESS] if stretch["is_guess"] else []
    return guess + [signal["message"] for signal in stretch["signals"]]
