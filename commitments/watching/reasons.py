"""Why a try failed, in a sentence for anybody, and what helps. The error's own words are for editors only."""

from dataclasses import dataclass

from commitments.fetching.failures import FAILURES
from commitments.models import FetchAttempt


@dataclass(frozen=True, slots=True)
class Reason:
    meaning: str
    remedy: str


WAIT = "It is tried again within the hour; if this lasts, open the address in a browser."
OPEN = (
    "Open the address: if the document has moved, watch its new address and stop watching this one."
)
BY_HAND = "Open the address in a browser and import the document by hand."
ELSEWHERE = "Watch another address of the document, or import it by hand."
IN_THE_LOG = "Whoever runs the tracker finds it in the log."

REMEDIES = {
    "bad_address": "Watch the address again, well formed, and stop watching this one.",
    "wrong_scheme": "Watch the address again with https, and stop watching this one.",
    "blocked_address": "If this network is meant, name it in FETCH_ALLOWED_NETWORKS.",
    "too_large": "Watch the document itself; if it is so large, raise FETCH_MAX_BYTES.",
    "bad_encoding": ELSEWHERE,
    "too_many_redirects": OPEN,
    "http_4xx": OPEN,
    "robots": "Ask the publisher, or write down at the source why robots.txt is not followed there.",
    "host_busy": "Nothing: its turn comes.",
    "pacing_down": "See that Redis runs; then it is tried again within the hour.",
    "empty": OPEN,
    "wrong_type": OPEN,
    "bot_challenge": BY_HAND,
    "login": BY_HAND,
    "consent_wall": BY_HAND,
    "moved": OPEN,
    "soft_404": OPEN,
    "no_text": ELSEWHERE,
    "encrypted": ELSEWHERE,
    "extract_error": "The bytes are kept and can be read again by a better reader; or " + BY_HAND,
    "label_taken": "Give the version a label of its own, then check the source again.",
    "bad_selector": "Correct the selectors of the source.",
}
# Failures that are not the fetch's: of the reader, of the record, of the tracker itself.
MEANINGS = {
    "encrypted": "The document asks for a password.",
    "bad_selector": "The source’s CSS selectors cannot be read.",
    "label_taken": "Another text stands under the label that this document would have.",
    "fault": "A fault of the tracker itself.",
}
ODD = "The document arrived and could not be entered in the record."


def reason_of(attempt: FetchAttempt) -> Reason | None:
    """None for a try that did not fail."""
    code = attempt.error_code
    if not code:
        return None
    meaning = FAILURES[code].meaning if code in FAILURES else MEANINGS.get(code, ODD)
    waits = attempt.is_permanent is False
    if waits and code not in ("host_busy", "pacing_down"):
        return Reason(meaning, WAIT)
    return Reason(meaning, REMEDIES.get(code, IN_THE_LOG))
