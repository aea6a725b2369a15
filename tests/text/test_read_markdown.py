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


def test_cells_and_items_keep_their_context():
    blocks = read(TEXT, "policy.md").blocks

    assert blocks[4].lead_in == "Model cards: publish them."
    assert blocks[7].headings == ("ASL-2", "Measure")
