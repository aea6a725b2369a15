"""Every way in which a fetch can fail: its name in the ledger, what it means, whether trying again may help."""

from dataclasses import dataclass

from commitments.errors import FetchError


@dataclass(frozen=True, slots=True)
class Failure:
    """``permanent`` is the rule; a single error may know better (429 is a temporary ``http_4xx``)."""

    meaning: str
    permanent: bool


def _permanent(meaning: str) -> Failure:
    return Failure(meaning, permanent=True)


def _temporary(meaning: str) -> Failure:
    return Failure(meaning, permanent=False)


FAILURES: dict[str, Failure] = {
    # the address
    "bad_address": _permanent("The address is not well formed, or too long."),
    "wrong_scheme": _permanent("The address is not one of http or https."),
    "blocked_address": _permanent("The name leads to an address that is not public."),
    "dns": _temporary("The name could not be looked up."),
    # the connection
    "connect": _temporary("No connection, or no answer that is HTTP."),
    "timeout": _temporary("The server took longer than the limits allow."),
    "tls": _temporary("No secure connection: a certificate or a handshake failed."),
    "truncated": _temporary("The answer broke off before its end."),
    # the answer
    "too_large": _permanent("The headers or the body are larger than the limits allow."),
    "bad_encoding": _permanent("The body is packed in a way that was not asked for, or damaged."),
    "too_many_redirects": _permanent("The address leads on and on."),
    "http_2xx": _temporary("The server says it succeeded, but not with a whole document."),
    "http_3xx": _temporary("The server points elsewhere without saying where, or to what we lack."),
    "http_4xx": _permanent("The server refuses: not found, gone, forbidden."),
    "http_5xx": _temporary("The server has a fault of its own."),
    # manners
    "robots": _permanent("The publisher's robots.txt asks programs to stay away."),
    "robots_unreachable": _temporary("The publisher's robots.txt cannot be read now."),
    "host_busy": _temporary("It is not our turn at this host yet."),
    "pacing_down": _temporary("Redis, where turns at hosts are kept, does not answer."),
    # what came is not the document
    "empty": _permanent("The body is empty."),
    "wrong_type": _permanent("The bytes are not the kind of document they are said to be."),
    "bot_challenge": _permanent("A test for bots stands in the document's place."),
    "login": _permanent("A form to log in stands in the document's place."),
    "consent_wall": _permanent("A request for consent stands in the document's place."),
    "moved": _permanent("A page that only leads elsewhere stands in the document's place."),
    "soft_404": _permanent("A page that says 'not found' comes as if it were the document."),
    "maintenance": _temporary("A page that says 'not now' comes as if it were the document."),
    "no_text": _permanent(
        "The document has no text of its own: a script draws it, or it is a scan."
    ),
    "extract_error": _permanent("The document arrived and could not be read."),
}


def failed(
    code: str,
    message: str,
    *,
    permanent: bool | None = None,
    http_status: int | None = None,
    retry_after: float | None = None,
) -> FetchError:
    """The error to raise for one of FAILURES; permanent as the table says, unless the caller knows better."""
    is_permanent = FAILURES[code].permanent if permanent is None else permanent
    return FetchError(
        code,
        message,
        permanent=is_permanent,
        http_status=http_status,
        retry_after=retry_after,
    )
