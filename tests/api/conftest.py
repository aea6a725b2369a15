"""How the API's tests ask, and more rows for those that count queries."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

RSP = "/api/v1/policies/anthropic/responsible-scaling-policy/"
LONG_AGO = "2020-01-01"  # long before anything was published


@pytest.fixture
def get(client, dataset: None) -> Callable[..., Any]:
    """The JSON of an address; the answer must have the status that is expected."""

    def get(address: str, status: int = 200, **asked: str) -> Any:
        response = client.get(address, asked)
        assert response.status_code == status, response.content
        return response.json()

    return get


@pytest.fixture
def refused(get: Callable[..., Any]) -> Callable[..., str]:
    """The sentence with which an address is refused; the shape is always the same."""

    def refused(address: str, status: int, **asked: str) -> str:
        answer = get(address, status, **asked)
        assert set(answer) == {"error"}
        assert set(answer["error"]) == {"code", "message"}
        return answer["error"]["message"]

    return refused


@pytest.fixture
def queries(get: Callable[..., Any]) -> Callable[[str], int]:
    """How many queries an address costs."""

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            get(address)
        return len(captured)

    return queries


@pytest.fixture
def decide(editor) -> Callable[..., Any]:
    """Publish a decision on a change."""
    from commitments import review
    from commitments.models import Change, Codebook

    def decide(change: Change, outcome: str, **codes: Any) -> None:
        codebook, _ = Codebook.objects.get_or_create(
            version="0.2-test", defaults={"credit": "Zhu 2026, CC BY 4.0"}
        )
        judgement = review.record_judgement(
            change=change,
            codebook=codebook,
            by=editor,
            outcome=outcome,
            **{"announcement": "silent", **codes},
        )
        review.decide_change(judgement=judgement, by=editor)

    return decide


@pytest.fixture
def grow(rsp) -> Callable[[], None]:
    """Ten more of everything: in Anthropic's policy, and in policies of other organizations."""
    from commitments.models import (
        Blob,
        Organization,
        OrganizationRecord,
        Policy,
        PolicyRecord,
    )

    def grow() -> None:
        blob = Blob.objects.create(sha256="e" * 64, size=1)
        _fill(rsp, blob)
        for number in range(10):
            organization = Organization.objects.create(slug=f"grown-{number}")
            OrganizationRecord.objects.create(
                organization=organization, name="Grown", origin="dataset"
            )
            policy = Policy.objects.create(organization=organization, slug="policy")
            PolicyRecord.objects.create(policy=policy, title="Policy", origin="dataset")
            _fill(policy, blob)

    return grow


def _fill(policy: Any, blob: Any) -> None:
    versions = _versions(policy)
    for number in range(10):
        _commitment(policy, number, versions)
        _source(policy, number, blob)


def _versions(policy: Any) -> list[Any]:
    from commitments.models import PolicyVersion, Reference, RevisionAccount, VersionRecord

    reference = Reference.objects.first()
    versions = PolicyVersion.objects.bulk_create(
        PolicyVersion(policy=policy, label=f"g{n}", slug=f"g{n}") for n in range(10)
    )
    VersionRecord.objects.bulk_create(
        VersionRecord(
            version=version,
            state="published",
            effective_on=date(2026, 1, 1) + timedelta(days=n),
            reference=reference,
            origin="dataset",
        )
        for n, version in enumerate(versions)
    )
    RevisionAccount.objects.bulk_create(
        RevisionAccount(version=v, regime="none", reference=reference, origin="dataset")
        for v in versions
    )
    return versions


def _commitment(policy: Any, number: int, versions: list[Any]) -> None:
    from commitments.models import (
        Change,
        Commitment,
        CommitmentRecord,
        CommitmentText,
        Reference,
        TrackerReading,
    )

    reference = Reference.objects.first()
    commitment = Commitment.objects.create(
        organization=policy.organization, policy=policy, slug=f"grown-{number}"
    )
    said = {"origin": "dataset"}
    CommitmentRecord.objects.create(
        commitment=commitment, title="Grown safeguards", topic="security", **said
    )
    said = {**said, "confidence": "seen", "reference": reference}
    CommitmentText.objects.bulk_create(
        CommitmentText(
            commitment=commitment, version=version, kind="summary", text="Grown safeguards.", **said
        )
        for version in versions
    )
    changes = Change.objects.bulk_create(
        Change(commitment=commitment, old_version=old, new_version=new)
        for old, new in zip([None, *versions], versions, strict=False)
    )
    TrackerReading.objects.bulk_create(
        TrackerReading(change=change, outcome="weakened", **said) for change in changes
    )


def _source(policy: Any, number: int, blob: Any) -> None:
    from commitments.models import FetchAttempt, Snapshot, Source

    source = Source.objects.create(
        policy=policy, kind="page", url=f"https://example.org/{policy.pk}/{number}"
    )
    seen = {"source": source, "blob": blob, "method": "fetch", "media_type": "text/plain"}
    snapshot = Snapshot.objects.create(fetched_at=timezone.now(), **seen)
    FetchAttempt.objects.create(
        source=source,
        started_at=timezone.now(),
        duration=timedelta(seconds=1),
        outcome="new",
        snapshot=snapshot,
    )
