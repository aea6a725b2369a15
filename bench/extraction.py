"""What of a document's text is read, in its order: made PDFs whose text is known, and real pages."""

import importlib
import shutil
import statistics
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser

from bench import corpus
from bench.figures import Figure, Peer, Unit
from bench.tokens import ordered_f1
from commitments.errors import ExtractError
from commitments.text.extract import read

_LAYOUTS = {
    "plain": ("plain", 0.998),
    "headfoot": ("header and footer", 0.998),
    "twocol-hyph": ("two columns, hyphenated", 0.985),
}
_NO_POPPLER = "not installed: apt install poppler-utils"
_NO_TRAFILATURA = "not installed: make bench installs it"
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def of_pdfs(folder: Path) -> list[Figure]:
    """Ordered F1, the mean over the documents, for each layout."""
    return [
        _of_layout(sorted(folder.glob(f"pdf/*.{suffix}.pdf")), name, target)
        for suffix, (name, target) in _LAYOUTS.items()
    ]


def _of_layout(paths: Sequence[Path], name: str, target: float) -> Figure:
    gold = [
        path.with_name(f"{path.name.rsplit('.', 2)[0]}.txt").read_text(encoding="utf-8")
        for path in paths
    ]

    def mean(reader: Callable[[Path], str]) -> float:
        scores = map(ordered_f1, map(reader, paths), gold)
        return statistics.mean(scores)

    peers = {
        "pdftotext -layout": partial(_pdftotext, options=("-layout",)),
        "pdftotext": partial(_pdftotext, options=()),
    }
    known = shutil.which("pdftotext")
    return Figure(
        f"ordered F1, made PDFs: {name}",
        mean(lambda path: _ours(path.read_bytes(), path.name)),
        Unit.SCORE,
        target,
        peers=tuple(
            Peer(peer, mean(reader)) if known else Peer(peer, None, _NO_POPPLER)
            for peer, reader in peers.items()
        ),
        note=f"mean of {len(paths)}",
    )


def of_pages(folder: Path) -> list[Figure]:
    """Ordered F1 against what hand-written selectors took from real pages."""
    rows = list(corpus.json_lines(folder / "html" / "index.jsonl"))
    pages = {row["id"]: (folder / "html" / f"{row['id']}.html").read_bytes() for row in rows}
    gold = {row["id"]: _gold(folder / "html" / f"{row['id']}.md") for row in rows}
    theirs = _trafilatura()
    alone = {name: ordered_f1(_ours(page), gold[name]) for name, page in pages.items()}
    peer = (
        {name: ordered_f1(theirs(page), gold[name]) for name, page in pages.items()}
        if theirs
        else {}
    )
    fitting = {
        row["id"]: tuple(row["select"])
        for row in rows
        if row["select"] and fits(pages[row["id"]], row["select"])
    }
    helped = {
        name: ordered_f1(_ours(pages[name], select=select), gold[name])
        for name, select in fitting.items()
    }
    return [
        _over_pages("with selectors that fit, median", helped, peer, statistics.median, 0.99),
        _over_pages("with selectors that fit, mean", helped, peer, statistics.mean, None),
        _over_pages("without any hint, median", alone, peer, statistics.median, None),
        _over_pages("without any hint, mean", alone, peer, statistics.mean, 0.94),
    ]


def _over_pages(
    what: str,
    ours: dict[str, float],
    theirs: dict[str, float],
    middle: Callable[[list[float]], float],
    target: float | None,
) -> Figure:
    name = "trafilatura, favour recall, no selectors"
    value = middle([theirs[page] for page in ours]) if theirs else None
    return Figure(
        f"ordered F1, pages {what}",
        middle(list(ours.values())),
        Unit.SCORE,
        target,
        peers=(Peer(name, value, "" if theirs else _NO_TRAFILATURA),),
        note=f"{len(ours)} pages",
    )


def fits(page: bytes, select: Sequence[str]) -> bool:
    """Whether each selector finds something, and none finds the same text twice, inside itself.

    The selectors are today's: an old page may need others, and of nested elements the text was kept twice.
    """
    tree = LexborHTMLParser(page)
    found = [tree.css(selector) for selector in select]
    names = {node.mem_id for nodes in found for node in nodes}
    return all(found) and not any(_is_inside(node, names) for nodes in found for node in nodes)


def _is_inside(node: Any, names: set[int]) -> bool:
    outer = node.parent
    while outer is not None:
        if outer.mem_id in names:
            return True
        outer = outer.parent
    return False


def _ours(data: bytes, media_type: str = "text/html", select: tuple[str, ...] = ()) -> str:
    try:
        return read(data, media_type, select=select).text
    except ExtractError:
        return ""


def _pdftotext(path: Path, options: tuple[str, ...]) -> str:
    command = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def _trafilatura() -> Callable[[bytes], str] | None:
    if not find_spec("trafilatura"):
        return None
    extract = importlib.import_module("trafilatura").extract
    return lambda page: extract(page, favor_recall=True) or ""


def _gold(path: Path) -> str:
    return plain_of(path.read_text(encoding="utf-8"))


def plain_of(markdown: str) -> str:
    """The text that a reader sees of Markdown, without link targets."""
    return "\n".join(_shown(token) for token in _MARKDOWN.parse(markdown))


def _shown(token: Token) -> str:
    if token.type == "inline":
        return "".join(
            " " if part.type in ("softbreak", "hardbreak") else _shown(part)
            for part in token.children or ()
        )
    return token.content if token.type in ("text", "code_inline", "fence", "code_block") else ""
