"""One HTML file that needs nothing outside itself, and that a mail program shows as it is.

Styles stand in the elements: mail programs drop style sheets, and some drop ``ins`` and ``del`` too, so that
what went is also struck out and what came underlined by hand, with a word for screen readers.
"""

from collections.abc import Iterable

from django.utils.html import escape

from commitments.exports.characters import printable
from commitments.exports.papers import Edition, Paper, Row
from commitments.exports.plain_text import colophon
from commitments.text.blocks import BlockKind, Op, Span
from commitments.text.readable import shown
from commitments.text.redline import Paragraph

SERIF = "font-family:Georgia,'Times New Roman',serif"
SANS = "font-family:system-ui,'Segoe UI',Roboto,Arial,sans-serif"
QUIET = f"{SANS};font-size:13px;line-height:1.45;color:#5d5b57"
LINK = "color:#1f4e5f"
MARKS = {
    Op.EQUAL: "{}",
    Op.DELETE: '<del style="background:#fce9de;color:#96370a;text-decoration:line-through">{}</del>',
    Op.INSERT: '<ins style="background:#e2eefb;color:#0b4f9c;text-decoration:underline">{}</ins>',
}
HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<title>{title}</title>\n</head>\n"
    '<body style="margin:0;background:#fdfcf9;color:#1b1b1a">\n'
    f'<main style="max-width:44rem;margin:0 auto;padding:24px 18px;{SERIF};font-size:17px;line-height:1.6;'
    'overflow-wrap:anywhere">\n'
)


def render(paper: Paper) -> bytes:
    """Linear in the text."""
    parts = [
        HEAD.replace("{title}", escape(paper.title)),
        f'<h1 style="font-size:28px;line-height:1.2;margin:0 0 8px">{escape(paper.title)}</h1>\n',
        f'<p style="{QUIET}">{_link(paper.address)}</p>\n',
        *(f'<p style="{QUIET}"><strong>{escape(note)}</strong></p>\n' for note in paper.notes),
        _sources(paper.editions),
    ]
    if paper.account:
        parts.append(
            f'<p style="{QUIET}"><strong>Publisher’s account:</strong> {escape(paper.account)}</p>\n'
        )
    if paper.rows:
        parts.append("<h2>What changed</h2>\n")
        parts += [_row(paper.title_of(row), row) for row in paper.rows]
    if paper.paragraphs:
        parts += [f"<h2>{escape(paper.text_title)}</h2>\n", *_text(paper.paragraphs)]
    foot = "".join(f"<p>{escape(line)}</p>" for line in colophon(paper))
    parts.append(
        f'<footer style="{QUIET};margin-top:32px">{foot}</footer>\n</main>\n</body>\n</html>\n'
    )
    return printable("".join(parts)).encode()


def words(spans: Iterable[Span]) -> str:
    marked = "".join(MARKS[span.op].format(escape(span.text)) for span in shown(spans))
    return marked.replace('</del><ins style="', '</del><ins style="margin-left:.2em;')


def _link(address: str) -> str:
    """The address is shown, so that it survives printing and copying."""
    return f'<a style="{LINK}" href="{escape(address)}">{escape(address)}</a>'


def _sources(editions: Iterable[Edition]) -> str:
    rows = "".join(_source(edition) for edition in editions)
    return f'<table style="{QUIET};border-collapse:collapse;margin:0 0 24px" role="table">{rows}</table>\n'


def _source(edition: Edition) -> str:
    facts = "<br>".join(map(escape, edition.facts))
    cell = (
        "padding:6px 12px 6px 0;vertical-align:top;text-align:left;border-bottom:1px solid #dedad1"
    )
    return (
        f'<tr><th scope="row" style="{cell}"><a style="{LINK}" href="{escape(edition.address)}">'
        f"{escape(edition.name)}</a></th>"
        f'<td style="{cell}">{facts}</td></tr>'
    )


def _row(title: str, row: Row) -> str:
    notes = "".join(f"<br>{escape(signal)}" for signal in row.signals)
    return (
        f'<section style="border-top:1px solid #dedad1;padding:12px 0">'
        f'<h3 style="{SANS};font-size:14px;margin:0 0 4px">{escape(title)}</h3>'
        f'<p dir="auto" style="margin:0 0 6px">{words(row.spans)}</p>'
        f'<p style="{QUIET};margin:0">{escape(row.standing)}{notes}<br>{_link(row.address)}</p></section>\n'
    )


def _text(paragraphs: Iterable[Paragraph]) -> Iterable[str]:
    for paragraph in paragraphs:
        block = paragraph.block
        moved = f'<span style="{QUIET}">[moved {paragraph.move}] </span>' if paragraph.move else ""
        if block.kind is BlockKind.HEADING:
            level = min(block.level + 2, 6)
            yield f'<h{level} dir="auto">{moved}{words(paragraph.spans)}</h{level}>\n'
        elif block.kind is BlockKind.LIST_ITEM:
            style = f"margin:0 0 6px;margin-inline-start:{18 * max(block.level, 1)}px"
            yield f'<p dir="auto" style="{style}">• {moved}{words(paragraph.spans)}</p>\n'
        else:
            yield f'<p dir="auto">{moved}{words(paragraph.spans)}</p>\n'
