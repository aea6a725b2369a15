"""Untrusted documents are read in a child process with limits: bytes to a Reading, its clauses and
leads, and to the little else that is asked of them.

A worker must outlive every document: a PDF of 10,000 pages, a bomb, a parser that hangs or crashes.
So each document gets a process of its own that has so much time and memory, cannot open a file or a socket,
and says what it found as JSON. A new interpreter for each would cost 400 ms; instead a worker keeps one
helper process that has imported the readers and forks itself for every document; whoever glances at a page
and then reads it asks one and the same child. Measured on one virtual core: 4 ms a document (fork, limits and
exit), 6 to 7 ms for a page of 20 kB, whose reading alone takes 5 ms (the pages of memory that the child has
to copy; JSON there and back is 0.3 ms); 0.5 s for the first; 55 MB for the helper.

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
