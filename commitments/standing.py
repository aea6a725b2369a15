"""What stands on a day: of each commitment the latest that is recorded, across policies and organizations."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from commitments.history import FIRMNESS
from commitments.models import (
    Commitment,
    CommitmentText,
    Modality,
    PolicyVersion,
    VersionRecord,
)
from commitments.models.policies import AMONG_EQUAL_DATES_LATEST_FIRST
from commitments.moments import Moment


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment as it is recorded, and the edition that says so: not always the one in force."""

    commitment: Commitment
    text: CommitmentText
    version: Any

    @property
    def is_stated(self) -> bool:
        return not self.text.is_absent

    @property
    def firmness(self) -> int:
        """0 (nothing is promised) to 3 (will, shall)."""
        return FIRMNESS[Modality(self.text.modality)] if self.is_stated else 0


def latest_texts(moment: Moment, commitments: Any) -> Any:
    """Of each of these commitments the statement of the latest edition that was recorded: three queries.

    What is public is looked up first: nested in one query, its rules are asked again for every statement.
    """
    records = VersionRecord.objects.public(moment.known_at).filter(version__variant=0)
    texts = (
        CommitmentText.objects.known(moment.known_at)
        .filter(
            commitment__in=_ids(commitments.prefetch_related(None)),
            version__records__in=_ids(records),
        )
        .annotate(
            dated_on=Coalesce("version__records__effective_on", "version__records__first_seen_on")
        )
    )
    texts = texts.filter(dated_on__lte=moment.as_of) if moment.as_of else texts
    order = "commitment_id", "-dated_on", "-version_id", "-recorded_at", "-pk"
    latest = texts.order_by(*order).distinct("commitment_id")
    return CommitmentText.objects.filter(pk__in=_ids(latest))


def _ids(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def editions_in_force(moment: Moment) -> dict[int, Any]:
    """By policy the latest edition up to the day by its name, with policy and organization: five queries."""
    versions = PolicyVersion.objects.published(moment.known_at).editions().prefetch_related(None)
    versions = versions.filter(dated_on__lte=moment.as_of) if moment.as_of else versions
    latest = versions.order_by(
        "policy_id", F("dated_on").desc(), *AMONG_EQUAL_DATES_LATEST_FIRST
    ).distinct("policy_id")
    return {version.policy_id: version for version in latest.with_policy(moment.known_at)}


def standing(texts: Any, moment: Moment) -> list[Standing]:
    """These texts with their commitments and versions, in their order: a dozen queries for any number."""
    rows = list(texts.select_related("reference").defer("search"))
    commitments = Commitment.objects.published(moment.known_at).with_policy(moment.known_at)
    versions = PolicyVersion.objects.published(moment.known_at)
    by_commitment = {
        one.pk: one for one in commitments.filter(pk__in={r.commitment_id for r in rows})
    }
    by_version = {one.pk: one for one in versions.filter(pk__in={row.version_id for row in rows})}
    found = []
    for row in rows:
        commitment, version = by_commitment[row.commitment_id], by_version[row.version_id]
        version.policy = commitment.policy
        found.append(Standing(commitment, row, version))
    return found
