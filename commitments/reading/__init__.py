"""Untrusted documents are read in a child process with limits: bytes to a Reading, its clauses and
leads, and to the little else that is asked of them.

A worker must outlive every document: a PDF of 10,000 pages, a bomb, a parser that hangs or crashes.
So each document gets a process of its own that has so much time and memory, cannot open a file or a socket,
and says what it found as JSON. A new interpreter for each would cost 400 ms; instead a worker keeps one
helper process that has imported the readers and forks itself for every document; whoever glances at a page
and then reads it asks one and the same child. On shared virtual cores a page of 20 kB takes about 20 ms of
processor time, helper and child together: 9 ms for reading it and judging its sentences, most of the rest for
the fork and the pages of memory that the child has to copy (JSON there and back is 0.3 ms); a PDF of 20 pages
about 160. The helper has 61 MB.

Whoever needs no such care, as the engine's command line, calls ``commitments.text`` itself.
"""

from commitments.reading.asking import created_on, glance, read_document
from commitments.reading.wire import Document, Limits, Result

__all__ = [
    "Document",
    "Limits",
    "Result",
    "created_on",
    "glance",
    "read_document",
]
