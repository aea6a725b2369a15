"""Versions: which stands beside which, and what a day leaves out."""

import re

from commitments.blobs import withdraw_blob
from commitments.models import PolicyVersion
from tests.conftest import V22

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
    assert f"compare/v2.1...v2.2/#{named[1]}" in named[0]
    assert '<span class="binds must"' in named[0]
    kept = re.search(
        r'<p class="clause[^>]*>(?:(?!</p>).)*every new frontier model.*?</p>', page, re.S
    )[0]
    assert "came" not in kept


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
