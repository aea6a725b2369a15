"""Two texts as the paper that exports are made of, without a database."""

import os
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench import corpus
from bench.corpus import Pair
from commitments.text.blocks import Reading
from commitments.text.compare import as_data, compare
from commitments.text.extract import read
from commitments.text.redline import links_of, redline
from commitments.text.segment import segment

if TYPE_CHECKING:
    from commitments.exports.papers import Edition, Paper

_MEDIA_TYPES = {".md": "text/markdown", ".txt": "text/plain"}
_ORIGIN = "https://tracker.example"
_MADE_ON = date(2026, 11, 26)


class Compared(NamedTuple):
    old: Reading
    new: Reading
    paper: "Paper"


def prepare() -> None:
    """Formats read the record's words (what a summary is called), so that Django must know of its models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rsp_tracker.settings")
    import django

    django.setup()


def pairs(folder: Path) -> list[Pair]:
    """Every two texts of the corpus of which one came of the other: long pairs, batch, policies, series.

    Of the series that only flicker ("noise") none: what differs there is a few words, again and again.
    """
    policies = sorted((folder / "policies").glob("anthropic_rsp_*.txt"))
    names = [one for one in sorted((folder / "series").iterdir()) if "noise" not in one.name]
    series = [sorted(one.glob("[0-9]*.md")) for one in names]
    return [
        *corpus.pairs(folder / "diff" / "long"),
        *corpus.pairs(folder / "diff" / "batch"),
        *(
            corpus.pair(new.stem, old, new)
            for files in [policies, *series]
            for old, new in pairwise(files)
        ),
    ]


def compared(pair: Pair) -> Compared:
    from commitments.exports.papers import Paper, Stamp, Subject
    from commitments.exports.rows import clause_rows

    old, new = (
        read(text.encode(), _MEDIA_TYPES[path.suffix])
        for text, path in ((pair.old, pair.old_path), (pair.new, pair.new_path))
    )
    data = as_data(compare(segment(old), segment(new)))
    editions = _edition("old"), _edition("new")
    address = f"{_ORIGIN}/compare/old...new/"
    paper = Paper(
        subject=Subject.COMPARISON,
        title=f"{pair.name}: old to new",
        address=address,
        editions=editions,
        account="",
        rows=tuple(clause_rows(data, *editions, address)),
        paragraphs=redline(old.blocks, new.blocks, links_of(data)),
        notes=(),
        stamp=Stamp("bench", "no codebook", "Texts: their publishers'.", "bench", _MADE_ON, None),
        called=("bench", pair.name),
    )
    return Compared(old, new, paper)


def _edition(label: str) -> "Edition":
    from commitments.exports.papers import Edition

    address = f"{_ORIGIN}/versions/{label}/"
    names = "Publisher", "publisher", "Policy", "policy", label, label, address
    return Edition(*names, None, None, None, None)
