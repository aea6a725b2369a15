"""What may be asked in a query string: how it is read, and how the schema describes it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from commitments.errors import TrackerError
from commitments.models import ChangeOutcome, Organization, Policy, SourceKind, Topic
from commitments.moments import Moment, moment_of
from commitments.searching import KINDS, MAX_QUERY

BASES = ("decision", "reading")
FLAGS = ("true", "false")

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
    description=f'Words, "a phrase", or, -not; {MAX_QUERY} characters at most.',
)
HIT_KIND = OpenApiParameter("kind", str, enum=KINDS)
IN_FORCE = OpenApiParameter(
    "in_force", bool, description="Only what is in force (on as_of, else today)."
)
IS_COMMITMENT = OpenApiParameter(
    "is_commitment", bool, description="Only clauses that bind their publisher, or only the others."
)


class Asked:
    """A request's query string, read strictly: a value that means nothing is an error, not ignored."""

    def __init__(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            if "\0" in value:
                raise TrackerError("bad_parameter", f"{name} holds a NUL character; remove it.")
        self.values = values

    @cached_property
    def moment(self) -> Moment:
        return moment_of(self.values)

    def text(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """One of the choices, or empty."""
        value, allowed = self.text(name), list(choices)
        if value and value not in allowed:
            message = f"{name}={value} is not known here; choose one of {', '.join(allowed)}."
            raise TrackerError("bad_parameter", message)
        return value

    def flag(self, name: str) -> bool | None:
        value = self.choice(name, FLAGS)
        return value == "true" if value else None

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError as error:
            message = f"{name}={self.text(name)} is not a date; write it as YYYY-MM-DD."
            raise TrackerError("bad_date", message) from error

    def number(self, name: str, default: int) -> int:
        """A whole number that is not negative."""
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            message = f"{name}={value} is not a whole number; leave it out or write one, such as 0."
            raise TrackerError("bad_parameter", message)
        return int(value)

    def organization(self) -> str:
        """A slug that is in the record, or empty. Costs one query if it is given."""
        slugs = Organization.objects.published(self.moment.known_at).prefetch_related(None)
        return self.text("organization") and self.choice(
            "organization", slugs.values_list("slug", flat=True)
        )

    def policy(self) -> tuple[str, str]:
        """(organization or empty, policy or empty), both in the record. Costs one query if it is given."""
        value = self.text("policy")
        if not value:
            return "", ""
        policies = Policy.objects.published(self.moment.known_at).prefetch_related(None)
        names = [f"{owner}/{slug}" for owner, slug in policies.values_list(*_POLICY_NAME)]
        if "/" in value or value not in {name.partition("/")[2] for name in names}:
            self.choice("policy", names)
        owner, _, slug = value.rpartition("/")
        return owner, slug


_POLICY_NAME = ("organization__slug", "slug")
