"""What a reader chooses of the log, read strictly, and the rows that fit."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from commitments.asking import Asked
from commitments.models import Announcement, ChangeOutcome, PolicyVersion, Topic
from commitments.moments import Moment
from commitments.steps import NOT_ASSESSED, public_changes

REUPLOAD = "re-upload"  # beside the outcomes: no commitment changed, but the text did
OUTCOMES = [*(value for value in ChangeOutcome.values if value != "retained"), REUPLOAD]
ANNOUNCEMENTS = [*Announcement.values, NOT_ASSESSED]
MATERIALITIES = ["material", "not-material", NOT_ASSESSED]
BASES = ["decision", "reading"]
COUNTED = ("organization", "topic", "outcome", "announcement", "materiality", "basis", "year")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Empty where nothing is chosen; ``policy`` is a slug or organization/slug, ``year`` four digits."""

    organization: str = ""
    policy: str = ""
    topic: str = ""
    outcome: str = ""
    announcement: str = ""
    materiality: str = ""
    basis: str = ""
    year: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @property
    def query_string(self) -> str:
        return urlencode(self.query)

    @property
    def counted(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in COUNTED}

    def without_counted(self) -> "Chosen":
        """Only what narrows the log as a whole, whatever the facets say."""
        return Chosen(policy=self.policy, since=self.since, until=self.until)


def choose(asked: Asked, outcomes: Collection[str] = OUTCOMES) -> Chosen:
    """Raises TrackerError with a sentence for a value that means nothing. At most two queries."""
    owner, policy = asked.policy()
    year = asked.text("year") and str(asked.number("year", 0))
    return Chosen(
        organization=asked.organization(),
        policy=f"{owner}/{policy}" if owner else policy,
        topic=asked.choice("topic", Topic.values),
        outcome=asked.choice("outcome", outcomes),
        announcement=asked.choice("announcement", ANNOUNCEMENTS),
        materiality=asked.choice("materiality", MATERIALITIES),
        basis=asked.choice("basis", BASES),
        year=year,
        since=asked.day("since"),
        until=asked.day("until"),
    )


def changes_of(chosen: Chosen, moment: Moment) -> Any:
    """The changes that fit, retentions too, in no order."""
    owner, _, policy = chosen.policy.rpartition("/")
    rows = public_changes(moment.known_at).filter(**_dates(chosen, moment))
    wanted = {
        "commitment__organization__slug": chosen.organization,
        "commitment__policy__organization__slug": owner,
        "commitment__policy__slug": policy,
        "topic": chosen.topic,
        "outcome": chosen.outcome,
        "announcement": chosen.announcement,
        "materiality": chosen.materiality,
        "decided__isnull": chosen.basis and chosen.basis == "reading",
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value != ""})


def reuploads_of(chosen: Chosen, moment: Moment) -> Any:
    """The re-uploads that fit; none where something is chosen that only a change has."""
    rows = PolicyVersion.objects.published(moment.known_at).filter(variant__gt=0)
    if (
        chosen.outcome not in ("", REUPLOAD)
        or chosen.topic
        or chosen.announcement
        or chosen.materiality
        or chosen.basis
    ):
        return rows.none()
    owner, _, policy = chosen.policy.rpartition("/")
    for name in filter(None, (chosen.organization, owner)):
        rows = rows.filter(policy__organization__slug=name)
    rows = rows.filter(policy__slug=policy) if policy else rows
    return rows.filter(**_dates(chosen, moment))


def _dates(chosen: Chosen, moment: Moment) -> dict[str, Any]:
    until = min(filter(None, (chosen.until, moment.as_of)), default=None)
    wanted = {
        "dated_on__gte": chosen.since,
        "dated_on__lte": until,
        "dated_on__year": chosen.year,
    }
    return {name: value for name, value in wanted.items() if value}
