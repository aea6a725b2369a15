"""What an organization pledged first beside what stands of it, all revisions taken together."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import review
from commitments.models import (
    Change,
    Commitment,
    CommitmentRecord,
    CommitmentText,
    PolicyVersion,
    TrackerReading,
)
from commitments.moments import Moment
from commitments.pledges import Fate, baselines

HERE = "/organizations/anthropic/pledge/"


def text(client, page=HERE, **query) -> str:
    return " ".join(client.get(page, query).content.decode().split())


def pledge(html: str, slug: str) -> str:
    return html.split(f'aria-labelledby="{slug}"')[1].split("</article>")[0]


@pytest.fixture
def promise(rsp):
    """A promise of a policy (Anthropic's), told version by version: words or None, and what happened."""

    def promise(slug: str, *told: tuple, replaced_by=(), policy=rsp) -> None:
        versions = PolicyVersion.objects.published().editions().filter(policy=policy)
        new = Commitment.objects.create(organization=rsp.organization, policy=policy, slug=slug)
        CommitmentRecord.objects.create(
            commitment=new, title=slug, topic="security", origin="dataset"
        )
        old = None
        for version, (words, outcome) in zip(versions, told, strict=False):
            _tell(new, version, words)
            if outcome:
                change = Change.objects.create(commitment=new, old_version=old, new_version=version)
                TrackerReading.objects.create(
                    change=change,
                    outcome=outcome,
                    replaced_by=list(replaced_by) if outcome in ("removed", "relocated") else [],
                    confidence="seen",
                    origin="dataset",
                )
            old = version

    return promise


def _tell(commitment, version, words) -> None:
    CommitmentText.objects.create(
        commitment=commitment,
        version=version,
        kind="summary" if words else "absent",
        text=words or "",
        modality="will" if words else "none",
        confidence="seen",
        origin="dataset",
    )


def fate(rsp, slug: str) -> Fate:
    found = {one.life.commitment.slug: one for one in _pledges(rsp)}
    return found[slug].fate


def _pledges(rsp):
    return [one for its in baselines([rsp.pk], Moment()) for one in its.pledges]


FIRST = ("We will lock the door.", "added")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([("We will lock the door.", "retained")], Fate.KEPT),
        ([("We will lock the door.", None)], Fate.KEPT),
        ([("We will lock it twice.", None)], Fate.NOT_ASSESSED),
        ([("We will lock it twice.", "strengthened")], Fate.STRENGTHENED),
        ([("We aim to lock it.", "weakened"), ("We aim to lock it.", "retained")], Fate.WEAKENED),
        ([("Twice.", "strengthened"), ("Once.", "weakened")], Fate.BOTH),
        ([(None, "removed"), (None, None)], Fate.REMOVED),
        ([(None, "removed"), ("We will lock the door.", "added")], Fate.BOTH),
        ([(None, None)], Fate.NOT_ASSESSED),
        ([(None, "relocated")], Fate.RELOCATED),
        ([("In the appendix.", "relocated")], Fate.RELOCATED),
    ],
)
def test_what_became_of_it_is_told_from_all_its_steps(rsp, promise, later, expected):
    promise("lock", FIRST, *later)
    assert fate(rsp, "lock") is expected


def test_successors_are_followed_until_one_is_in_force(rsp, promise):
    none = (None, None)
    promise("first", FIRST, (None, "removed"), replaced_by=["second"])
    promise("second", none, ("We will bolt it.", "added"), (None, "removed"), replaced_by=["third"])
    promise("third", none, none, ("We will bar it.", "added"))
    found = next(one for one in _pledges(rsp) if one.life.commitment.slug == "first")
    assert found.fate is Fate.REPLACED
    assert [heir.commitment.slug for heir, _ in found.heirs] == ["third"]


def test_a_successor_may_stand_in_another_policy(client, rsp, promise):
    roadmap = rsp.organization.policies.get(slug="frontier-safety-roadmap")
    promise("first", FIRST, (None, "relocated"), replaced_by=["moved"])
    promise("moved", ("We will bolt it.", "added"), policy=roadmap)
    assert fate(rsp, "first") is Fate.RELOCATED
    html = text(client)
    assert "We will bolt it." in pledge(html, "first")
    assert [*re.findall(r'<section class="baseline" aria-labelledby="([^"]+)"', html)] == [
        "responsible-scaling-policy",
        "frontier-safety-roadmap",
    ]


def test_many_policies_come_in_pages(client, rsp, promise, monkeypatch):
    monkeypatch.setattr("commitments.views.pledges.PAGE_SIZE", 1)
    promise("moved", FIRST, policy=rsp.organization.policies.get(slug="frontier-safety-roadmap"))
    assert "Policies 1 to 1 of 2" in text(client)
    second = client.get(HERE, {"page": 2}).content.decode()
    assert re.findall(r'<article class="pledge" aria-labelledby="([^"]+)"', second) == ["moved"]


def test_successors_that_name_each_other_come_to_an_end(rsp, promise):
    promise("hen", FIRST, (None, "removed"), replaced_by=["egg"])
    promise("egg", FIRST, (None, "removed"), replaced_by=["hen"])
    assert fate(rsp, "hen") is fate(rsp, "egg") is Fate.REMOVED


def test_each_pledge_stands_beside_what_is_in_force(client, dataset):
    html = text(client)
    central = pledge(html, "no-train-or-deploy-without-safeguards")
    assert "Following the safety-level scheme means pausing scaling" in central
    assert "Delay when clearly ahead" in central
    assert re.search(r"weakened</span> in <a [^>]*#v2.0", central)
    assert re.search(r"removed</span> in <a [^>]*#v3.0", central)
    assert "The record names nothing in its place" in pledge(html, "delete-weights-last-resort")
    assert "delay-if-in-the-lead" not in re.findall(r'aria-labelledby="([^"]+)"', html)


def test_the_summary_counts_every_pledge_once(client, dataset):
    html = text(client)
    told = re.search(r"<figcaption>Of <strong>(\d+)</strong> pledges of 2023(.*?)</figc", html)
    parts = [int(number) for number in re.findall(r"<strong>(\d+)</strong>", told[2])]
    assert sum(parts) == int(told[1]) == html.count('<article class="pledge"')
    assert f'aria-label="Of {told[1]} pledges: ' in html


def test_as_of_a_day_it_tells_what_stood_then(client, dataset):
    html = text(client, as_of="2025-01-01")
    central = pledge(html, "no-train-or-deploy-without-safeguards")
    assert "#v2.0" in central
    assert "v3.0" not in central
    assert "has been recorded for that day" in text(client, as_of="2023-01-01")


def test_an_edition_that_comes_into_force_later_says_nothing_yet(client, bring, rsp):
    version = bring("v9.0", "We will keep the lighthouse lit.", "2099-01-01")
    CommitmentText.objects.create(
        commitment=rsp.commitments.get(slug="evaluation-cadence"), version=version, kind="verbatim",
        text="We will keep the lighthouse lit.", confidence="seen", origin="editor",
    )  # fmt: skip
    assert "lighthouse" not in text(client)
    assert "lighthouse" in text(client, as_of="2099-01-01")


def test_words_that_are_kept_in_part_are_marked_on_both_sides(client, bring, editor):
    commitment = Commitment.objects.get(slug="evaluation-cadence", organization__slug="anthropic")
    texts = {"v1.0": ("2023-09-19", "will"), "v3.4": ("2026-07-08", "may")}
    for label, (day, verb) in texts.items():
        version = bring(label, f"We {verb} test every new model before it is deployed.", day)
        clause = version.text.extraction.clauses.get()
        review.link_commitment(commitment=commitment, version=version, clauses=[clause], by=editor)
    shown = pledge(text(client), "evaluation-cadence")
    assert "We <del>will</del> test every new model" in shown
    assert "We <ins>may</ins> test every new model" in shown


def test_it_is_narrowed_by_topic_and_by_what_became_of_it(client, dataset):
    html = text(client, topic="training-pause", outcome="removed")
    assert re.findall(r'<article class="pledge" aria-labelledby="([^"]+)"', html) == [
        "prepare-for-pause"
    ]
    assert "No pledge of this policy fits" in text(client, outcome="kept", topic="whistleblowing")
    refused = client.get(HERE, {"outcome": "eaten"})
    assert refused.status_code == 400
    assert "strengthened" in refused.content.decode()


def test_the_list_alone_is_answered_to_htmx(client, dataset):
    response = client.get(HERE, {"outcome": "removed"}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_without_commitments_it_says_so(client, dataset):
    html = text(client, "/organizations/naver/pledge/")
    assert "No commitment of NAVER has been recorded yet" in html
    assert client.get("/organizations/nobody/pledge/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_pledges(client, dataset, promise):
    with CaptureQueriesContext(connection) as before:
        text(client)
    for number in range(5):
        promise(f"more-{number}", FIRST, (None, "removed"), replaced_by=["delay-if-in-the-lead"])
    with CaptureQueriesContext(connection) as after:
        assert "more-4" in text(client)
    assert len(after) == len(before) <= 25
