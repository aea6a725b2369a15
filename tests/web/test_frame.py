"""What surrounds the pages: what machines read, how long a page may be kept, methodology and corrections."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from commitments.models import Confidence, Origin, PolicyVersion, TrackerReading, VersionRecord
from commitments.review import withdraw_version
from commitments.text.wording import RULES
from commitments.views import sitemaps

RSP = "/policies/anthropic/responsible-scaling-policy/"
COMPARE = f"{RSP}compare/v2.2...v3.0/"
PLEDGE = "/commitments/anthropic/no-train-or-deploy-without-safeguards/"


def html(client, page, **query) -> str:
    return client.get(page, query).content.decode()


@pytest.mark.parametrize("page", ["/", RSP, COMPARE, PLEDGE])
def test_a_page_has_one_address_whatever_is_asked_of_it(client, dataset, page):
    for query in ({}, {"as_of": "2026-03-01"}):
        assert f'<link rel="canonical" href="http://testserver{page}">' in html(
            client, page, **query
        )


@pytest.mark.parametrize("page", [COMPARE, PLEDGE])
def test_a_shared_link_shows_a_card_of_one_change(client, dataset, page):
    address = re.search(
        r'property="og:image" content="http://testserver([^"]+)"', html(client, page)
    )[1]
    card = client.get(address)
    assert card["Content-Type"] == "image/png"
    assert card.content.startswith(b"\x89PNG")
    assert "s-maxage=60" in card["Cache-Control"]  # what is taken down is gone then
    assert client.get(address.replace("anthropic", "nobody")).status_code == 404


def test_the_record_describes_itself_to_machines(client, dataset):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html(client, "/"))[1]
    said = json.loads(found)
    assert (said["@type"], said["license"][:30]) == ("Dataset", "https://creativecommons.org/li")


def located(client, sitemap: str) -> list[str]:
    tree = ET.fromstring(client.get(sitemap).content)
    return [e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_sitemap_names_what_is_public_and_nothing_else(client, bring):
    bring("v9.0", "We will guard the zebra crossing.", "2026-12-01", publish=False)
    parts = located(client, "/sitemap.xml")
    addresses = {address for part in parts for address in located(client, part)}
    for page in (
        "/",
        "/methodology/",
        "/organizations/anthropic/",
        RSP,
        f"{RSP}versions/v3.4/",
        PLEDGE,
    ):
        assert f"https://testserver{page}" in addresses or f"http://testserver{page}" in addresses
    assert not [address for address in addresses if "v9.0" in address]
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_a_part_of_the_sitemap_stays_short(client, dataset, monkeypatch):
    monkeypatch.setattr(sitemaps._Part, "limit", 5)
    parts = [part for part in located(client, "/sitemap.xml") if "versions" in part]
    assert len(parts) == -(-PolicyVersion.objects.published().count() // 5)
    assert {len(located(client, part)) for part in parts[:-1]} == {5}


def test_robots_may_read_everything_but_what_is_made_on_request(client, dataset):
    said = html(client, "/robots.txt")
    assert "Sitemap: http://testserver/sitemap.xml" in said
    assert "Disallow: /*?*format=" in said


def test_what_has_not_changed_is_not_sent_again(client, dataset):
    first = client.get(PLEDGE)
    assert "public" in first["Cache-Control"]
    assert "must-revalidate" in first["Cache-Control"]
    again = client.get(PLEDGE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_an_editor_sees_is_kept_by_nobody_else(client, editor):
    client.force_login(editor)
    assert "private" in client.get("/sources/")["Cache-Control"]


def test_every_signal_that_a_page_links_to_has_its_rule_in_the_methodology(client, db):
    page = html(client, "/methodology/")
    for rule in RULES:
        assert f'id="rule-{rule}"' in page


def test_nothing_is_corrected_in_the_record_as_it_ships(client, dataset):
    assert "Nothing has been corrected yet." in html(client, "/corrections/")


def test_what_was_said_otherwise_before_is_a_correction(client, rsp):
    reading = TrackerReading.objects.filter(outcome="weakened").order_by("pk").first()
    TrackerReading.objects.create(
        change=reading.change, outcome="removed", note="misread", confidence=Confidence.SEEN,
        origin=Origin.EDITOR,
    )  # fmt: skip
    record = VersionRecord.objects.filter(version__policy=rsp, version__label="v2.2").get()
    facts = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
    for name in ("id", "recorded_at", "origin", "summary"):
        facts.pop(name)
    VersionRecord.objects.create(**facts, origin=Origin.EDITOR, summary="Said better.")
    page = html(client, "/corrections/")
    assert page.count('<article class="change"') == 2
    assert "misread" in page
    assert "Said better." in page
    assert record.summary[:40] in page
    was = html(client, "/corrections/", known_at=record.recorded_at.isoformat())
    assert "Nothing has been corrected yet." in was


def test_of_a_withdrawn_version_no_words_are_corrected(client, rsp, editor):
    version = rsp.versions.get(slug="v3.1")
    for row in (
        version.commitment_texts.exclude(text="").first(),
        TrackerReading.objects.filter(change__new_version=version).first(),
        version.records.get(),
    ):
        facts = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        for name in ("id", "recorded_at", "search"):
            facts.pop(name, None)
        said = "outcome" if "outcome" in facts else "text" if "text" in facts else "summary"
        words = "removed" if said == "outcome" else "the lighthouse"
        type(row).objects.create(**{**facts, said: words, "note": "the lighthouse"})
    assert html(client, "/corrections/").count("the lighthouse") == 5
    withdraw_version(version=version, by=editor, reason="a test")
    page = html(client, "/corrections/")
    assert page.count('<article class="change"') == 1
    assert f"Withdrawn {rsp} v3.1" in page
    assert "the lighthouse" not in page


def test_a_page_that_is_not_there_helps_on(client, dataset):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert 'action="/search/"' in response.content.decode()
    assert "/corrections/" in response.content.decode()
