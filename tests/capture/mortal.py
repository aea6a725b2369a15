"""Run as a program: fetches sources in children that kill themselves before their n-th statement.

A line "n source" on standard input is answered with "killed" or "done". A process of its own, because a child
must not inherit the connections and threads of a test.
"""

import os
import secrets
import signal
import sys

import django

from commitments.reading import Document, Limits, Result
from commitments.text.extract import read
from commitments.text.segment import segment, text_sha256


def main() -> None:
    django.setup()
    import commitments.capture.evidence  # once, not in each child

    commitments.capture.evidence.read_document = _read_here
    for line in sys.stdin:
        statement, source_id = map(int, line.split())
        child = os.fork()
        if not child:
            try:
                _fetch(statement, source_id)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write("killed\n" if os.WIFSIGNALED(status) else "done\n")
        sys.stdout.flush()


def _read_here(document: Document, limits: Limits) -> Result:
    """Without a process for it: each child would start one, and die."""
    reading = read(document.data, document.media_type)
    return Result(reading, segment(reading), text_sha256(reading))


def _fetch(statement: int, source_id: int) -> None:
    from django.core.cache import caches
    from django.db import connection

    from commitments import capture

    # The turn at the host that the last one died with has lapsed by now, as if its minutes had passed.
    caches["default"].key_prefix = secrets.token_hex(8)
    sent = 0

    def count(execute, sql, params, many, context):
        nonlocal sent
        sent += 1
        if sent == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        capture.fetch_source(source_id)


if __name__ == "__main__":
    main()
