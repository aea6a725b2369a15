"""The matrix: who promises what on a day, and where nobody has looked."""

import re
from types import SimpleNamespace

import pytest
import redis
from django.core.cache import cache

from commitments.matrix import matrix
from commitments.models import Change, CommitmentText, Policy
from commitments.moments import Moment, moment_of

PAGE = "/matrix/"


def text(client, **query) -> str:
    return " ".join(client.get(PAGE, query).content.decode().split())


@pytest.fixture
def cells(dataset):
    return {
        (cell.organization.slug, topic.value): cell
        for topic, row in matrix(Moment()).rows
        for cell in row
    }


def test_a_cell_has_the_firmest_promise_and_counts_the_others(cells):
    cell = cells["anthropic", "competitor-clause"]
    assert (cell.firmest.text.modality, cell.firmest.firmness, cell.others) == ("will", 3, 2)


def test_not_stated_is_not_the_same_as_not_reviewed(client, cells):
    silent = cells["google-deepmind", "training-pause"]
    unknown = cells["google-deepmind", "whistleblowing"]
    assert (silent.is_reviewed, silent.firmest) == (True, None)
    assert (unknown.is_reviewed, unknown.firmest) == (False, None)
    html = text(client)
    assert re.search(r'<span class="unstated">not stated</span></a></td>', html)
    assert '<td class="unlooked"><span class="who">Google DeepMind</span>not reviewed' in html


def test_who_was_never_recorded_is_named_as_not_reviewed(client, dataset):
    rest = text(client).split("<h2>Not reviewed</h2>")[1]
    assert "NVIDIA" in rest
    assert "Anthropic" not in rest


def test_of_an_early_day_only_what_was_in_force_by_then(client, dataset):
    html = text(client, as_of="2023-12-01")
    assert "OpenAI</a></th>" not in html
    assert "Anthropic</a></th>" in html
    assert "Nothing was recorded by that day" in text(client, as_of="2020-01-01")


def test_the_record_of_a_day_is_what_its_versions_say(client, dataset):
    now = text(client, organization="anthropic", topic="training-pause")
    then = text(client, organization="anthropic", topic="training-pause", as_of="2025-01-01")
    ahead = "the duty is to bring interim risk down quickly"
    assert ahead in then
    assert ahead not in now
    assert '<span class="unstated">not stated</span>' in now


def test_who_promises_third_party_testing_is_one_click(client, dataset):
    link = re.search(r'href="(\?q=[^"]+)">Who lets outsiders test or check', text(client))
    html = client.get(PAGE + link[1].replace("&amp;", "&")).content.decode()
    assert "/commitments/openai/independent-audit/" in html
    assert "/commitments/anthropic/third-party-procedural-review/" in html
    assert "/commitments/anthropic/asl2-baseline/" not in html


def test_a_topic_shows_every_promise_on_it_and_who_was_not_looked_at(client, dataset):
    html = text(client, topic="whistleblowing")
    assert "No gagging of safety concerns" in html
    assert "Employees can raise concerns" in html
    assert "Google DeepMind" in html.split("<h2>Not reviewed</h2>")[1]
    assert "Delay when clearly ahead" not in html


def test_the_day_goes_along_to_every_page(client, dataset):
    html = text(client, topic="security", as_of="2025-01-01").split("<main")[1].split("</form>")[1]
    links = re.findall(r'href="(/(?:commitments|policies|organizations|matrix)/[^"]*)"', html)
    assert links
    assert all("as_of=2025-01-01" in link for link in links)


def test_what_the_edition_in_force_says_may_not_be_recorded_yet(client, bring):
    bring("v9.0", "We will test every model.", "2026-10-01")
    html = text(client, organization="anthropic", topic="security")
    assert "What v9.0 says of it has not been recorded yet" in html


def test_an_edition_that_comes_into_force_later_does_not_stand_yet(client, bring, rsp):
    version = bring("v9.0", "We will keep the lighthouse lit.", "2099-01-01")
    pledge = rsp.commitments.get(slug="no-train-or-deploy-without-safeguards")
    CommitmentText.objects.create(
        commitment=pledge, version=version, kind="verbatim",
        text="We will keep the lighthouse lit.", confidence="seen", origin="editor",
    )  # fmt: skip
    topic = {"topic": pledge.record.topic}
    assert "lighthouse" not in text(client, **topic)
    assert "lighthouse" in text(client, **topic, as_of="2099-01-01")


def test_the_choices_are_read_strictly(client, dataset):
    assert client.get(PAGE, {"topic": "weather"}).status_code == 400
    assert client.get(PAGE, {"organization": "nobody"}).status_code == 400


def test_steps_lead_to_the_revisions_on_both_sides(client, dataset):
    html = text(client, as_of="2024-11-01")
    assert "?as_of=2024-10-15" in html
    assert "the revision of 3 February 2025 →" in html


def test_the_firmest_is_the_latest_statement_known_then(client, dataset):
    before = Change.objects.count()
    old = CommitmentText.objects.filter(commitment__slug="raising-concerns").order_by("pk").last()
    CommitmentText.objects.create(
        commitment=old.commitment,
        version=old.version,
        kind="summary",
        text="Every employee must be heard.",
        modality="shall",
        confidence="seen",
        origin="editor",
    )
    assert "Every employee must be heard." in text(client, topic="whistleblowing")
    asked = {"topic": "whistleblowing", "known_at": old.recorded_at.isoformat()}
    assert "Every employee must be heard." not in text(client, **asked)
    assert Change.objects.count() == before


def test_a_policy_without_an_edition_by_then_is_not_called_unreviewed(dataset):
    found = matrix(moment_of({"as_of": "2024-01-01"}))
    assert Policy.objects.filter(organization__slug="xai").exists()
    assert "xai" not in [one.slug for one in (*found.organizations, *found.unreviewed)]


def test_no_choice_of_days_fills_the_store_and_a_lost_store_costs_no_page(
    client, dataset, monkeypatch
):
    store = cache._cache.get_client()
    for day in ({}, {"as_of": "2025-05-14"}, {"as_of": "2025-05-15"}, {"known_at": "2030-01-01"}):
        text(client, **day)
    assert len(store.keys(cache.make_key("matrix:*"))) == 2  # today's, and a revision's

    def is_down(*asked) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr("commitments.comparing.cache", SimpleNamespace(get=is_down))
    assert "Anthropic</a></th>" in text(client)
