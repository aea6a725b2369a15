"""Papers made by hand, for formats that need no database."""

from datetime import UTC, date, datetime
from itertools import accumulate

from commitments.exports.papers import Edition, Evidence, Paper, Review, Row, Stamp, Subject
from commitments.text.blocks import BLOCK_SEPARATOR, Block, BlockKind
from commitments.text.diff import diff
from commitments.text.redline import Paragraph

ORIGIN = "https://tracker.example"
SHA256 = "ab" * 32


def blocks(texts: list[str], kind: BlockKind = BlockKind.PARAGRAPH) -> list[Block]:
    starts = accumulate((len(text) + len(BLOCK_SEPARATOR) for text in texts), initial=0)
    return [Block(kind, text, start) for text, start in zip(texts, starts, strict=False)]


def edition(label: str, **facts) -> Edition:
    evidence = Evidence(
        7, SHA256, 1234, "application/pdf", datetime(2025, 5, 14, 9, 30, tzinfo=UTC),
        "https://lab.example/policy.pdf", "fetched by the tracker", "pdf/1 segment/2",
    )  # fmt: skip
    named = {
        "organization": "Example Lab", "organization_slug": "example-lab", "policy": "Careful Policy",
        "policy_slug": "careful-policy", "label": label, "slug": label, "evidence": evidence,
        "address": f"{ORIGIN}/policies/example-lab/careful-policy/versions/{label}/",
        "effective_on": date(2025, 5, 14), "published_on": None, "first_seen_on": None,
    }  # fmt: skip
    return Edition(**{**named, **facts})


def row(before: str, after: str, **facts) -> Row:
    named = {
        "old": edition("v1"), "new": edition("v2"), "heading": "1. Testing", "commitment": "",
        "before": before, "after": after, "spans": diff(before, after), "outcome": "edited",
        "whose_words": "the publisher's words", "signals": ("obligation weakened: “will” became “aim to”",),
        "review": Review("proposed by the machine, not assessed"), "address": f"{ORIGIN}/compare/#c1",
    }  # fmt: skip
    return Row(**{**named, **facts})


def paper(paragraphs: tuple[Paragraph, ...] = (), rows: tuple[Row, ...] = (), **facts) -> Paper:
    stamp = Stamp(
        "2026-11-23", "codebook 0.2", "Data set: CC BY 4.0.", "RSP commitment tracker", date(2026, 11, 26), None
    )  # fmt: skip
    named = {
        "subject": Subject.COMPARISON, "title": "Example Lab, Careful Policy: v1 to v2",
        "address": f"{ORIGIN}/policies/example-lab/careful-policy/compare/v1...v2/",
        "editions": (edition("v1"), edition("v2")), "account": "no account published", "rows": rows,
        "paragraphs": paragraphs, "notes": (), "stamp": stamp,
        "called": ("example-lab", "careful-policy", "v1", "v2"),
    }  # fmt: skip
    return Paper(**{**named, **facts})
