"""What is watched, how it fares and what was seen there, as it was known then: for page and API alike."""

from commitments.watching.checks import claim_check, put_check_off, request_check
from commitments.watching.health import (
    DAYS,
    Day,
    DayOutcome,
    Standing,
    in_standing,
    with_health,
    with_standing,
)
from commitments.watching.public import public_snapshots, public_sources
from commitments.watching.reasons import Reason, reason_of
from commitments.watching.tickets import tickets_of

__all__ = [
    "DAYS",
    "Day",
    "DayOutcome",
    "Reason",
    "Standing",
    "claim_check",
    "in_standing",
    "public_snapshots",
    "public_sources",
    "put_check_off",
    "reason_of",
    "request_check",
    "tickets_of",
    "with_health",
    "with_standing",
]
