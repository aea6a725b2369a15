"""The log of changes, for its page, its feeds and the API: what is chosen, how many, and in which order.

An entry is what happened to one commitment between two versions, or a version that was uploaded again under
the label of another. Reading writes nothing, and only what is published is in it.
"""

from commitments.changelog.choosing import (
    REUPLOAD,
    Chosen,
    changes_of,
    choose,
    reuploads_of,
)
from commitments.changelog.counting import facets_of
from commitments.changelog.entries import Entry, Line, Place, Revision, lines_of, read

__all__ = [
    "REUPLOAD",
    "Chosen",
    "Entry",
    "Line",
    "Place",
    "Revision",
    "changes_of",
    "choose",
    "facets_of",
    "lines_of",
    "read",
    "reuploads_of",
]
