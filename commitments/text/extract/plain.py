"""Plain text: wrapped lines back to headings, paragraphs, list items and footnotes."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from commitments.text.blocks import Reading
from commitments.text.extract import furniture
from commitments.text.extract.characters import visible
from commitments.text.extract.draft import assemble
from commitments.text.extract.footnotes import without_signs
from commitments.text.extract.plain_blocks import Composer
from commitments.text.extract.versions import EXTRACTORS

MEDIA_TYPE = "text/plain"
_FIELD = re.compile(r"[A-Z][A-Z_]+: ")
_RULE = re.compile(r"[-=_*]{5,}")
_LONGEST_HEAD = 30
_PAGE_MARK = re.compile(r"\[\[page (\d+)\]\]")


@dataclass(slots=True)
class Page:
    number: int | None
    lines: list[str] = field(default_factory=list)


def read_text(text: str) -> Reading:
    """A Reading of plain text. ``[[page N]]`` alone on a line, or a form feed, begins a page."""
    pages = _pages(without_signs(visible(text)))
    numbered = [page.number for page in pages if page.number is not None]
    composer = Composer([line for page in pages for line in page.lines])
    for page in pages:
        composer.add_page(page.lines, page.number)
    return assemble(
        composer.drafts(),
        extractor=EXTRACTORS[MEDIA_TYPE],
        media_type=MEDIA_TYPE,
        page_count=max(numbered) if numbered else None,
    )


def _pages(text: str) -> list[Page]:
    lines = _body(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if any(_PAGE_MARK.fullmatch(line.strip()) for line in lines):
        pages = _marked(lines)
    elif "\f" in text:
        parts = "\n".join(lines).split("\f")
        pages = [Page(n, part.split("\n")) for n, part in enumerate(parts, start=1)]
    else:
        return _by_footers(lines)
    return _without_furniture(pages)


def _body(lines: list[str]) -> list[str]:
    """The lines without a head of ``NAME: value`` lines closed by a rule: it describes the file."""
    for at, line in enumerate(lines[:_LONGEST_HEAD]):
        if _RULE.fullmatch(line.strip()):
            return lines[at + 1 :] if at else lines
        if not _FIELD.match(line):
            break
    return lines


def _marked(lines: list[str]) -> list[Page]:
    pages = [Page(None)]
    for line in lines:
        mark = _PAGE_MARK.fullmatch(line.strip())
        if mark:
            pages.append(Page(int(mark[1])))
        else:
            pages[-1].lines.append(line)
    return [page for page in pages if any(line.strip() for line in page.lines)]


def _without_furniture(pages: list[Page]) -> list[Page]:
    """Drops the lines that ``furniture`` names; the blank lines between the others stay."""
    printed = [[(n, t) for n, t in enumerate(p.lines) if t.strip()] for p in pages]
    kept = furniture.without_furniture(printed, lambda line: line[1])
    running = furniture.running_keys([[text for _, text in page] for page in printed])
    cleaned = []
    for page, before, after in zip(pages, printed, kept, strict=True):
        dropped = {n for n, _ in before} - {n for n, _ in after} | _inside(before, running)
        cleaned.append(Page(page.number, [t for n, t in enumerate(page.lines) if n not in dropped]))
    return cleaned


def _inside(printed: list[tuple[int, str]], running: frozenset[str]) -> set[int]:
    """A footer that extraction put in the middle of its page, known by the page number after it."""
    found: set[int] = set()
    for (at, text), (number_at, number) in pairwise(printed):
        if furniture.key(text.strip()) in running and furniture.is_page_number(number):
            found |= {at, number_at}
    return found


def _by_footers(lines: list[str]) -> list[Page]:
    """Pages of a text without marks: a line that keeps coming back beside a bare number ends one.

    They get no numbers, since the printed ones may not count the cover.
    """
    footers = _footer_lines(lines)
    pages = [Page(None)]
    after_footer = False
    for line in lines:
        text = line.strip()
        if furniture.key(text) in footers:
            pages.append(Page(None))
            after_footer = True
        elif after_footer and text:
            after_footer = False
            if not text.isdigit():
                pages[-1].lines.append(line)
        else:
            pages[-1].lines.append(line)
    return pages


def _footer_lines(lines: list[str]) -> frozenset[str]:
    printed = [line.strip() for line in lines if line.strip()]
    seen: dict[str, list[bool]] = {}
    for text, following in zip(printed, [*printed[1:], "0"], strict=False):
        if 8 <= len(text) <= 100 and not text.isdigit():
            seen.setdefault(furniture.key(text), []).append(following.isdigit())
    return frozenset(
        k for k, beside in seen.items() if len(beside) >= 3 and sum(beside) * 2 > len(beside)
    )
