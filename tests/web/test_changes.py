"""The log of changes: what it shows, what can be chosen of it, and that its pages do not slip."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments import review
from commitments.changelog import Chosen, Place, entries_of, page_of, read_place, written
from commitments.errors import TrackerError
from commitments.facets import tally
from commitments.models import (
    Change,
    Codebook,
    Commitment,
    CommitmentText,
    PolicyVersion,
    TrackerReading,
    VersionRecord,
)
from commitments.moments import Moment

CHANGES = "/changes/"


@pytest.fixture
def get(client, dataset):
    def get(headers=None, **query) -> str:
        response = client.get(CHANGES, query, headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    return get


def counts(html: str, facet: str) -> dict[str, int]:
    """The numbers behind the choices of a facet, by the value in the link."""
    found = re.findall(
        rf'[?&;]{facet}=([\w-]+)[^"]*"[^>]*>(?:(?!</a>).)*?class="number">(\d+)', html
    )
    return {value: int(number) for value, number in found}


def total(html: str) -> int:
    return int(re.search(r"<h2[^>]*>(\d+) change", html)[1])


def titles(html: str) -> list[str]:
    return re.findall(r'<article class="change" id="change-(\d+)"', html)


def decide(by, **codes) -> Change:
    change = Change.objects.get(commitment__slug="evaluation-cadence", new_version__slug="v3.0")
    judgement = review.record_judgement(
        change=change, codebook=Codebook.objects.get(), by=by, **codes
    )
    review.decide_change(judgement=judgement, by=by)
    return change


def test_what_the_revision_of_24_february_2026_removed(get):
    html = get(outcome="removed", since="2026-02-24", until="2026-02-24")
    assert "Fixed evaluation cadence" in html
    assert "Responsible Scaling Policy v3.0" in html
    assert "<del>" in html and "<ins>" not in html
    assert total(html) == len(titles(html)) == 14
    assert "narrative account" in html  # the publisher's


def test_the_words_before_and_after_are_shown_as_a_difference(get, rsp):
    change = rsp.commitments.get(slug="evaluation-cadence").changes.get(new_version__slug="v2.0")
    for version, words in [(change.old_version, "will"), (change.new_version, "aim to")]:
        CommitmentText.objects.create(
            commitment=change.commitment,
            version=version,
            kind="verbatim",
            text=f"We {words} count the lighthouses <daily>.",
            confidence="seen",
            origin="capture",
        )
    html = get(policy="anthropic/responsible-scaling-policy", year="2024")
    assert "We <del>will</del><ins>aim to</ins> count the lighthouses &lt;daily&gt;." in html


def test_every_count_is_what_its_choice_shows(get):
    html = get(organization="anthropic", topic="evaluation")
    for outcome, number in counts(html, "outcome").items():
        assert total(get(organization="anthropic", topic="evaluation", outcome=outcome)) == number
    for year, number in counts(html, "year").items():
        assert total(get(organization="anthropic", topic="evaluation", year=year)) == number
    others = counts(html, "organization")
    assert others["openai"] == total(get(organization="openai", topic="evaluation"))


SOME = st.sampled_from(["", "x", "y", "xy"])  # the values that a row has under a facet


@given(
    st.lists(st.tuples(SOME, SOME, st.integers(1, 5)), max_size=6),
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(["", "x"]),
)
def test_a_count_is_the_total_had_that_choice_been_made(rows, a, b):
    rows = [({"a": first, "b": second}, weight) for first, second, weight in rows]
    chosen = {"a": a, "b": b}
    found = tally(rows, ("a", "b"), chosen)
    for name in "ab":
        for value in "xy":
            instead = tally(rows, ("a", "b"), {**chosen, name: value})
            assert found.counts[name][value] == instead.total


def test_reviewed_and_not_reviewed_are_told_apart(get, editor):
    decide(editor, outcome="weakened", announcement="silent", dimensions=["scope"])
    html = get(basis="decision")
    assert total(html) == 1
    assert "Decided</strong> by edith" in html
    assert counts(html, "announcement") == {"silent": 1}
    assert total(get(announcement="silent", materiality="material", outcome="weakened")) == 1
    assert total(get(materiality="not-material")) == 0
    assert "Tracker’s reading, not reviewed" in get(basis="reading")


def test_a_re_upload_is_marked_and_stands_in_no_choice_that_it_has_no_part_in(get):
    html = get(outcome="re-upload", organization="anthropic")
    assert "Re-uploaded under the same label" in html
    assert "v2.0 (re-upload 1)" in html
    assert "/compare/v2.0...v2.0-reupload-1/" in html
    assert total(html) == counts(get(organization="anthropic"), "outcome")["re-upload"]
    assert "Re-uploaded" not in get(topic="security")


def test_what_is_chosen_can_be_taken_away_piece_by_piece(get):
    html = get(organization="anthropic", outcome="removed", since="2026-01-01", as_of="2026-11-01")
    taken = re.search(r'href="([^"]*)" aria-label="Take away Organization: Anthropic"', html)[1]
    assert "organization" not in taken and "outcome=removed" in taken and "as_of" in taken
    assert re.search(r'href="/changes/\?as_of=2026-11-01">Clear all', html)


def test_the_pages_hold_each_change_once_and_do_not_slip_when_news_arrive(client, get):
    first = get(organization="anthropic")
    older = re.search(r'href="(\?[^"]*)" rel="next"', first)[1].replace("&amp;", "&")
    second = client.get(CHANGES + older).content.decode()
    VersionRecord.objects.create(
        version=PolicyVersion.objects.get(slug="v3.4"),
        state="published",
        effective_on="2026-11-01",
        origin="dataset",
    )
    assert titles(client.get(CHANGES + older).content.decode())[0] == titles(second)[0]
    seen = titles(first)
    page = second
    while True:
        assert not set(titles(page)) & set(seen)
        seen += titles(page)
        more = re.search(r'href="(\?[^"]*)" rel="next"', page)
        if not more:
            break
        page = client.get(CHANGES + more[1].replace("&amp;", "&")).content.decode()
    rows = entries_of(Chosen(organization="anthropic"), Moment()).rows
    assert len(seen) == len([row for row in rows if row.place.change])


def test_versions_of_one_day_stand_in_their_order_whichever_came_first(get, client, bring):
    pledge = Commitment.objects.get(slug="evaluation-cadence", organization__slug="anthropic")
    for label in ("v9.1", "v9.0"):
        version = bring(label, f"We will keep {label}.", "2026-11-02")
        change = Change.objects.create(commitment=pledge, new_version=version)
        TrackerReading.objects.create(
            change=change, outcome="weakened", confidence="seen", origin="editor"
        )
    for page in (get(), client.get("/").content.decode()):
        assert 0 < page.index("Policy v9.1</a>") < page.index("Policy v9.0</a>")


def test_behind_an_entry_that_is_gone_the_log_goes_on_with_its_day(dataset):
    rows = entries_of(Chosen(organization="anthropic"), Moment()).rows
    place = rows[7].place
    day = [row.place for row in rows if row.place.day == place.day]
    assert page_of(rows, after=place, size=3)[0] == [row.place for row in rows[8:11]]
    gone = place._replace(change=place.change + 10**6)
    assert page_of(rows, after=gone, size=1)[0] == day[:1]


def test_a_place_in_the_log_is_written_as_it_is_read():
    place = Place(date(2025, 5, 14), 17, 4231)
    assert read_place(written(place)) == place
    assert read_place("") is None
    for odd in ("2025-05-14", "2025-13-40.1.1", "x.1.1", "2025-05-14.1.-1", "2025-05-14.1.1\n"):
        with pytest.raises(TrackerError, match="leave it out to see the newest"):
            read_place(odd)


def test_as_of_a_day_nothing_later_is_shown(get):
    html = get(as_of="2024-01-01", organization="anthropic")
    assert "v1.0" in html and "v2.0" not in html
    assert set(counts(html, "year")) == {"2023"}


def test_nothing_fits_is_said_with_a_way_out(get):
    html = get(organization="naver", outcome="removed")
    assert "No change fits this choice" in html
    assert "show all changes" in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"outcome": "better"}, "choose one of strengthened"),
        ({"since": "yesterday"}, "write it as YYYY-MM-DD"),
        ({"year": "MMXXV"}, "not a whole number"),
        ({"after": "the-flood"}, "no place in the log"),
        ({"policy": "acme/policy"}, "choose one of"),
    ],
)
def test_a_value_that_means_nothing_is_refused(client, dataset, query, sentence):
    response = client.get(CHANGES, query)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_htmx_gets_the_part_that_changes_and_the_browser_the_page(client, get):
    part = get(headers={"HX-Request": "true"}, outcome="removed")
    assert "<h1" not in part and 'id="found"' in part and "<title>" in part
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<h1" in get(headers=back)
    varies = client.get(CHANGES)["Vary"]
    assert "HX-Request" in varies
    assert "HX-History-Restore-Request" in varies  # or a cache gives the part to who comes back


def test_counting_again_costs_nothing_until_something_is_published(
    client, get, editor, django_assert_num_queries, django_assert_max_num_queries
):
    before = get(outcome="removed")
    with django_assert_max_num_queries(22):
        client.get(CHANGES, {"outcome": "removed"})
    decide(editor, outcome="weakened", announcement="announced")
    assert total(get(outcome="removed")) == total(before) - 1
