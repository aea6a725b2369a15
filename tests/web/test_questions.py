"""What a page is asked is answered, or refused with a sentence; nothing that is asked is dropped on the way."""

import re

import pytest

RSP = "/policies/anthropic/responsible-scaling-policy/"
V22 = f"{RSP}versions/v2.2/"
COMPARE = f"{RSP}compare/v2.1...v2.2/"


def refused(client, page, /, **asked) -> str:
    response = client.get(page, asked)
    assert response.status_code == 400, page
    return response.content.decode()


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("/", "known_at"),
        ("/organizations/", "x"),
        (RSP, "as_of"),
        (V22, "x"),
        (COMPARE, "view"),
        (f"{RSP}compare/", "old"),
        ("/commitments/anthropic/delay-if-in-the-lead/", "x"),
        ("/changes/", "organization"),
        ("/changes/", "topic"),
        ("/changes/", "outcome"),
        ("/changes/", "page"),
        ("/matrix/", "q"),
        ("/sources/", "organization"),
        ("/search/", "organization"),
        ("/search/", "q"),
    ],
)
def test_a_nul_character_is_refused(client, dataset, page, name):
    sentence = refused(client, page, **{"q": "a", name: "a\0b"})
    assert f"{name} holds a NUL character" in sentence


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("page", ["/", RSP, "/changes/", "/api/v1/policies/"])
def test_an_instant_beyond_the_calendar_is_refused(client, dataset, page, instant):
    assert "is not a date; write it as YYYY-MM-DD" in refused(client, page, known_at=instant)


@pytest.mark.parametrize("instant", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00"])
@pytest.mark.parametrize("page", ["/", "/organizations/", "/changes/", "/sources/"])
def test_the_calendars_ends_are_answered(client, dataset, page, instant):
    assert client.get(page, {"known_at": instant}).status_code == 200


@pytest.mark.parametrize(
    ("page", "name", "choice"),
    [
        ("/changes/", "organization", "anthropic"),
        ("/changes/", "topic", "training-pause"),
        ("/changes/", "outcome", "weakened"),
        ("/sources/", "organization", "anthropic"),
        ("/search/", "organization", "anthropic"),
        ("/search/", "kind", "clause"),
        ("/search/", "in_force", "true"),
    ],
)
def test_an_unknown_choice_is_refused_and_those_there_are_are_named(
    client, dataset, page, name, choice
):
    sentence = refused(client, page, q="a", **{name: "nope"})
    assert f"{name}=nope is not known here; choose one of" in sentence
    assert choice in sentence
    assert client.get(page, {"q": "a", name: choice}).status_code == 200
    assert client.get(page, {"q": "a", name: ""}).status_code == 200


@pytest.mark.parametrize("page", [V22, COMPARE])
def test_a_page_of_named_versions_does_not_claim_a_day(client, dataset, page):
    html = client.get(page, {"as_of": "2024-12-01"}).content.decode()
    assert "This page shows the record" not in html
    known = client.get(page, {"as_of": "2024-12-01", "known_at": "2030-01-01"}).content.decode()
    assert "as it was published here by" in known
    assert "in force on" not in known


def test_the_chooser_keeps_the_clocks(client, dataset):
    asked = {
        "old": "v2.1",
        "new": "v2.2",
        "as_of": "2025-06-01",
        "known_at": "2030-01-01T00:00:00Z",
    }
    response = client.get(f"{RSP}compare/", asked)
    assert response["Location"] == f"{COMPARE}?as_of=2025-06-01&known_at=2030-01-01T00%3A00%3A00Z"


@pytest.mark.parametrize("page", [RSP, COMPARE, "/changes/", "/sources/", "/search/"])
def test_a_form_carries_the_clocks(client, dataset, page):
    asked = {"as_of": "2025-06-01", "known_at": "2030-01-01T00:00:00Z"}
    form = main(client, page, **asked).split("<form")[1].split("</form>")[0]
    assert '<input type="hidden" name="as_of" value="2025-06-01">' in form
    assert '<input type="hidden" name="known_at" value="2030-01-01T00:00:00Z">' in form
    assert 'type="hidden"' not in main(client, page)


@pytest.mark.parametrize("page", ["/", RSP, COMPARE, "/changes/"])
def test_every_link_to_another_page_carries_the_day(client, dataset, page):
    links = re.findall(
        r'href="(/[^"#]*)', client.get(page, {"as_of": "2025-06-01"}).content.decode()
    )
    assert links
    elsewhere = [
        link for link in links if not link.startswith(("/api/", "/static/", "/changes/feed"))
    ]
    assert [link for link in elsewhere if "as_of=2025-06-01" not in link] == [
        page
    ]  # "Show today's"


def test_a_day_that_cannot_be_read_is_carried_nowhere(client, dataset):
    assert "as_of" not in re.findall(r'href="([^"]*)"', refused(client, "/", as_of="nope"))


def main(client, page, **asked) -> str:
    """The page without the head that all pages share."""
    return client.get(page, asked).content.decode().split("<main")[1]


def test_the_comparison_as_data_is_known_at_the_same_instant(client, dataset):
    html = client.get(COMPARE, {"known_at": "2030-01-01", "view": "all"}).content.decode()
    assert f'href="/api/v1{COMPARE}?known_at=2030-01-01"' in html
