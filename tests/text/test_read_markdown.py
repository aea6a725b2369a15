import pytest

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind
from commitments.text.extract import read

TEXT = b"""---
title: ignored
---
# Policy

We **will** test [models](https://example.org)
before `deployment`.

We commit to:

- Model cards: publish them.
  - For new models.
- Audits.

| Level | Measure |
|---|---|
| ASL-2 | Harden security |

[^1]: A note.
"""


def test_tokens_become_blocks():
    reading = read(TEXT, "text/markdown")

    assert [(b.kind, b.text, b.level) for b in reading.blocks] == [
        (BlockKind.HEADING, "Policy", 1),
        (BlockKind.PARAGRAPH, "We will test models before deployment.", 0),
        (BlockKind.PARAGRAPH, "We commit to:", 0),
        (BlockKind.LIST_ITEM, "Model cards: publish them.", 1),
        (BlockKind.LIST_ITEM, "For new models.", 2),
        (BlockKind.LIST_ITEM, "Audits.", 1),
        (BlockKind.TABLE_CELL, "ASL-2", 0),
        (BlockKind.TABLE_CELL, "Harden security", 0),
        (BlockKind.FOOTNOTE, "A note.", 0),
    ]
    assert reading.title == "Policy"


def test_what_no_reader_sees_is_no_business_of_the_parsers():
    text = (
        "We _test\u2060_\u2060 models, [_as said_\u2060](https://example.org)\ufeff **here**\u00ad."
    )

    assert read(text.encode(), "policy.md").text == "We test models, as said here."


def test_cells_and_items_keep_their_context():
    blocks = read(TEXT, "policy.md").blocks

    assert blocks[4].lead_in == "Model cards: publish them."
    assert blocks[7].headings == ("ASL-2", "Measure")


def test_a_footnote_follows_the_block_that_calls_it():
    text = (
        "We test[^1] models[^note].\n\nMore [^none].\n\n[^1]: Often.\n[^note]: A *long* note\n"
        "that goes on.\n\n    And on.\n\nThe end.\n\n```\n[^1]: code\n```\n"
    )

    assert [(b.kind.value, b.text) for b in read(text.encode(), "policy.md").blocks] == [
        ("paragraph", "We test models."),
        ("footnote", "Often."),
        ("footnote", "A long note that goes on. And on."),
        ("paragraph", "More [^none]."),
        ("paragraph", "The end."),
        ("paragraph", "[^1]: code"),
    ]


def test_markup_of_pages_inside_markdown_is_read():
    text = b"# P {#p}\n\nOne<br>two.\n\n<div>Raw <b>text</b>.</div>\n\n<!-- not this -->\n"

    assert [b.text for b in read(text, "policy.md").blocks] == ["P", "One two.", "Raw text."]


def test_deep_lists_keep_their_words_and_depth():
    text = "\n".join("  " * depth + f"- item {depth}" for depth in range(20))

    assert [b.level for b in read(text.encode(), "policy.md").blocks] == list(range(1, 21))


def test_too_large_a_text_is_refused():
    with pytest.raises(ExtractError) as caught:
        read(b"We test. " * 400_000, "policy.md")

    assert caught.value.code == "too_large"
