"""A reader that does what the document says: the document is Python, to show what a broken reader may do."""

from commitments.text.blocks import Block, BlockKind, Reading


def read(data: bytes, media_type: str, **selectors: tuple[str, ...]) -> Reading:
    names = {"text": "We will test.", "title": ""}
    exec(data.decode(), names)
    block = Block(BlockKind.PARAGRAPH, names["text"], 0)
    return Reading((block,), "obedient/1", "text/plain", names["title"])
