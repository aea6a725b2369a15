"""Open Terms Archive: a git repository in which each commit of a document is a version of it, as Markdown.

What its commits say of themselves stands in their first line. "Apply technical or declaration upgrade" (in old
ones "Refilter"): the archive reads the same page in another way now, and the publisher has changed nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import quote

from commitments.backfill.captures import Capture, Entry
from commitments.backfill.git import Commit, Contents, Repository
from commitments.errors import NotFoundError, TrackerError
from commitments.fetching import Fetched, refuse_stand_ins
from commitments.models import Source

MARKDOWN = "text/markdown"
TECHNICAL = re.compile(
    r"^(apply technical (or declaration )?upgrade|technical[ -]upgrade|refilter)", re.I | re.M
)


def is_technical(message: str) -> bool:
    """Whether a commit's message, or a trailer at its end, calls it a technical upgrade."""
    return bool(TECHNICAL.search(message))


def document_of(repository: Repository, wanted: str = "") -> str:
    """The path of the document to read: the one that is asked for, or the only one. Raises NotFoundError."""
    if "\n" in wanted:
        raise NotFoundError("unknown_document", "A document's path is one line.")
    there = repository.documents()
    if wanted or len(there) == 1:
        return wanted or there[0]
    names = ", ".join(there[:20]) + (", ..." if len(there) > 20 else "")
    message = f"Say which --document of this repository is meant: {names or 'it holds none'}."
    raise NotFoundError("unknown_document", message)


def address_of(repository: Repository, document: str) -> str:
    """Where the document stands on the web, as far as the clone knows where it comes from."""
    origin = repository.origin().removesuffix(".git").rstrip("/")
    if not origin.startswith("https://") or "@" in origin:
        message = "The clone has no public https origin to name as the source: give --source."
        raise TrackerError("no_address", message)
    return f"{origin}/blob/HEAD/{quote(document)}"


@contextmanager
def opened(repository: Repository, document: str, source: Source) -> Iterator[list[Entry]]:
    """The document's commits as captures, oldest first; they can be loaded while the block lasts."""
    with Contents(repository) as contents:
        commits = list(repository.commits(document))
        if not commits:
            message = f"The repository has no commit of {document}."
            raise NotFoundError("unknown_document", message)
        yield [
            Entry(source, f"{commit.sha} {document}", partial(_load, contents, commit, document))
            for commit in commits
        ]


def _load(contents: Contents, commit: Commit, document: str) -> Capture:
    body = contents.read(commit.sha, document)
    if body is None:
        message = f"{commit.sha} removed {document}: the archive stopped following it."
        raise TrackerError("removed", message)
    refuse_stand_ins(body, MARKDOWN)
    provenance: dict[str, Any] = {
        "archive": "open-terms",
        "commit": commit.sha,
        "document": document,
        "message": commit.message.strip()[:500],
    }
    if is_technical(commit.message):
        provenance["is_technical"] = True
    return Capture(Fetched(body, MARKDOWN, "", commit.at, {}), provenance)
