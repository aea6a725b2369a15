"""The comparison page: every state has an address, says what it leaves out, and never more than is known."""

import re

import pytest
from django.utils import timezone

from commitments import capture, review
from commitments.drafts import Edition
from commitments.models import Policy, PolicyVersion
from tests.conftest import V21

RSP = "/policies/anthropic/responsible-scaling-policy/"
COMPARE = f"{RSP}compare/v2.1...v2.2/"
ACROSS = "/compare/anthropic/responsible-scaling-policy/v2.2...openai/preparedness-framework/v2/"


def html(client, address, /, **query) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def clauses(page: str) -> str:
    return page.split('<h2 id="clauses">')[1]


def test_unchanged_clauses_are_folded_with_their_number_and_open_in_place(client, two_versions):
    page = html(client, COMPARE)
    fold = re.search(r'id="(fold-\d+)"><a href="\?open=(\d+)#\1"[^>]*>([^<]*)</a>', page)
    assert "unchanged clause" in fold[3]
    kept = "We will test every new frontier model before it is deployed."
    assert kept not in clauses(page)
    assert kept in clauses(html(client, COMPARE, open=fold[2]))
    part = client.get(COMPARE, {"open": fold[2]}, headers={"HX-Request": "true"})
    assert part["Vary"].count("HX-Request") == 1
    assert kept in part.content.decode()
    assert "<html" not in part.content.decode()


def test_side_by_side_has_each_sides_own_marks(client, two_versions):
    page = clauses(html(client, COMPARE, view="beside"))
    pairs = re.findall(r'<div class="beside">(.*?)</div>', page, re.S)
    assert pairs
    for pair in pairs:
        before, after = pair.split("After: ")
        assert "<ins" not in before
        assert "<del" not in after


@pytest.mark.parametrize(
    ("query", "shown"),
    [({"kind": "added"}, 1), ({"kind": "removed"}, 1), ({"topic": "governance"}, 1), ({"kind": "moved"}, 0)],
)  # fmt: skip
def test_a_filter_says_how_many_it_shows_and_leads_back_to_all(client, two_versions, query, shown):
    page = clauses(html(client, COMPARE, **query))
    assert page.count('<article class="change') == shown
    assert re.search(rf"{shown} of \d+ changes; unchanged clauses are left out", page)
    assert "Show all changes" in page


def test_every_change_is_a_permalink_of_its_clause(client, two_versions):
    page = clauses(html(client, COMPARE))
    names = re.findall(r'<article class="change" id="(c[0-9a-f]+(?:-\d+)?)"', page)
    assert len(names) == len(set(names)) > 2
    assert f"{RSP}versions/v2.2/#" in page


def test_a_signal_names_its_rule_and_the_words(client, bring):
    bring("v2.1", "Policy\n\nWe will publish each report within 30 days of a test.", "2025-03-31")
    bring("v2.2", "Policy\n\nWe aim to publish each report within 60 days of a test.", "2025-05-14")
    page = clauses(html(client, COMPARE))
    assert re.search(r'href="/methodology/#rule-[a-z_-]+"', page)
    rule = re.findall(r"#rule-([a-z_-]+)", page)[0]
    assert f'<option value="{rule}">{rule} (1)</option>' in page
    assert clauses(html(client, COMPARE, signal=rule)).count('<article class="change') == 1


def test_who_said_what_is_said_even_where_nobody_said_anything(client, two_versions):
    assert "The publisher:" in html(client, COMPARE)
    assert "assessed by nobody" in html(client, COMPARE)
    assert "Tracker’s reading, not reviewed" in html(client, f"{RSP}compare/v2.2...v3.0/")
    unexplained = "/policies/xai/risk-management-framework/"
    pair = re.search(rf'{unexplained}compare/[^"]+', html(client, unexplained))[0]
    assert "no account" in html(client, pair)


def test_the_same_text_in_other_bytes_is_explained(client, two_versions):
    same = capture.import_document(
        policy=Policy.objects.get(slug="responsible-scaling-policy"),
        data=V21.replace("\n\n", "\n\n\n").encode(),
        media_type="text/plain",
        edition=Edition("v8.0", effective_on=timezone.now().date()),
    )
    review.publish_version(version=same, by=None, actor="test")
    page = html(client, f"{RSP}compare/v2.1...v8.0/")
    assert "Nothing visible changed." in page
    assert "No word changed." in page
    assert "one and the same version" in html(client, f"{RSP}compare/v2.1...v2.1/")


def test_a_reupload_under_the_same_label_is_loud(client, dataset):
    page = html(client, f"{RSP}compare/v2.0...v2.0-reupload-1/")
    assert "Re-uploaded under the same label." in page


def test_across_policies_nothing_is_called_removed(client, two_versions):
    bring_other(
        V21.replace("Responsible", "Preparedness"), "v2", "openai", "preparedness-framework"
    )
    page = html(client, ACROSS)
    assert "what stands in one only was not removed from the other" in page
    assert "only here" in page or "only there" in page
    assert '<h2 id="commitments">' not in page
    assert ">removed<" not in re.sub(r'<a href="[^"]*kind=[^>]*>.*?</a>', "", page, flags=re.S)


def test_across_without_captured_texts_says_so(client, dataset):
    assert "These texts cannot be compared yet" in html(client, ACROSS)


def bring_other(text: str, label: str, organization: str, policy: str) -> PolicyVersion:
    owner = Policy.objects.get(organization__slug=organization, slug=policy)
    version = capture.import_document(
        policy=owner,
        data=text.encode(),
        media_type="text/plain",
        edition=Edition(label, effective_on=timezone.datetime(2025, 4, 15).date()),
    )
    review.publish_version(version=version, by=None, actor="test")
    return version


def test_any_two_versions_are_chosen_in_two_steps(client, dataset):
    named = {
        "left": "anthropic/responsible-scaling-policy",
        "right": "openai/preparedness-framework",
    }
    assert "Choose versions" in html(client, "/compare/")
    assert '<option value="v2.2"' in html(client, "/compare/", **named)
    chosen = client.get(
        "/compare/", {**named, "old": "v2.2", "new": "v2", "known_at": "2030-01-01"}
    )
    assert chosen["Location"] == f"{ACROSS}?known_at=2030-01-01"
    assert client.get("/compare/", {"left": "nobody/nothing"}).status_code == 400
    same = {"left": named["left"], "right": named["left"], "old": "v2.1", "new": "v2.2"}
    across = client.get("/compare/", same)["Location"]
    assert client.get(across)["Location"] == COMPARE


@pytest.mark.parametrize(
    "query", [{"view": "nope"}, {"kind": "nope"}, {"page": "x"}, {"open": "-1"}]
)
def test_what_cannot_be_read_is_refused(client, dataset, query):
    assert client.get(COMPARE, query).status_code == 400


def test_a_page_beyond_the_last_is_the_last(client, two_versions):
    assert '<article class="change"' in clauses(html(client, COMPARE, page=99))
