"""The log as Atom: valid, stable names, only news, and 304 where there are none."""

import xml.etree.ElementTree as ET
from datetime import datetime
from html import unescape

import pytest

from commitments import review
from commitments.models import Change, Codebook, CommitmentText, TrackerReading

FEED = "/changes/feed.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def get(client, dataset):
    def get(**query):
        response = client.get(FEED, query)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("application/atom+xml")
        return ET.fromstring(response.content)

    return get


def texts(feed, path: str) -> list[str]:
    return [found.text or "" for found in feed.findall(path, ATOM)]


def removed(owner="anthropic") -> Change:
    return Change.objects.filter(
        readings__outcome="removed", commitment__organization__slug=owner, new_version__slug="v3.0"
    ).first()


def test_a_feed_has_what_rfc_4287_asks_for(get):
    feed = get(organization="anthropic", outcome="removed")
    [own] = [link for link in feed.findall("a:link", ATOM) if link.get("rel") == "self"]
    assert own.get("href") == f"http://testserver{FEED}?organization=anthropic&outcome=removed"
    assert texts(feed, "a:author/a:name") == ["RSP commitment tracker"]
    ids = [*texts(feed, "a:id"), *texts(feed, "a:entry/a:id")]
    assert len(set(ids)) == len(ids) == 15
    assert all(name.startswith("tag:rsp-commitment-tracker,2026:change") for name in ids)
    for entry in feed.findall("a:entry", ATOM):
        assert datetime.fromisoformat(entry.findtext("a:updated", namespaces=ATOM)).tzinfo
        assert entry.find("a:link", ATOM).get("href").startswith("http://testserver/")


def test_an_entry_tells_what_changed_with_both_passages_and_who_says_so(get):
    change = removed()
    for version, words in (
        (change.old_version, "We <will> stop."),
        (change.new_version, "We\fmay."),
    ):
        CommitmentText.objects.create(
            commitment=change.commitment,
            version=version,
            kind="verbatim",
            text=words,
            confidence="seen",
            origin="capture",
        )
    name = f"/{change.commitment.slug}/v2.2...v3.0"
    [entry] = [
        entry
        for entry in get().findall("a:entry", ATOM)
        if entry.findtext("a:id", namespaces=ATOM).endswith(name)
    ]
    title = entry.findtext("a:title", namespaces=ATOM)
    assert title.startswith("Removed: ") and "Anthropic, Responsible Scaling Policy v3.0" in title
    told = entry.findtext("a:summary", namespaces=ATOM)
    assert "<blockquote>We &lt;will&gt; stop.</blockquote>" in told
    assert "<blockquote>Wemay.</blockquote>" in told
    assert "narrative account" in told and "Tracker’s reading, not reviewed" in unescape(told)
    assert {c.get("term") for c in entry.findall("a:category", ATOM)} >= {"removed"}


def test_a_decision_brings_its_entry_to_the_top_under_the_same_name(get, editor):
    change = Change.objects.get(commitment__slug="evaluation-cadence", new_version__slug="v3.0")
    before = texts(get(), "a:entry/a:id")
    judgement = review.record_judgement(
        change=change,
        codebook=Codebook.objects.get(),
        by=editor,
        outcome="weakened",
        announcement="silent",
    )
    assert texts(get(), "a:entry/a:id") == before  # a judgement is no decision
    review.decide_change(judgement=judgement, by=editor)
    after = get()
    assert texts(after, "a:entry/a:id")[0].endswith("/evaluation-cadence/v2.2...v3.0")
    assert texts(after, "a:entry/a:title")[0].startswith("Weakened: ")
    assert sorted(texts(after, "a:entry/a:id")) == sorted(before)
    assert (
        texts(after, "a:updated")[0]
        == texts(after, "a:entry/a:updated")[0]
        > texts(get(), "a:entry/a:updated")[1]
    )


def test_drafts_back_fill_and_better_readings_are_no_news(get, bring, two_versions):
    before = texts(get(), "a:entry/a:id")
    bring("v1.5", "We will test every model.", "2024-03-01", publish=False)
    assert texts(get(), "a:entry/a:id") == before


def test_re_uploads_are_news_too(get):
    feed = get(outcome="re-upload", organization="anthropic")
    assert texts(feed, "a:entry/a:id")[0].startswith(
        "tag:rsp-commitment-tracker,2026:re-upload/anthropic/responsible-scaling-policy/"
    )
    assert texts(feed, "a:entry/a:title")[0].startswith("Re-uploaded under the same label")


def test_an_empty_feed_is_a_feed_that_does_not_claim_news(get):
    feed, again = (get(organization="naver", outcome="removed") for _ in range(2))
    assert feed.findall("a:entry", ATOM) == []
    assert texts(feed, "a:updated") == texts(again, "a:updated") != [""]


def test_who_has_it_already_is_told_so_until_something_is_published(
    client, dataset, django_assert_max_num_queries
):
    first = client.get(FEED)
    etag = first["ETag"]
    with django_assert_max_num_queries(3):
        assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 304
    seen = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(FEED, headers=seen).status_code == 304
    assert (
        client.get(FEED, {"topic": "security"}, headers={"If-None-Match": etag}).status_code == 200
    )
    TrackerReading.objects.create(
        change=removed(), outcome="weakened", confidence="seen", origin="dataset"
    )
    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 200


def test_a_bad_choice_is_a_400(client, dataset):
    assert client.get(FEED, {"topic": "weather"}).status_code == 400
    assert client.post(FEED).status_code == 405


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/changes/?topic=security&outcome=removed&page=1", "topic=security&amp;outcome=removed"),
        ("/organizations/anthropic/", "organization=anthropic"),
        (
            "/policies/anthropic/responsible-scaling-policy/",
            "policy=anthropic/responsible-scaling-policy",
        ),
    ],
)
def test_pages_name_their_feed_in_the_head(client, dataset, page, query):
    head = client.get(page).content.decode().split("</head>")[0]
    assert 'type="application/atom+xml"' in head
    assert f'href="{FEED}?{query}"' in head
