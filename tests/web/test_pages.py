"""Every page: it answers, says what it shows, and its number of queries does not grow with the rows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments import review
from commitments.models import Source

RSP = "/policies/anthropic/responsible-scaling-policy/"
PLEDGE = "/commitments/anthropic/no-train-or-deploy-without-safeguards/"
OF_NO_DAY = ("/about/", "/sources/", "/methodology/", "/corrections/")
NAMES_ITS_VERSIONS = (f"{RSP}versions/", f"{RSP}compare/")  # so no day picks them
PAGES = [
    "/",
    "/organizations/",
    "/organizations/anthropic/",
    "/organizations/anthropic/pledge/",
    "/organizations/naver/",
    RSP,
    f"{RSP}versions/v2.2/",
    f"{RSP}versions/v3.4/",
    f"{RSP}versions/v2.0-reupload-1/",
    f"{RSP}compare/v2.1...v2.2/",
    f"{RSP}compare/v2.2...v3.0/",
    f"{RSP}compare/v1.0...v3.4/?view=all",
    f"{RSP}compare/v3.4...v1.0/",
    f"{RSP}compare/v2.2...v2.2/",
    "/policies/nvidia/frontier-ai-risk-assessment/",
    PLEDGE,
    "/commitments/openai/scorecard-and-disclosure/",
    "/changes/",
    "/changes/?organization=openai&topic=evaluation&outcome=weakened",
    "/changes/?outcome=re-upload&as_of=2026-01-01",
    "/matrix/",
    "/matrix/?topic=governance&as_of=2024-12-01",
    "/matrix/?q=%22third+party%22&page=9",
    "/calendar/",
    "/calendar/?organization=anthropic&section=superseded",
    "/sources/",
    "/sources/?organization=xai",
    "/search/",
    "/search/?q=pause+training",
    "/search/?q=%22never+said%22&kind=clause&in_force=true&start=25",
    "/about/",
    "/methodology/",
    "/corrections/",
    "/compare/",
]


@pytest.mark.parametrize("page", PAGES)
def test_it_answers_and_asks_no_more_than_forty_questions(
    client, two_versions, django_assert_max_num_queries, page
):
    client.get(page)  # what is kept until something is published is made once
    with django_assert_max_num_queries(40):
        response = client.get(page)
    assert response.status_code == 200
    assert "default-src 'self'" in response["Content-Security-Policy"]
    html = response.content.decode()
    assert "<h1" in html
    assert " style=" not in html
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert not re.search(r"<script(?! src=| type=.module. src=| type=.application/ld\+json)", html)


@pytest.mark.parametrize("page", [page for page in PAGES if "?" not in page])
def test_it_answers_as_of_a_day_and_as_known_at_an_instant(client, two_versions, page):
    response = client.get(page, {"as_of": "2024-12-01", "known_at": timezone.now().isoformat()})
    assert response.status_code == 200
    is_of_a_day = page not in (
        "/about/",
        "/sources/",
        "/methodology/",
        "/corrections/",
    ) and not page.startswith(NAMES_ITS_VERSIONS)
    assert ("in force on <strong>1 December 2024" in response.content.decode()) == is_of_a_day


def text(client, page, **query) -> str:
    return client.get(page, query).content.decode()


def test_a_version_without_a_captured_text_says_so(client, dataset):
    assert "has not been captured yet" in text(client, f"{RSP}versions/v3.4/")


def test_a_captured_version_shows_every_clause_with_its_permalink(client, two_versions):
    version, _ = two_versions
    html = text(client, f"{RSP}versions/v2.1/")
    for clause in version.text.extraction.clauses.all():
        assert f'id="{clause.key}"' in html
    assert version.text.extraction.snapshot.blob_id in html


def test_compare_shows_the_words_that_came_and_went(client, two_versions):
    html = text(client, f"{RSP}compare/v2.1...v2.2/")
    assert "We <del>will</del><ins>aim to</ins> repeat the tests" in html
    assert "<del>The lighthouse report describes our reasoning in plain language.</del>" in html
    assert "<ins>We will name a responsible officer for each model.</ins>" in html
    assert "unchanged clause" in html
    assert "not the publisher’s words:" not in html


def test_no_reader_waits_for_the_engine(client, bring, monkeypatch):
    for label, on in [("v2.2", "2025-05-14"), ("v2.0", "2024-10-15"), ("v2.1", "2025-03-31")]:
        bring(label, f"We will test every model of {label} with care.", on)
    monkeypatch.setattr("commitments.comparing.compute", lambda old, new: 1 / 0)
    for pair in ("v2.0...v2.1", "v2.1...v2.2", "v2.0...v2.2"):
        assert client.get(f"{RSP}compare/{pair}/").status_code == 200


def test_compare_of_uncaptured_versions_says_that_summaries_are_compared(client, bring):
    bring("v2.2", "We will test every model.", "2025-05-14")
    html = text(client, f"{RSP}compare/v2.2...v3.0/")
    assert "Compared here are the tracker’s summaries, not the publisher’s words" in html
    assert "v3.0 has not been captured yet" in html


def test_compare_of_a_version_with_itself_says_no_change(client, two_versions):
    html = text(client, f"{RSP}compare/v2.2...v2.2/")
    assert "No recorded commitment changed" in html
    assert "<ins>" not in html


def test_the_chooser_leads_to_the_comparison(client, dataset):
    newest = client.get(f"{RSP}compare/", {"known_at": "2030-01-01"})
    assert newest["Location"] == f"{RSP}compare/v3.3...v3.4/?known_at=2030-01-01"
    one = (
        client.get(f"{RSP}compare/", {"new": "v2.1"}),
        client.get(f"{RSP}compare/", {"old": "v2.1"}),
    )
    pairs = [response["Location"].removeprefix(f"{RSP}compare/") for response in one]
    assert pairs == ["v2.0...v2.1/", "v2.1...v3.4/"]
    alone = client.get("/policies/nvidia/frontier-ai-risk-assessment/compare/")
    assert alone["Location"] == "/compare/?left=nvidia/frontier-ai-risk-assessment"
    assert client.get(alone["Location"]).status_code == 200
    response = client.get(f"{RSP}compare/", {"old": "v2.1", "new": "v2.2"})
    assert response.status_code == 302
    assert response["Location"] == f"{RSP}compare/v2.1...v2.2/"


def test_a_commitment_shows_its_life_and_who_says_so(client, dataset):
    html = text(client, PLEDGE)
    assert "gone since v3.0" in html
    assert "Tracker’s reading, not reviewed" in html
    assert "<svg" in html
    assert "v2.0, 15 October 2024: weakened" in html  # the picture's words


def test_a_decision_is_shown_with_its_reviewer(client, dataset, editor):
    from commitments.models import Change, Codebook

    change = Change.objects.get(
        commitment__slug="no-train-or-deploy-without-safeguards", new_version__label="v2.0"
    )
    judgement = review.record_judgement(
        change=change,
        codebook=Codebook.objects.get(),
        by=editor,
        outcome="weakened",
        announcement="silent",
        dimensions=["strength"],
    )
    review.decide_change(judgement=judgement, by=editor)
    html = text(client, PLEDGE)
    assert "Decided</strong> by edith" in html
    assert "by the publisher silent; touches strength" in html


def test_changes_are_filtered(client, dataset):
    html = text(client, "/changes/", organization="openai", outcome="removed")
    assert "OpenAI" in html
    assert "Google DeepMind ·" not in html
    assert "No change fits this choice" in text(client, "/changes/", organization="naver")


def test_a_draft_is_on_no_page(client, bring):
    bring("v9.0", "We will guard the zebra crossing.", "2026-12-01", publish=False)
    for page in (RSP, "/", "/changes/", "/organizations/anthropic/"):
        assert "v9.0" not in text(client, page)
    assert client.get(f"{RSP}versions/v9.0/").status_code == 404
    found = text(client, "/search/", q="zebra crossing").split("<main")[1].split("</form>")[1]
    assert "zebra" not in found.split("“")[0]


def test_a_withdrawn_version_is_gone_from_the_pages(client, bring, editor):
    version = bring("v9.0", "We will guard the zebra crossing.", "2026-12-01")
    assert client.get(f"{RSP}versions/v9.0/").status_code == 200
    review.withdraw_version(version=version, by=editor, reason="test")
    assert client.get(f"{RSP}versions/v9.0/").status_code == 404


def test_text_from_a_document_is_escaped(client, bring):
    bring("v2.2", "We will never run <script>alert(1)</script> & friends.", "2025-05-14")
    html = text(client, f"{RSP}versions/v2.2/")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; friends" in html


def test_words_that_changed_are_escaped(client, bring):
    bring("v2.1", "We will never run <b>old</b> models on Mondays.", "2025-03-31")
    bring("v2.2", "We will never run <i>new</i> models on Mondays.", "2025-05-14")
    html = text(client, f"{RSP}compare/v2.1...v2.2/")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&lt;" in html


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("/organizations/nobody/", "There is no organization nobody"),
        (
            "/policies/anthropic/nothing/",
            "There is no policy nothing of anthropic; there are responsible-scaling-policy",
        ),
        (
            f"{RSP}versions/v9/",
            "There is no version v9 of anthropic/responsible-scaling-policy; there are v1.0, v2.0",
        ),
        (f"{RSP}compare/v1.0...v9/", "no version v9"),
        (
            "/commitments/anthropic/nothing/",
            "There is no commitment nothing of anthropic; there are",
        ),
        ("/no/such/page/", "Nothing stands at this address"),
    ],
)
def test_an_unknown_name_is_a_404_with_a_sentence(client, dataset, page, sentence):
    response = client.get(page)
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_a_bad_date_is_a_400_that_says_how_to_write_one(client, dataset):
    response = client.get("/", {"as_of": "yesterday"})
    assert response.status_code == 400
    assert "YYYY-MM-DD" in response.content.decode()


@pytest.mark.parametrize("page", ["/", RSP, "/sources/"])
def test_pages_only_answer_reads(client, dataset, page):
    assert client.post(page).status_code == 405


GROWING = [RSP, "/sources/", f"{RSP}compare/v1.0...v3.4/"]  # tests/web/test_scale.py has the others


def test_the_number_of_queries_does_not_grow_with_the_rows(client, dataset, bring):
    before = {page: queries(client, page) for page in GROWING}
    first = bring("v9.0", "We will test every model. We will tell.", "2026-10-01")
    bring("v9.1", "We may test every model. We will tell.", "2026-10-02")
    Source.objects.create(policy=first.policy, kind="page", url="https://example.org/")
    # A captured text adds its own two queries (snapshot, source), however many there are.
    after = {page: queries(client, page) for page in GROWING}
    assert [page for page in GROWING if after[page] > before[page] + 2] == []


def queries(client, page) -> int:
    client.get(page)  # what is kept until something is published is made once
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    return len(captured)
