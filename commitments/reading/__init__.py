"""Untrusted documents are read in a child process with limits: bytes to a Reading and its clauses.

A worker must outlive every document: a PDF of 10,000 pages, a bomb, a parser that hangs or crashes.
So each document gets a process of its own that has so much time and memory, cannot open a file or a socket, and
says what it found as JSON. A new interpreter for each would cost 400 ms; instead a worker keeps one helper
process that has imported the readers and forks itself for every document. That costs 4 to 5 ms a document of
20 kB (fork and exit 3 ms, JSON there and back 1 ms), 0.5 s for the first, and 45 MB for the helper.

Whoever needs no such care, as the engine's command line, calls ``commitments.text`` itself.
"""

from commitments.reading.asking import read_document
from commitments.reading.wire import Document, Limits, Result

__all__ = ["Document", "Limits", "Result", "read_document"]
