"""The comparison page: every state has an address, says what it leaves out, and never more than is known."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments import capture, review
from commitments.blobs import withdraw_blob
from commitments.drafts import Edition, copied_facts
from commitments.models import Policy, VersionRecord, VersionText
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
    fold = re.search(
        r'id="(fold-\d+)"><a id="open-\d+" href="\?open=(\d+)#\1"[^>]*>([^<]*)</a>', page
    )
    assert "unchanged clause" in fold[3]
    kept = "We will test every new frontier model before it is deployed."
    assert kept not in clauses(page)
    opened = clauses(html(client, COMPARE, open=fold[2], known_at="2030-01-01"))
    assert kept in opened
    assert f'href="?&amp;known_at=2030-01-01#{fold[1]}">Fold' in opened
    part = client.get(COMPARE, {"open": fold[2]}, headers={"HX-Request": "true"})
    assert part["Vary"].count("HX-Request") == 1
    assert "HX-History-Restore-Request" in part["Vary"]
    assert kept in part.content.decode()
    assert "<html" not in part.content.decode()
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(COMPARE, {"open": fold[2]}, headers=back).content.decode()


def test_a_link_to_a_clause_leads_to_its_page_and_opens_its_fold(client, bring):
    many = "\n\n".join(f"We will keep lighthouse {n} lit." for n in range(400, 570))
    quiet = "The sea is wide. The harbour is deep."
    bring("v2.1", f"Policy\n\n{quiet}", "2025-03-31")
    new = bring("v2.2", f"Policy\n\n{quiet}\n\n{many}", "2025-05-14")
    keys = {c.text: c.key for c in new.text.extraction.clauses.all()}
    last, still = keys["We will keep lighthouse 569 lit."], keys["The harbour is deep."]
    for name, query in ((last, "?view=beside&page=2"), (still, "?view=beside&open=0")):
        answer = client.get(COMPARE, {"at": name, "view": "beside", "kind": "added"})
        assert answer["Location"] == f"{COMPARE}{query}#{name}"
        assert f'id="{name}"' in clauses(html(client, f"{COMPARE}{query}"))
    second = html(client, COMPARE, page=2)
    assert '<h2 id="commitments">' not in second
    assert re.search(r'rel="prev" data-page="-1" href="\?page=1#c\w+"', second)
    assert client.get(COMPARE, {"at": "cfff"})["Location"] == f"{COMPARE}#clauses"


def kept() -> set[bytes]:
    store = cache._cache.get_client()
    names = ("drawn:*", "page:*", "card:*")
    return {key for name in names for key in store.keys(cache.make_key(name))}


def test_what_is_kept_is_kept_for_everybody_and_no_stranger_fills_the_store(client, two_versions):
    html(client, COMPARE)
    stored = kept()
    assert len(stored) == 2  # the clauses, and the whole page
    asked = [
        {"known_at": "2030-01-01"},
        {"page": 7},
        {"nonsense": 1},
        {"open": 3},
        {"kind": "added"},
    ]
    pages = [html(client, COMPARE, **query) for query in asked]
    assert kept() == stored
    assert f"{RSP}versions/v2.2/?known_at=2030-01-01#c" in pages[0]
    assert "known_at=2030" not in html(client, COMPARE)


def test_no_other_way_to_write_an_address_fills_the_store(client, two_versions):
    version = f"{RSP}versions/v2.2/"
    for page in (COMPARE, version, f"{COMPARE}card.png"):
        client.get(page)
    stored = kept()
    for page in (
        f"{version}?view=1",
        f"{version}?view=2",
        version.replace("v2.2", "V2.2"),
        COMPARE.replace("v2.2", "V2.2"),
        f"{COMPARE.replace('v2.2', 'V2.2')}card.png",
    ):
        assert client.get(page).status_code == 200
    assert kept() == stored


def test_a_summary_is_not_held_against_a_quotation(client, rsp, two_versions, editor):
    commitment = rsp.commitments.get(slug="responsible-scaling-officer")
    summary = commitment.texts.get(version=two_versions[0]).text
    [clause] = two_versions[1].text.extraction.clauses.filter(text__contains="responsible officer")
    review.link_commitment(
        commitment=commitment, version=two_versions[1], clauses=[clause], by=editor
    )
    page = html(client, COMPARE, view="all")
    shown = page.split('id="commitment-responsible-scaling-officer"')[1].split("</article>")[0]
    assert f"<del>{summary}</del><ins>{clause.text}</ins>" in shown
    assert "Not compared word by word" in shown
    assert page.count("Not compared word by word") == 1


def test_a_comparison_that_is_kept_is_shown_without_its_clauses_being_read(
    client, two_versions, monkeypatch
):
    first = clauses(html(client, COMPARE))
    with CaptureQueriesContext(connection) as queries:
        html(client, COMPARE)
    assert len(queries) == 1
    monkeypatch.setattr("commitments.comparing.compared_clauses", None)
    later = clauses(html(client, COMPARE, known_at="2030-01-01"))
    assert later.count("<article") == first.count("<article") > 0


def test_what_is_published_is_seen_at_once(client, two_versions, bring):
    assert "v2.3" not in html(client, COMPARE)
    bring("v2.3", V21, "2025-06-14")
    assert "v2.3" in html(client, COMPARE)


def test_a_withdrawal_is_seen_though_a_later_row_was_committed_before_it(
    client, two_versions, editor
):
    for kind in (VersionRecord, VersionText):  # of another version, by somebody who was quicker
        row = kind.objects.filter(version=two_versions[0]).latest("pk")
        later = kind.objects.latest("pk").pk + 100
        kind.objects.create(**copied_facts(row), pk=later, state=row.state, origin=row.origin)
    assert client.get(COMPARE).status_code == 200
    review.withdraw_version(version=two_versions[1], by=editor, reason="a mistake")
    assert client.get(COMPARE).status_code == 404


def test_what_is_taken_down_is_hidden_at_once(client, two_versions, editor):
    assert "responsible officer" in html(client, COMPARE)
    withdraw_blob(two_versions[1].text.extraction.snapshot.blob, reason="claim", by=editor)
    page = html(client, COMPARE)
    assert "responsible officer" not in page
    assert "the text of v2.2 was taken down." in page


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


def test_another_pair_is_looked_at_the_same_way(client, two_versions, bring):
    bring("v2.0", V21.replace("lighthouse", "harbour"), "2024-10-15")
    page = html(client, COMPARE, view="beside", signal="obligation-softened", known_at="2030-01-01")
    query = "view=beside&amp;signal=obligation-softened&amp;known_at=2030-01-01"
    assert f'{RSP}compare/v2.0...v2.1/?{query}"' in page
    assert '<input type="hidden" name="view" value="beside">' in page.split("<select")[0]
    chosen = client.get(
        f"{RSP}compare/", {"old": "v2.0", "new": "v2.2", "view": "all", "kind": "removed"}
    )
    assert chosen["Location"] == f"{RSP}compare/v2.0...v2.2/?view=all&kind=removed"


def test_the_filters_are_those_of_the_recorded_commitments_too(client, two_versions):
    def commitments(**query) -> str:
        return html(client, f"{RSP}compare/v1.0...v3.4/", **query).split('<h2 id="clauses">')[0]

    kinds = [
        commitments(kind=kind).count("data-change=") for kind in ("edited", "removed", "added")
    ]
    assert sum(kinds) == commitments().count("data-change=") > max(kinds) > 0
    assert "fits this choice" in commitments(kind="split")
    page = commitments()  # no text is captured here: the commitments are what can be chosen among
    for choice in ('href="?outcome=removed"', '<select name="topic">'):
        assert choice in page


def test_commitments_are_chosen_by_what_became_of_them_beside_any_choice_of_clauses(
    client, two_versions
):
    def page(**query) -> str:
        return html(client, f"{RSP}compare/v2.2...v3.0/", **query)

    counts = dict(re.findall(r'href="\?outcome=(\w+)"[^>]*>.*?</span> (\d+)</a>', page()))
    assert counts["removed"] == "14"
    for outcome, number in counts.items():
        assert page(outcome=outcome).count("data-change=") == int(number)
    assert page(outcome="removed", topic="security").count("data-change=") < 14
    assert "fits this choice" in page(outcome="relocated")
    clauses_of_both = html(client, COMPARE, outcome="weakened", kind="added")
    assert 'href="?outcome=weakened&amp;kind=edited"' in clauses_of_both
    numbers = [
        clauses(found).count("data-change=")
        for found in (clauses_of_both, html(client, COMPARE, kind="added"))
    ]
    assert numbers[0] == numbers[1] > 0
    assert client.get(COMPARE, {"outcome": "better"}).status_code == 400


def test_other_quotation_marks_and_numbers_are_no_change(client, two_versions, bring):
    bring("v8.1", V21.replace("deployed.", "DEPLOYED."), "2026-06-14")
    assert "differ only in quotation marks" in html(client, f"{RSP}compare/v2.1...v8.1/")


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


def test_across_policies_nothing_is_called_removed(client, two_versions, bring):
    other = V21.replace("We will test", "We aim to test").replace("Responsible", "Preparedness")
    bring("v2", other, "2025-04-15", policy="preparedness-framework")
    pages = [html(client, ACROSS, view=view) for view in ("changes", "beside", "all")]
    for page in pages:
        assert "what stands in one only was not removed from the other" in page
        assert "of two publishers" in page
        shown = clauses(page)
        verdicts = r"<del|<ins|[\s>](added|edited|moved|weakened|strengthened|retained)[\s<]"
        assert not re.search(verdicts, shown)
        assert not re.search(r"binds? (less|more)|Stood under|[\s>]removed<", shown)
        assert "only left" in clauses(page) and "only right" in clauses(page)
    security = pages[0].split("<h3>Security</h3>")[1].split("<h3>")[0]
    assert security.count('class="ear">Left') == security.count('class="ear">Right') == 1


def test_across_without_captured_texts_says_so(client, dataset):
    assert "These texts cannot be compared:" in html(client, ACROSS)


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
    "query", [{"view": "nope"}, {"kind": "nope"}, {"page": "x"}, {"open": "-1"}, {"signal": "nope"}]
)
def test_what_cannot_be_read_is_refused(client, dataset, query):
    assert client.get(COMPARE, query).status_code == 400


def test_a_page_beyond_the_last_is_the_last(client, two_versions):
    assert '<article class="change"' in clauses(html(client, COMPARE, page=99))
