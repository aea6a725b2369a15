"""What is not published, or no longer, is at no address of the API."""

import pytest

from commitments import review
from tests.api.conftest import RSP

PLACES = [
    "/api/v1/organizations/",
    "/api/v1/organizations/anthropic/",
    "/api/v1/policies/",
    RSP,
    f"{RSP}versions/",
    f"{RSP}versions/?as_of=2026-11-01",
    f"{RSP}versions/v3.4/",
    f"{RSP}compare/v2.2...v3.0/",
    "/api/v1/commitments/?limit=500",
    "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/",
    "/api/v1/changes/?limit=500",
    "/api/v1/sources/?limit=500",
    "/api/v1/search/?q=lighthouse",
]
WORDS = "We will keep the lighthouse lit."


@pytest.fixture
def draft(bring, rsp, editor):
    """v9.0, not published, with its words on record for the pledge and a change read into it."""
    from commitments.models import Change, CommitmentText, TrackerReading

    version = bring("v9.0", WORDS, "2026-10-01", publish=False)
    pledge = rsp.commitments.get(slug="no-train-or-deploy-without-safeguards")
    CommitmentText.objects.create(
        commitment=pledge,
        version=version,
        kind="verbatim",
        text=WORDS,
        confidence="seen",
        origin="editor",
        recorded_by=editor,
    )
    before = rsp.versions.get(slug="v3.4")
    change = Change.objects.create(commitment=pledge, old_version=before, new_version=version)
    TrackerReading.objects.create(
        change=change, outcome="weakened", confidence="seen", origin="dataset"
    )
    return version


@pytest.mark.parametrize("address", PLACES)
def test_a_draft_is_not_shown(address: str, get, draft):
    shown = str(get(address))
    assert "v9.0" not in shown
    assert "lighthouse" not in shown.replace("q=lighthouse", "")


def test_a_withdrawn_version_is_not_shown(get, draft, editor):
    review.publish_version(version=draft, by=editor)
    assert "v9.0" in str(get(f"{RSP}versions/"))
    assert "lighthouse" in str(get("/api/v1/commitments/?limit=500"))
    review.withdraw_version(version=draft, by=editor, reason="a test")
    for address in PLACES:
        shown = str(get(address))
        assert "v9.0" not in shown, address
        assert "lighthouse" not in shown.replace("q=lighthouse", ""), address


def test_what_leads_away_from_a_withdrawn_version_is_not_shown(get, rsp, editor):
    v31 = rsp.versions.get(slug="v3.1")
    review.withdraw_version(version=v31, by=editor, reason="a test")
    for address in PLACES:
        assert "responsible-scaling-policy/versions/v3.1/" not in str(get(address)), address


@pytest.mark.parametrize(
    "address", ["versions/v9.0/", "versions/v9.0/clauses/", "compare/v3.4...v9.0/"]
)
def test_its_own_addresses_are_not_there(address: str, refused, draft):
    sentence = refused(f"{RSP}{address}", 404)
    assert sentence.startswith("There is no version v9.0")
    assert "v9.0" not in sentence.partition(";")[2]
