"""The machine's verbs: from an address or a file to evidence, a reading of it, a draft, and proposals.

Each can be repeated: the same bytes make no second snapshot, the same reading no second extraction, the same
text no second draft. Nothing here publishes; that is for people (``review``).
"""

from commitments.capture.discovering import discover
from commitments.capture.evidence import extract_snapshot, record_snapshot
from commitments.capture.imports import import_document
from commitments.capture.polling import claim_due_sources, fetch_source
from commitments.capture.replaying import replay

__all__ = [
    "claim_due_sources",
    "discover",
    "extract_snapshot",
    "fetch_source",
    "import_document",
    "record_snapshot",
    "replay",
]
