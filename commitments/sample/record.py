"""The record of the sample organizations, as a data set of its own beside the shipped one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commitments.dataset.files import Dataset, shipped
from commitments.models import ChangeOutcome, Modality, Topic
from commitments.sample.texts import promise

NOTE = "Invented, to measure the tracker with: this organization does not exist."
PREFIX = "sample-organization-"
ORGANIZATIONS = 4
VERSIONS = 10  # of each policy
FIRST_DAY, BETWEEN = date(2023, 1, 1), timedelta(days=97)
MODALITIES = [Modality.SHALL, Modality.WILL, Modality.AIMS, Modality.MAY]
STEPS = [ChangeOutcome.WEAKENED, ChangeOutcome.STRENGTHENED, ChangeOutcome.RELOCATED]


@dataclass(frozen=True, slots=True)
class Edition:
    policy: int
    version: int  # from 0

    @property
    def organization_slug(self) -> str:
        return f"{PREFIX}{self.policy % ORGANIZATIONS + 1}"

    @property
    def policy_slug(self) -> str:
        return f"sample-policy-{self.policy}"

    @property
    def label(self) -> str:
        return f"v{self.version + 1}.0"

    @property
    def effective_on(self) -> date:
        return FIRST_DAY + BETWEEN * self.version + timedelta(days=self.policy % 90)


def editions(number: int) -> Iterator[Edition]:
    """So many versions, policy by policy."""
    return (Edition(*divmod(n, VERSIONS)) for n in range(number))


def sample_record(number: int) -> Dataset:
    """Organizations, policies and so many versions, with a commitment for each topic of each policy."""
    policies: dict[str, list[dict[str, Any]]] = {}
    for first in (edition for edition in editions(number) if edition.version == 0):
        of_it = [edition for edition in editions(number) if edition.policy == first.policy]
        policies.setdefault(first.organization_slug, []).append(_policy(of_it))
    real = shipped()
    return Dataset(
        edition={"edition": real.edition["edition"], "licence": "CC0", "note": NOTE},
        codebook=real.codebook,
        references={"sample": {"address": "about:blank"}},
        organizations=tuple(
            {
                "slug": slug,
                "name": f"{slug.replace('-', ' ').capitalize()} (invented)",
                "policies": its,
            }
            for slug, its in sorted(policies.items())
        ),
        joint_commitments=(),
        milestones=(),
    )


def _policy(its: list[Edition]) -> dict[str, Any]:
    number = its[0].policy
    return {
        "slug": its[0].policy_slug,
        "title": f"Sample Policy {number}",
        "note": NOTE,
        "versions": [
            {
                "label": edition.label,
                "slug": edition.label,
                "effective_on": edition.effective_on.isoformat(),
                "summary": f"Sample edition {edition.version + 1}.",
                "confidence": "seen",
                "reference": "sample",
            }
            for edition in its
        ],
        "commitments": [_commitment(its, n, topic) for n, topic in enumerate(Topic.values)],
    }


def _commitment(its: list[Edition], number: int, topic: str) -> dict[str, Any]:
    return {
        "slug": f"{topic}-{its[0].policy}",
        "title": f"Sample promise {its[0].policy} on {Topic(topic).label}",
        "topic": topic,
        "texts": [_text(edition, number) for edition in its],
    }


def _text(edition: Edition, topic: int) -> dict[str, Any]:
    """The promise is another every third version; what became of it goes through the outcomes."""
    turn = edition.version // 3
    is_step = edition.version % 3 == 0
    outcome = STEPS[(topic + turn) % len(STEPS)] if is_step else ChangeOutcome.RETAINED
    change = (
        {"from": f"v{edition.version}.0", "outcome": str(outcome)}
        if edition.version
        else {"outcome": str(ChangeOutcome.ADDED)}
    )
    return {
        "version": edition.label,
        "kind": "summary",
        "text": promise(edition.policy, topic, edition.version),
        "modality": str(MODALITIES[(topic + turn) % len(MODALITIES)]),
        "confidence": "seen",
        "reference": "sample",
        "change": change,
    }
