"""Errors that carry facts.

Each is made where the cause is known and says three things: a ``code`` that a program can act on, whether
trying again may help (``permanent``), and a sentence that tells a person what to do. Whatever is *expected*
to fail (a fetch, a document, a record of the data set) raises one of these and is recorded by its caller;
any other exception is a fault of ours and crashes.
"""


class TrackerError(Exception):
    """An expected failure. ``str(error)`` is one sentence for a person."""

    def __init__(self, code: str, message: str, *, permanent: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.permanent = permanent


class FetchError(TrackerError):
    """A source could not be fetched; ``code`` is one of ``fetching.FAILURES``.

    ``http_status`` is set where the server answered, ``retry_after`` where the seconds to wait are known.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        permanent: bool,
        http_status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(code, message, permanent=permanent)
        self.http_status = http_status
        self.retry_after = retry_after


class ExtractError(TrackerError):
    """A document could not be read: ``encrypted``, ``truncated``, ``no_text``, ``wrong_type``."""


class DatasetError(TrackerError):
    """A curated record breaks its schema or contradicts itself; the message holds the path."""


class ConflictError(TrackerError):
    """What was asked contradicts what is recorded; nothing was written."""


class NotFoundError(TrackerError):
    """A name that is not in the record; the message says which names there are."""
