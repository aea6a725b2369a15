"""Papers as files: one module for each format, and one registry.

A format takes a ``Paper`` and gives bytes. All of them read the same script of changes; none looks into the
database, so that what is public is decided in one place (``gathering``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from commitments.errors import TrackerError
from commitments.exports import (
    card,
    markdown,
    pack,
    page_html,
    plain_text,
    table_csv,
    typeset,
    word,
    workbook,
)
from commitments.exports.papers import Paper, Subject


@dataclass(frozen=True, slots=True)
class Format:
    name: str  # as asked for: ?format=docx
    title: str  # for people
    hint: str  # what is particular to it, where it shows changes
    suffix: str
    media_type: str
    render: Callable[[Paper], bytes]
    subjects: frozenset[Subject] = frozenset(Subject)
    has_evidence: bool = False  # the captured documents go along
    is_typeset: bool = False  # which takes ten times as long as anything else


OFFICE = "application/vnd.openxmlformats-officedocument"
_WITH_A_CHANGE = frozenset({Subject.COMPARISON, Subject.COMMITMENT, Subject.CHANGES})
_WITH_EVIDENCE = _WITH_A_CHANGE | {Subject.ACROSS}
FORMATS = {
    made.name: made
    for made in (
        Format(
            "docx",
            "Word",
            "tracked changes",
            "docx",
            f"{OFFICE}.wordprocessingml.document",
            word.render,
        ),
        Format("pdf", "PDF", "typeset", "pdf", "application/pdf", typeset.render, is_typeset=True),
        Format("html", "HTML", "one file", "html", "text/html; charset=utf-8", page_html.render),
        Format("md", "Markdown", "", "md", "text/markdown; charset=utf-8", markdown.render),
        Format("txt", "Plain text", "", "txt", "text/plain; charset=utf-8", plain_text.render),
        Format("csv", "CSV", "a row a change", "csv", "text/csv; charset=utf-8", table_csv.render),
        Format(
            "xlsx",
            "Excel",
            "a row a change",
            "xlsx",
            f"{OFFICE}.spreadsheetml.sheet",
            workbook.render,
        ),
        Format("png", "Card", "PNG", "png", "image/png", card.render_png, _WITH_A_CHANGE),
        Format("svg", "Card", "SVG", "svg", "image/svg+xml", card.render_svg, _WITH_A_CHANGE),
        Format(
            "zip",
            "Evidence pack",
            "ZIP",
            "zip",
            "application/zip",
            pack.render,
            _WITH_EVIDENCE,
            has_evidence=True,
            is_typeset=True,
        ),
    )
}


def format_named(name: str, subject: Subject) -> Format:
    """Raises TrackerError ``unknown_format`` with the formats there are."""
    offered = formats_of(subject)
    for made in offered:
        if made.name == name:
            return made
    names = ", ".join(made.name for made in offered)
    raise TrackerError(
        "unknown_format", f"There is no format {name!r} of this; there are: {names}."
    )


def formats_of(subject: Subject) -> list[Format]:
    return [made for made in FORMATS.values() if subject in made.subjects]


def file_name(paper: Paper, made: Format) -> str:
    """What is inside: ``anthropic_responsible-scaling-policy_v2.2_v3.0_2026-11-23.docx``."""
    return f"{'_'.join([*paper.called, paper.stamp.made_on.isoformat()])}.{made.suffix}"
