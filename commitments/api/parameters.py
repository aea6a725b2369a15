"""What may be asked in a query string, as the schema describes it; ``commitments.asking`` reads it."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from commitments.changelog import ANNOUNCEMENTS, BASES, MATERIALITIES
from commitments.models import ChangeOutcome, SourceKind, Topic
from commitments.searching import KINDS, MAX_QUERY, STRENGTHS

KNOWN_AT = OpenApiParameter(
    "known_at",
    str,
    description="Only what the tracker had published by then: a day (its end, UTC) or an ISO 8601 instant.",
)
AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.DATE,
    description="What was in force on this day, by the publishers' dates; today if left out.",
)
ORGANIZATION = OpenApiParameter("organization", str, description="An organization's slug.")
POLICY = OpenApiParameter(
    "policy", str, description="organization/policy, or the policy's slug alone."
)
TOPIC = OpenApiParameter("topic", str, enum=Topic.values)
OUTCOME = OpenApiParameter("outcome", str, enum=ChangeOutcome.values)
BASIS = OpenApiParameter(
    "basis", str, enum=BASES, description="Reviewed decisions, or the tracker's readings."
)
ANNOUNCEMENT = OpenApiParameter(
    "announcement",
    str,
    enum=ANNOUNCEMENTS,
    description="Whether the publisher's account names the change.",
)
MATERIALITY = OpenApiParameter("materiality", str, enum=MATERIALITIES)
YEAR = OpenApiParameter("year", int, description="Changes of versions dated in this year.")
SINCE = OpenApiParameter(
    "since", OpenApiTypes.DATE, description="Changes of versions dated this day or later."
)
UNTIL = OpenApiParameter(
    "until", OpenApiTypes.DATE, description="Changes of versions dated this day or earlier."
)
SOURCE_KIND = OpenApiParameter("kind", str, enum=SourceKind.values)
QUERY = OpenApiParameter(
    "q",
    str,
    required=True,
    description=f'Words, "a phrase", begin*, or, -not; {MAX_QUERY} characters at most.',
)
HIT_KIND = OpenApiParameter("kind", str, enum=KINDS)
STRENGTH = OpenApiParameter(
    "strength", str, enum=STRENGTHS, description="How firmly the words bind their publisher."
)
VERSION = OpenApiParameter("version", str, description="A version's slug, such as v2.2.")
IN_FORCE = OpenApiParameter(
    "in_force", bool, description="Only what is in force (on as_of, else today)."
)
IS_COMMITMENT = OpenApiParameter(
    "is_commitment", bool, description="Only clauses that bind their publisher, or only the others."
)
