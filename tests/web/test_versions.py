"""Versions: which stands beside which, and what a day leaves out."""

import re
from datetime import date

from commitments import capture, review
from commitments.blobs import withdraw_blob
from commitments.drafts import Edition
from commitments.models import Commitment, CommitmentText, PolicyVersion, Quote
from tests.conftest import V22
from tests.text.builders import docx

RSP = "/policies/anthropic/responsible-scaling-policy/"


def text(client, page, **asked) -> str:
    return client.get(page, asked).content.decode()


def test_of_two_editions_of_one_day_the_second_follows_the_first(client, bring):
    bring("v9.0", "We will keep the lighthouse lit.", "2027-01-01")
    bring("v9.1", "We aim to keep the lighthouse lit.", "2027-01-01")
    first, second = text(client, f"{RSP}versions/v9.0/"), text(client, f"{RSP}versions/v9.1/")
    assert "Compare v3.4 with v9.0" in first
    assert "v9.1 →" in first
    assert "Compare v9.0 with v9.1" in second
    answer = client.get(f"/api/v1{RSP}versions/v9.1/").json()
    assert answer["previous"]["slug"] == "v9.0" and answer["next"] is None


def test_the_first_two_editions_of_one_day_are_not_both_the_first(client, bring, rsp):
    first = PolicyVersion.objects.published().editions().of(rsp)[0]
    bring("v0.9", "We will keep the lighthouse lit.", first.dated_on.isoformat())
    pages = [text(client, f"{RSP}versions/{label}/") for label in (first.slug, "v0.9")]
    assert ["The first version" in page for page in pages] == [False, True]


def test_a_re_upload_stands_behind_its_own_edition(client, dataset):
    assert "Compare v2.0 with v2.0 (re-upload 1)" in text(client, f"{RSP}versions/v2.0-reupload-1/")


def test_a_re_upload_after_the_day_is_not_shown(client, rsp):
    variant = PolicyVersion.objects.published().filter(variant__gt=0).of(rsp)[0]
    edition = PolicyVersion.objects.published().get(policy=rsp, label=variant.label, variant=0)
    assert edition.dated_on < variant.dated_on
    again = "Re-uploaded under the same label"
    assert again in text(client, RSP, as_of=variant.dated_on.isoformat())
    assert again not in text(client, RSP, as_of=edition.dated_on.isoformat())


def test_contents_mark_the_sections_that_changed_and_the_clauses_say_how(client, two_versions):
    page = text(client, f"{RSP}versions/v2.2/")
    contents = page.split('aria-label="Contents"')[1].split("</nav>")[0]
    assert re.search(
        r'2\. Safeguards</a> <span class="tag">1<', contents
    )  # what went is counted too
    assert re.search(r"Responsible Scaling Policy</a>", contents)
    named = re.search(
        r'<p class="clause[^>]* id="(c\w+)">(?:(?!</p>).)*responsible officer.*?</p>', page, re.S
    )
    assert "came" in named[0]
    assert f"compare/v2.1...v2.2/?at={named[1]}#{named[1]}" in named[0]
    assert '<span class="binds must"' in named[0]
    kept = re.search(
        r'<p class="clause[^>]*>(?:(?!</p>).)*every new frontier model.*?</p>', page, re.S
    )[0]
    assert "came" not in kept


BEFORE = """We will begin.

# Tests

## Scope

We will test.

# Safety

## Scope

We will lock doors.

## Old

We will keep bees.
"""


def test_changes_are_counted_under_their_own_heading_and_those_above_it(client, bring):
    after = BEFORE.replace("begin", "begin now").replace("doors", "gates")
    after = after.replace("Old\n\nWe will keep bees.", "Plan\n\nWe will name an officer.")
    bring("v2.1", BEFORE, "2025-03-31", media_type="text/markdown")
    bring("v2.2", after, "2025-05-14", media_type="text/markdown")
    contents = text(client, f"{RSP}versions/v2.2/").split('aria-label="Contents"')[1]
    marks = re.findall(
        r'<a href="[^"]*">([^<]*)</a>(?: <span class="tag[^>]*>(\w+))?', contents.split("</nav>")[0]
    )
    assert marks[:3] == [("Before the first heading", "1"), ("Tests", ""), ("Scope", "")]
    assert marks[3:] == [
        ("Safety", "3"),
        ("Scope", "2"),
        ("Plan", "new"),
    ]  # the bees count where they stood


def test_a_commitment_that_is_quoted_stands_beside_its_clause(client, two_versions):
    commitment = Commitment.objects.get(slug="no-train-or-deploy-without-safeguards")
    clause = two_versions[1].text.extraction.clauses.get(text__startswith="The board")
    said = CommitmentText.objects.create(
        commitment=commitment,
        version=two_versions[1],
        kind="verbatim",
        text=clause.text,
        confidence="seen",
        origin="editor",
    )
    Quote.objects.create(commitment_text=said, clause=clause, exact=clause.text)
    page = text(client, f"{RSP}versions/v2.2/")
    beside = re.search(rf'<p class="clause[^>]* id="{clause.key}">.*?</p>', page, re.S)[0]
    assert f'href="{commitment.get_absolute_url()}#v2.2"' in beside
    assert f'<a href="#{clause.key}">Where it stands in the text</a>' in page


def test_the_first_captured_version_marks_no_changes(client, two_versions):
    page = text(client, f"{RSP}versions/v2.1/")
    assert "Marked in the margin: what reads as a commitment" in page
    assert 'class="tag' not in page


def test_the_document_is_a_download_byte_for_byte_and_its_text_another(client, two_versions):
    document = client.get(f"{RSP}versions/v2.2/document/")
    assert document.content.decode() == V22
    assert document["Content-Type"] == "application/octet-stream"
    assert (
        document["Content-Disposition"]
        == 'attachment; filename="anthropic_responsible-scaling-policy_v2.2.txt"'
    )
    assert "We aim to repeat the tests" in text(client, f"{RSP}versions/v2.2/text/")
    for page in ("versions/v3.0/document/", "versions/v3.0/text/"):
        assert client.get(f"{RSP}{page}").status_code == 404


def test_a_word_document_is_called_one(client, rsp):
    version = capture.import_document(
        policy=rsp,
        data=docx(lambda document: document.add_paragraph("We will test every model.")),
        media_type="",
        edition=Edition("v9.0", effective_on=date(2026, 10, 1)),
    )
    review.publish_version(version=version, by=None, actor="test")
    named = client.get(f"{RSP}versions/v9.0/document/")["Content-Disposition"]
    assert named.endswith('_v9.0.docx"')


def test_a_document_that_was_taken_down_is_gone_with_the_reason(client, two_versions, editor):
    blob = two_versions[1].text.extraction.snapshot.blob
    withdraw_blob(blob, reason="copyright claim", by=editor)
    gone = client.get(f"{RSP}versions/v2.2/document/")
    assert gone.status_code == 410
    assert "copyright claim" in gone.content.decode()


def test_a_version_is_cited_in_every_style(client, two_versions):
    page = text(client, f"{RSP}versions/v2.2/").split('id="cite"')[1]
    for sign in ("Retrieved", "Accessed", "@misc{", "TY  - ELEC", "&quot;URL&quot;"):
        assert sign in page


def test_an_uncaptured_version_says_how_to_bring_its_document(client, dataset):
    page = text(client, f"{RSP}versions/v3.0/")
    assert "manage.py import_document FILE --policy anthropic/responsible-scaling-policy" in page
