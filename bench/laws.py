"""What must hold of every export of every two texts of the corpus, read again by other programs."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import made, papers, readback
from bench.corpus import Pair
from bench.figures import Figure, Unit
from bench.papers import Compared

_MADE_WORDS = 3_000
LAWS = (
    "DOCX accepted is the new text, rejected the old one",
    "CSV read again",
    "XLSX read again",
    "HTML fetches nothing",
    "PDF holds both passages",
)


def figures(folder: Path | None) -> list[Figure]:
    """The share of pairs for which each law holds; a made pair where there is no corpus."""
    papers.prepare()
    pairs = papers.pairs(folder) if folder else [_made()]
    held = [list(laws_of(papers.compared(pair))) for pair in pairs]
    return [
        Figure(f"{law} (pairs: {len(pairs)})", sum(kept) / len(pairs), Unit.SHARE, 1.0)
        for law, kept in zip(LAWS, zip(*held, strict=True), strict=True)
    ]


def _made() -> Pair:
    text = made.policy(_MADE_WORDS)
    return Pair("made", text, made.revised(text), Path("made.old.md"), Path("made.new.md"))


def laws_of(compared: Compared) -> Iterator[bool]:
    """Whether each of ``LAWS`` holds of the files made of these two texts."""
    from commitments.exports import page_html, table_csv, typeset, word, workbook

    paper = compared.paper
    rows = list(table_csv.rows(paper))
    docx = word.render(paper)
    yield all(
        readback.settled(docx, accept=accept) == [block.text for block in side.blocks]
        for accept, side in ((True, compared.new), (False, compared.old))
    )
    defused = [[table_csv.defused(cell) for cell in row] for row in rows]
    yield readback.csv_rows(table_csv.render(paper)) == defused
    yield readback.xlsx_rows(workbook.render(paper)) == rows
    yield not readback.fetched_by(page_html.render(paper))
    yield _is_held(readback.pdf_pages(typeset.render(paper)), _passages(compared))


def _passages(compared: Compared) -> Iterator[str]:
    """What a PDF shows in its order: each change, then each block of both texts, without white space."""
    from commitments.exports.characters import printable
    from commitments.text.readable import shown

    scripts = [
        *(row.spans for row in compared.paper.rows),
        *(block.spans for block in compared.paper.paragraphs),
    ]
    for spans in scripts:
        yield "".join("".join(printable(span.text) for span in shown(spans)).split())


def _is_held(pages: Iterable[str], passages: Iterable[str]) -> bool:
    """Whether the pages have the passages, one after the other; a foot ends each page."""
    text, place = "".join(re.sub(r"bench·dataset.*$", "", page) for page in pages), 0
    for passage in passages:
        place = text.find(passage, place)
        if place < 0:
            return False
        place += len(passage)
    return True
