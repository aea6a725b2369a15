"""DOCX: a package of XML parts, read by python-docx and walked as it would be printed."""

import zipfile
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from commitments.errors import ExtractError
from commitments.text.blocks import Link, Reading
from commitments.text.extract.characters import clean
from commitments.text.extract.docx_body import BodyWalker
from commitments.text.extract.docx_styles import Styles
from commitments.text.extract.draft import assemble
from commitments.text.extract.footnotes import Note, placed
from commitments.text.extract.versions import EXTRACTORS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A policy unpacks to a few megabytes, most of them pictures; more is a bomb or not a policy.
MOST_BYTES = 200_000_000
MOST_XML = 40_000_000
_NOTES = ("/footnotes", "/endnotes")


def read_docx(data: bytes) -> Reading:
    """A Reading of a Word document as printed: tracked changes accepted, hidden text left out.

    Raises ExtractError ``truncated`` or ``too_large``.
    """
    try:
        _refuse_bomb(data)
        document = Document(BytesIO(data))
        notes = _notes(document)
        title = clean(document.core_properties.title or "")
        links = _links(document)
    except ExtractError:
        raise
    except Exception as error:  # python-docx lets KeyError, ValueError and XML errors through
        raise ExtractError(
            "truncated", "The Word document is damaged: fetch it again or ask for a PDF."
        ) from error
    return assemble(
        placed(notes),
        extractor=EXTRACTORS[MEDIA_TYPE],
        media_type=MEDIA_TYPE,
        title=title,
        links=links,
    )


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if total > MOST_BYTES or xml > MOST_XML:
        raise ExtractError(
            "too_large",
            "The Word document unpacks to hundreds of megabytes: ask for a smaller copy.",
        )


def _notes(document: WordDocument) -> list[Note]:
    """The body's blocks, then the notes at the foot of its pages and at its end."""
    walker = BodyWalker(Styles(document.styles.element))
    found = list(walker.read(document.element.body))
    for relation in document.part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            found += walker.footnotes(relation.target_part.blob)
    return found


def _links(document: WordDocument) -> list[Link]:
    """Words of the body that lead to another document."""
    relations = document.part.rels
    found = []
    for element in document.element.body.iter(qn("w:hyperlink")):
        relation = relations.get(element.get(qn("r:id")) or "")
        if relation is not None and relation.is_external:
            words = "".join(part.text or "" for part in element.iter(qn("w:t")))
            found.append(Link(words, relation.target_ref))
    return found
