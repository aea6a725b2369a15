"""One policy: its time line, its commitments by version, what its publisher said, how to compare."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import review
from commitments.models import Change, CommitmentText

RSP = "/policies/anthropic/responsible-scaling-policy/"
ROADMAP = "/policies/anthropic/frontier-safety-roadmap/"


def text(client, page=RSP, **query) -> str:
    return " ".join(client.get(page, query).content.decode().split())


def timeline(html: str, sheet: str = "wide") -> str:
    return re.search(rf'<svg class="timeline {sheet}".*?</svg>', html)[0]


def row(html: str, title: str) -> list[str]:
    """The cells of a commitment."""
    its = re.search(rf'<tr><th scope="row"><a [^>]*>{title}</a></th>(.*?)</tr>', html)[1]
    return re.findall(r"<td.*?</td>", its)


def edition(html: str, version: str) -> str:
    return html.split(f'<li id="{version}">')[1].split("</li>")[0]


def test_every_version_stands_at_its_date_and_leads_to_its_page(client, dataset):
    for sheet in ("wide", "narrow"):
        drawn = timeline(text(client), sheet)
        links = re.findall(rf'<a href="{RSP}versions/([^/]+)/" aria-label="v\d', drawn)
        assert links[:9] == ["v1.0", "v2.0", "v2.1", "v2.2", "v3.0", "v3.1", "v3.2", "v3.3", "v3.4"]
        assert "v2.0-reupload-1" in links
        places = [float(x) for x in re.findall(r'<circle class="edition" cx="([\d.]+)"', drawn)]
        assert places == sorted(places)
        assert f'{RSP}versions/v3.4/" aria-label="v3.4, 8 July 2026: 1 weakened"' in drawn


def test_the_size_of_a_revision_is_drawn_told_and_in_the_table(client, dataset):
    html = text(client)
    told = re.search(r"v3.0, 24 February 2026: ([^;]+)", timeline(html))[1]
    assert sum(int(number) for number in re.findall(r"\d+", told)) == 34
    assert ">25</text>" in timeline(html)  # at the end of the bar below the line
    assert f"<td>{told}</td>" in html  # the table behind it
    assert "the first edition" in html  # which is no revision


def test_a_bar_is_as_long_as_its_commitments_are_many(client, dataset):
    drawn = timeline(text(client))
    bars = re.findall(
        r'<rect class="(\w+)" x="([\d.]+)" y="[\d.]+" width="10" height="([\d.]+)"', drawn
    )
    largest = max(bars, key=lambda bar: float(bar[2]))
    assert largest[0] == "removed"
    lengths = {outcome: float(length) for outcome, x, length in bars if x == largest[1]}
    steps = re.search(r"v3.0, 24 February 2026: ([^;]+)", timeline(text(client)))[1]
    numbers = {outcome: int(number) for number, outcome in re.findall(r"(\d+) (\w+)", steps)}
    unit = lengths["removed"] / numbers["removed"]
    assert all(abs(lengths[o] - numbers[o] * unit) < 0.2 for o in lengths)


def test_a_day_with_captures_is_a_tick_that_leads_to_them(client, two_versions):
    snapshot = two_versions[0].text.extraction.snapshot
    html = text(client)
    assert f'<a href="{snapshot.get_absolute_url()}" aria-label="' in timeline(html)
    assert "2 documents captured" in timeline(html)
    assert "No document has been captured" not in html


def test_a_policy_without_commitments_says_that_the_size_is_not_known(client, dataset):
    html = text(client, ROADMAP)
    assert "the size of its revisions is not known here" in html
    assert "have not been recorded yet" in html
    assert '<rect class="added' not in timeline(html)


def test_each_cell_is_marked_coloured_and_leads_to_the_words(client, dataset):
    cells = row(text(client), "Pause training until the security standard is met")
    page = "/commitments/anthropic/pause-training-until-security-ready/"
    assert cells[4].startswith(f'<td class="removed"><a href="{page}#v3.0" title="v3.0: removed">')
    assert "✕" in cells[4]
    assert '<span class="ear">removed</span>' in cells[4]
    assert '<td class="absent">' in cells[5]
    assert "not stated" in cells[5]


def test_an_edition_that_comes_into_force_later_is_not_the_current_one(client, bring):
    bring("v9.0", "We will keep the lighthouse lit.", "2099-01-01")
    now, then = text(client), text(client, as_of="2099-01-01")
    assert re.search(r"the current one is <a [^>]*>v3.4</a>", now)
    assert "The first with the current: v1.0 → v3.4" in now
    assert re.search(r"in force on that day was <a [^>]*>v9.0</a>", then)


def test_what_nobody_recorded_is_not_taken_for_absent(client, bring):
    bring("v9.0", "We will keep the lighthouse lit.", "2026-11-01")
    assert "not recorded" in row(text(client), "Responsible Scaling Officer")[-1]


def test_stated_but_not_assessed_looks_like_neither(client, bring, rsp):
    version = bring("v9.0", "We will keep the lighthouse lit.", "2026-11-01")
    commitment = rsp.commitments.get(slug="responsible-scaling-officer")
    CommitmentText.objects.create(
        commitment=commitment,
        version=version,
        kind="summary",
        text="An officer.",
        confidence="seen",
        origin="dataset",
    )
    cell = row(text(client), "Responsible Scaling Officer")[-1]
    assert "not assessed" in cell
    assert "responsible-scaling-officer/#v9.0" in cell


def test_a_revision_names_what_it_removed_and_what_its_publisher_said(client, dataset):
    html = text(client)
    assert "Pause training until the security standard is met" in edition(html, "v3.0")
    assert "narrative account" in edition(html, "v3.0")
    assert "redline published</a>" in edition(html, "v2.2")
    assert "No account of the publisher’s is on record" in edition(html, "v2.1")
    assert "account" not in edition(html, "v1.0")


def test_what_all_revisions_did_is_told_together_and_a_first_edition_is_none(client, dataset):
    told = re.search(r'<p class="chips totals">(.*?)</p>', text(client))[1]
    counts = {
        outcome: int(number)
        for outcome, number in re.findall(r'class="mark (\w+)">.*?"meta">(\d+)', told)
    }
    changes = Change.objects.filter(new_version__policy__slug="responsible-scaling-policy")
    removed = changes.filter(readings__outcome="removed", new_version__variant=0)
    assert counts["removed"] == removed.count()
    assert sum(counts.values()) < changes.exclude(readings__outcome="retained").count()
    assert "totals" not in text(client, as_of="2023-10-01")


def test_the_chooser_offers_the_latest_pair_and_the_first_with_the_current(client, dataset):
    html = text(client)
    assert f'href="{RSP}compare/v1.0...v3.4/"' in html
    selected = re.findall(r'<option value="([^"]+)" selected>', html)
    assert selected == ["v3.3", "v3.4"]
    assert '<option value="v2.0-reupload-1">' in html


def test_as_of_a_day_it_ends_there(client, dataset):
    html = text(client, as_of="2025-01-01")
    assert "2 versions since September 2023" in html
    assert "v2.1" not in timeline(html)
    assert f'href="{RSP}compare/v1.0...v2.0/?as_of=2025-01-01"' in html
    assert "No version by then" in text(client, as_of="2020-01-01")


@pytest.mark.parametrize("page", [RSP, ROADMAP])
def test_the_number_of_queries_does_not_grow_with_versions_and_captures(client, bring, page):
    bring("v9.0", "We will keep the lighthouse lit.", "2026-11-01")
    with CaptureQueriesContext(connection) as before:
        text(client, page)
    for number in range(1, 4):
        bring(f"v9.{number}", f"We will keep {number} lighthouses lit.", f"2026-11-0{number + 1}")
    with CaptureQueriesContext(connection) as after:
        text(client, page)
    assert len(after) == len(before)


def test_what_is_published_meanwhile_is_there_at_once(client, bring, editor):
    assert "v9.0" not in text(client)
    version = bring("v9.0", "We will keep the lighthouse lit.", "2026-11-01")
    assert "v9.0" in timeline(text(client))
    review.withdraw_version(version=version, by=editor, reason="a test")
    assert "v9.0" not in text(client)
