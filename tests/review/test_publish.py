"""review.publish_version and withdraw_version: what is public, since when, and until when."""

import pytest
from django.utils import timezone

from commitments import review
from commitments.errors import ConflictError
from commitments.models import Event, PolicyVersion, ProposedChange, VersionRecord, VersionText

TEXT = "We will test every model before release."


def public(label: str, at=None) -> bool:
    return PolicyVersion.objects.published(at).filter(label=label).exists()


def test_a_draft_is_not_public_until_a_person_publishes_it(bring, editor):
    version = bring("v9.0", TEXT, "2026-12-01", publish=False)
    assert not public("v9.0")
    before = timezone.now()
    assert review.publish_version(version=version, by=editor)
    assert public("v9.0")
    assert not public("v9.0", before)


def test_a_later_draft_takes_nothing_from_what_is_public(bring, editor):
    version = bring("v9.0", TEXT, "2026-12-01")
    public_record = version.record
    VersionRecord.objects.create(
        version=version,
        state="draft",
        origin="capture",
        summary="not yet",
        effective_on="2026-12-02",
    )
    VersionText.objects.create(
        version=version, state="draft", origin="capture", extraction=version.text.extraction
    )
    (found,) = PolicyVersion.objects.published().filter(label="v9.0")
    assert found.record == public_record
    assert found.text.state == "published"


def test_publishing_twice_is_once(bring, editor):
    version = bring("v9.0", TEXT, "2026-12-01")
    before = Event.objects.count()
    assert not review.publish_version(version=version, by=editor)
    assert Event.objects.count() == before


def test_a_version_of_the_record_keeps_its_facts_when_its_text_is_published(bring):
    version = bring("v2.2", TEXT, "2025-05-14")
    assert version.records.count() == 1
    assert version.record.summary.startswith("One substantive edit")
    assert version.text is not None


def test_the_text_is_known_only_since_it_was_published(bring, dataset):
    before = timezone.now()
    bring("v2.2", TEXT, "2025-05-14")
    then = PolicyVersion.objects.published(before).get(
        label="v2.2", policy__slug="responsible-scaling-policy"
    )
    now = PolicyVersion.objects.published().get(
        label="v2.2", policy__slug="responsible-scaling-policy"
    )
    assert then.known_texts == []
    assert len(now.known_texts) == 1


def test_a_withdrawn_version_is_gone_but_its_past_is_known(bring, editor):
    version = bring("v9.0", TEXT, "2026-12-01")
    while_public = timezone.now()
    review.withdraw_version(version=version, by=editor, reason="published in error")
    assert not public("v9.0")
    assert public("v9.0", while_public)
    event = Event.objects.first()
    assert (event.verb, event.actor, event.data["reason"]) == (
        "withdraw_version",
        "edith",
        "published in error",
    )


def test_publishing_again_brings_the_text_back_too(bring, editor):
    version = bring("v9.0", TEXT, "2026-12-01")
    review.withdraw_version(version=version, by=editor, reason="too early")
    review.publish_version(version=version, by=editor)
    assert PolicyVersion.objects.published().get(label="v9.0").text is not None


def test_a_withdrawn_version_takes_its_changes_along(dataset, editor, rsp):
    from commitments.models import Change
    from commitments.steps import steps_of

    version = PolicyVersion.objects.get(policy=rsp, label="v2.2")
    changes = Change.objects.filter(new_version__label="v3.0", old_version=version)
    assert steps_of(changes)
    review.withdraw_version(version=version, by=editor, reason="test")
    assert steps_of(changes) == []


def test_a_withdrawal_takes_the_proposals_along(two_versions, editor):
    old, _ = two_versions
    assert ProposedChange.objects.exists()
    review.withdraw_version(version=old, by=editor, reason="test")
    assert not ProposedChange.objects.exists()


def test_the_data_set_may_add_to_what_the_command_line_published(bring, rsp):
    """Whoever has the command line brings documents; an editor's words are an editor's."""
    version = bring("v9.0", TEXT, "2026-12-01")
    assert version.record.origin == "capture"


def test_what_is_not_public_cannot_be_withdrawn(bring, editor):
    version = bring("v9.0", TEXT, "2026-12-01", publish=False)
    with pytest.raises(ConflictError, match="not public"):
        review.withdraw_version(version=version, by=editor, reason="x")


def test_the_version_in_force_follows_the_publishers_dates(rsp):
    from datetime import date

    def in_force(day: str) -> list[str]:
        versions = PolicyVersion.objects.published().filter(policy=rsp)
        return [v.label for v in versions.in_force(date.fromisoformat(day))]

    assert in_force("2023-09-18") == []
    assert in_force("2023-09-19") == ["v1.0"]
    assert in_force("2025-05-13") == ["v2.1"]
    assert in_force("2026-11-23") == ["v3.4"]
