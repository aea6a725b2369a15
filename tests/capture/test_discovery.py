"""New documents on watched pages: candidates, PDFs that become drafts, guesses, and what editors decide."""

from datetime import date

import pytest

from commitments import capture, review
from commitments.errors import ConflictError
from commitments.models import (
    Candidate,
    Event,
    PolicyVersion,
    Source,
    VersionGuess,
    VersionText,
)
from tests.text.builders import lines, pdf

TEXT = "<p>We keep a list of our policies here, and we will update it whenever one of them changes.</p>"
HTML = {"Content-Type": "text/html"}


def listing(*items: str) -> bytes:
    return f"<html><body><main><h1>Policies</h1>{TEXT}<ul>{''.join(items)}</ul></main></body></html>".encode()


def item(url: str, words: str, day: str = "") -> str:
    return f'<li>{day} <a href="{url}">{words}</a></li>'


OLD = item("/docs/policy-v1.pdf", "Version 1")
NEW = item("/docs/policy-v2.2.pdf", "Version 2.2", "May 14, 2025")


@pytest.fixture
def source(rsp, site, page):
    site.pages["/policies"] = page(listing(OLD), headers=HTML)
    source = Source.objects.create(policy=rsp, kind="page", url=site.url("/policies"))
    capture.fetch_source(source.pk)
    return source


@pytest.fixture
def appeared(source, site, page):
    """The page now also links to version 2.2, and the tracker has looked."""
    site.pages["/policies"] = page(listing(OLD, NEW), headers=HTML)
    capture.fetch_source(source.pk)
    return Candidate.objects.get(url=site.url("/docs/policy-v2.2.pdf"))


def test_what_a_page_held_at_first_waits_for_an_editor(source, site):
    candidate = Candidate.objects.get()
    assert (candidate.url, candidate.words) == (site.url("/docs/policy-v1.pdf"), "Version 1")
    assert candidate.state == "open"
    assert not Source.objects.filter(url=candidate.url).exists()


def test_a_pdf_that_appears_later_is_watched_at_once(source, appeared):
    assert appeared.state == "watched"
    assert appeared.day == date(2025, 5, 14)
    assert appeared.became.kind == "document"
    assert appeared.became.policy == source.policy


def test_a_page_adds_so_many_documents_by_itself_and_no_more(source, site, page, monkeypatch):
    monkeypatch.setattr("commitments.capture.discovering.MOST_OF_A_PAGE", 3)
    for day in range(3):  # each day two others
        new = [item(f"/docs/{day}-{number}.pdf", "Version") for number in range(2)]
        site.pages["/policies"] = page(listing(*new), headers=HTML)
        capture.fetch_source(source.pk)
    assert Candidate.objects.filter(state="watched").count() == 3
    assert Candidate.objects.filter(state="open").count() == 4  # with the one of the first look


def test_a_link_is_found_once(source, appeared, site, page):
    site.pages["/policies"] = page(listing(NEW, OLD), headers=HTML)
    capture.fetch_source(source.pk)
    assert Candidate.objects.count() == 2


def test_what_is_watched_already_is_no_candidate(source, rsp, site, page):
    Source.objects.create(policy=rsp, kind="document", url=site.url("/docs/policy-v2.2.pdf"))
    site.pages["/policies"] = page(listing(OLD, NEW), headers=HTML)
    capture.fetch_source(source.pk)
    assert Candidate.objects.count() == 1


def test_only_what_matches_the_patterns_is_a_candidate(source, site, page):
    Source.objects.filter(pk=source.pk).update(kind="index", link_patterns=["*/news/*policy*"])
    links = [item("/news/our-policy-update", "An update"), item("/news/party", "A party"), NEW]
    site.pages["/policies"] = page(listing(OLD, *links), headers=HTML)
    capture.fetch_source(source.pk)
    fresh = Candidate.objects.exclude(words="Version 1").get()
    assert (fresh.words, fresh.state) == ("An update", "open")


def test_a_worker_killed_before_the_links_were_noted_loses_none(source, site, page, monkeypatch):
    site.pages["/policies"] = page(listing(OLD, NEW), headers=HTML)
    with monkeypatch.context() as killed:
        killed.setattr(capture.polling, "discover", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            capture.fetch_source(source.pk)
    capture.fetch_source(source.pk)
    assert Candidate.objects.filter(state="watched").count() == 1


@pytest.fixture
def draft(appeared, site, page) -> PolicyVersion:
    """The draft that the linked PDF became."""
    document = pdf(
        lambda canvas: lines(
            canvas,
            [
                "Responsible Scaling Policy, Version 2.2",
                "Effective May 14, 2025",
                "",
                "We will evaluate every model before it is deployed.",
            ],
        )
    )
    site.pages["/docs/policy-v2.2.pdf"] = page(
        document, headers={"Content-Type": "application/pdf"}
    )
    assert capture.fetch_source(appeared.became_id).outcome == "new"
    return VersionText.objects.order_by("-pk")[0].version


def test_a_draft_comes_with_guesses_that_say_where_they_were_read(draft):
    assert draft.label.startswith("captured ")
    found = {(g.what, g.value, g.where) for g in VersionGuess.objects.filter(version=draft)}
    assert {
        ("label", "v2.2", "title page"),
        ("label", "v2.2", "link text"),
        ("label", "v2.2", "file name"),
        ("effective_on", "2025-05-14", "title page"),
        ("published_on", "2025-05-14", "beside the link"),
        ("published_on", "2000-01-01", "PDF metadata"),
    } <= found
    assert all(guess.words for guess in VersionGuess.objects.all())


def test_an_editor_confirms_the_guesses(draft, editor):
    named = review.label_as_guessed(version=draft, by=editor)
    assert (named.label, named.variant) == ("v2.2", 0)
    assert [text.state for text in VersionText.objects.filter(version=named)] == ["draft"]
    assert VersionText.objects.filter(version=draft).order_by("-pk")[0].state == "withdrawn"
    assert Event.objects.filter(verb="label_version", actor=str(editor)).exists()


def test_a_label_that_stands_for_another_text_is_refused(draft, editor, bring):
    bring("v2.2", "We will keep the lighthouse lit.", "2025-05-14")
    with pytest.raises(ConflictError, match="different text"):
        review.label_version(version=draft, label="v2.2", by=editor)
    again = review.label_version(version=draft, label="v2.2", by=editor, is_variant=True)
    assert again.variant == 1


def test_a_published_version_keeps_its_label(bring, editor, rsp):
    bring("v2.2", "We will keep the lighthouse lit.", "2025-05-14")
    with pytest.raises(ConflictError, match="no captured draft"):
        review.label_version(version=rsp.versions.get(label="v2.2"), label="v9", by=editor)


def test_without_a_guess_an_editor_is_told_to_label_by_hand(draft, editor, rsp):
    other = PolicyVersion.objects.create(policy=rsp, label="captured", slug="captured")
    with pytest.raises(ConflictError, match="label it by hand"):
        review.label_as_guessed(version=other, by=editor)


def test_editors_accept_and_dismiss_candidates(source, editor):
    candidate = Candidate.objects.get()
    review.dismiss_candidate(candidate=candidate, by=editor)
    assert Candidate.objects.get().state == "dismissed"
    watched = review.accept_candidate(candidate=candidate, by=editor)
    assert (watched.kind, watched.url) == ("document", candidate.url)
    assert Event.objects.filter(verb__endswith="_candidate").count() == 2
