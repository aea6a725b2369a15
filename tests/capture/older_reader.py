"""The reader of last year: it took a line of the furniture for text, except in Markdown."""

from dataclasses import replace

from commitments.text import extract
from commitments.text.blocks import BLOCK_SEPARATOR, Block, BlockKind, Reading

FURNITURE = "We will let you skip to the content."


def read(data: bytes, media_type: str, **selectors: tuple[str, ...]) -> Reading:
    reading = extract.read(data, media_type, **selectors)
    blocks = [Block(BlockKind.PARAGRAPH, FURNITURE, 0)]
    shift = len(FURNITURE) + len(BLOCK_SEPARATOR)
    blocks += [replace(block, start=block.start + shift) for block in reading.blocks]
    name = reading.extractor.split("/")[0]
    if reading.media_type == "text/markdown":
        return replace(reading, extractor=f"{name}/1")
    return replace(reading, extractor=f"{name}/1", blocks=tuple(blocks))
