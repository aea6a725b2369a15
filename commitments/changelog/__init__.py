"""The log of changes, for its page, its feeds and the API: what is chosen, how many, and in which order.

An entry is what happened to one commitment between two versions, or a version that was uploaded again under
the label of another. Reading writes nothing, and only what is published is in it.
"""

from commitments.changelog.choosing import (
    ANNOUNCEMENTS,
    BASES,
    MATERIALITIES,
    Chosen,
    changes_of,
    choose,
    entries_of,
)
from commitments.changelog.counting import facets_of
from commitments.changelog.entries import (
    Entry,
    Line,
    Revision,
    lines_of,
    page_of,
    read_place,
    written,
)
from commitments.changelog.log import NOT_ASSESSED, REUPLOAD, Place, Row, log

__all__ = [
    "ANNOUNCEMENTS",
    "BASES",
    "MATERIALITIES",
    "NOT_ASSESSED",
    "REUPLOAD",
    "Chosen",
    "Entry",
    "Line",
    "Place",
    "Revision",
    "Row",
    "changes_of",
    "choose",
    "entries_of",
    "facets_of",
    "lines_of",
    "log",
    "page_of",
    "read_place",
    "written",
]
