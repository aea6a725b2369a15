"""The list of organizations says of each what was public then, and nothing else."""

import re

import pytest
from django.utils import timezone

from commitments import review
from commitments.models import Commitment, Organization, Policy


@pytest.fixture
def rows(client, dataset):
    """Of each organization: policies, commitments, latest version."""

    def rows(**asked):
        response = client.get("/organizations/", asked)
        assert response.status_code == 200
        found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", response.content.decode())
        return {
            re.findall(r"/organizations/([^/]+)/", row)[0]: [
                re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row)
            ]
            for row in found
        }

    return rows


def test_a_draft_a_withdrawal_and_what_came_later_do_not_count(rows, bring, editor):
    plain = rows()["anthropic"]
    draft = bring("v9.0", "We will keep the lighthouse lit.", "2027-12-24", publish=False)
    assert rows()["anthropic"] == plain
    before = timezone.now().isoformat()
    review.publish_version(version=draft, by=editor)
    assert rows()["anthropic"] == [*plain[:2], "24 December 2027"]
    assert rows(known_at=before)["anthropic"] == plain
    review.withdraw_version(version=draft, by=editor, reason="a test")
    assert rows()["anthropic"] == plain


def test_a_date_of_which_only_the_month_is_known_is_a_month(rows):
    assert rows()["microsoft"][2] == "February 2026"


def test_a_name_without_a_public_record_does_not_count(rows, rsp):
    plain = rows()["anthropic"]
    Policy.objects.create(organization=rsp.organization, slug="not-public-yet")
    Commitment.objects.create(organization=rsp.organization, policy=rsp, slug="not-public-yet")
    assert rows()["anthropic"] == plain


def test_as_of_a_day_only_what_was_there(rows):
    policies, commitments, latest = rows(as_of="2024-12-01")["anthropic"]
    assert latest == "15 October 2024"
    assert int(policies) == 1
    assert 0 < int(commitments) < int(rows()["anthropic"][1])
    assert rows(as_of="2020-01-01")["anthropic"] == ["0", "0", "–"]


def test_a_dot_for_each_version_on_the_same_line_for_all(client, dataset):
    html = client.get("/organizations/").content.decode()
    pictures = re.findall(r'<svg class="editions".*?</svg><span class="ear">(\d+)</span>', html)
    dots = [
        picture.count("<circle") for picture in re.findall(r"<svg class=\"editions.*?</svg>", html)
    ]
    assert len(dots) == len(pictures) == Organization.objects.count()
    assert all(0 < drawn <= int(told) for drawn, told in zip(dots, pictures, strict=True))


def test_an_organization_leads_to_its_pledge_if_it_has_commitments(client, dataset):
    html = client.get("/organizations/").content.decode()
    assert re.findall(r'href="/organizations/([^/]+)/pledge/"', html) == [
        "anthropic",
        "google-deepmind",
        "openai",
    ]
    page = client.get("/organizations/anthropic/", {"as_of": "2025-01-01"}).content.decode()
    for address in ("/organizations/anthropic/pledge/?", "/calendar/?organization=anthropic&amp;"):
        assert f'href="{address}as_of=2025-01-01"' in page
    assert "No commitment of its policies" in client.get("/organizations/naver/").content.decode()


def test_an_organization_shows_its_policies_milestones_and_what_it_signed(client, dataset):
    page = client.get("/organizations/anthropic/", {"as_of": "2025-06-01"}).content.decode()
    assert "compare/v1.0...v2.2/?as_of=2025-06-01" in page
    assert "ASL-3 deployment and security standards switched on" in page
    assert "TIME reports" not in page  # not yet
    assert "Signed with others" in page
