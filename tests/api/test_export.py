"""``?format=``: the answer as a file whose name says what is inside; an unknown one is refused by name."""

import csv
import io

import pytest

COMPARE = "/api/v1/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
COMMITMENT = "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/"
CHANGES = "/api/v1/changes/"
SEARCH = "/api/v1/search/"


def test_addresses_in_a_file_are_whole(client, two_versions):
    text = client.get(COMPARE, {"format": "txt"}).content.decode()
    assert (
        "http://testserver/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
        in text
    )


@pytest.mark.parametrize("address", [COMPARE, COMMITMENT])
def test_json_is_the_answer_itself(client, two_versions, address):
    assert client.get(address, {"format": "json"}).json() == client.get(address).json()


def test_a_browsers_accept_header_picks_no_file(client, two_versions):
    response = client.get(COMPARE, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response["Content-Type"] == "application/json"


def rows_of(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_what_a_search_finds_has_no_evidence_pack_and_that_of_a_list_a_worker_makes(
    client, dataset
):
    response = client.get(SEARCH, {"q": "model", "format": "zip"})
    assert response.status_code == 406
    named = "there are: json, docx, pdf, html, md, txt, csv, xlsx."
    assert named in response.json()["error"]["message"]
    assert client.get(CHANGES, {"format": "zip"}).status_code == 409


def test_a_file_of_changes_holds_all_that_is_chosen_and_nothing_else(client, dataset):
    chosen = {"organization": "anthropic", "outcome": "weakened", "until": "2026-01-01"}
    answered = client.get(CHANGES, {**chosen, "limit": 500}).json()["results"]
    rows = rows_of(client.get(CHANGES, {**chosen, "limit": 1, "format": "csv"}))
    assert [(row["commitment"], row["new version"]) for row in rows] == [
        (change["commitment"]["title"], change["new_version"]["label"]) for change in answered
    ]
    assert len(rows) > 1
    assert {row["outcome"] for row in rows} == {"weakened"}
    assert {row["basis"] for row in rows} == {"tracker's reading, not reviewed"}


def test_a_file_of_changes_tells_of_re_uploads_and_of_retentions_if_they_are_asked_for(
    client, dataset
):
    outcomes = {row["outcome"] for row in rows_of(client.get(CHANGES, {"format": "csv"}))}
    assert "re-upload" in outcomes
    assert "retained" not in outcomes
    for outcome in ("retained", "re-upload"):
        rows = rows_of(client.get(CHANGES, {"outcome": outcome, "format": "csv"}))
        assert {row["outcome"] for row in rows} == {outcome}


def test_a_file_of_finds_names_every_version_with_the_words(client, two_versions):
    found = {"q": '"board must approve"', "organization": "anthropic", "format": "csv"}
    [row] = rows_of(client.get(SEARCH, found))
    assert row["words after"] == "The board must approve every exception."
    assert (row["new version"], row["basis"]) == ("v2.2", "stands in v2.1, v2.2")
    assert "/versions/v2.2/#" in row["permalink"]
    assert row["whose words"] == "the publisher's words"


def test_what_was_in_force_or_known_stays_asked_for(client, dataset):
    early = {"as_of": "2024-01-01", "format": "csv"}
    assert (
        0
        < len(rows_of(client.get(CHANGES, early)))
        < len(rows_of(client.get(CHANGES, {"format": "csv"})))
    )
    text = client.get(CHANGES, {"known_at": "2020-01-01", "format": "txt"}).content.decode()
    assert "Nothing fits this choice." in text
    assert "as known at 2020-01-01" in text


def test_files_say_what_is_wrong_with_a_choice(client, dataset):
    response = client.get(CHANGES, {"outcome": "vanished", "format": "csv"})
    assert response.status_code == 400
    assert "choose one of" in response.json()["error"]["message"]
    assert client.get(SEARCH, {"format": "csv"}).status_code == 400


def test_no_cache_keeps_a_file(client, two_versions):
    assert client.get(COMPARE, {"format": "md"})["Cache-Control"] == "no-store"


def test_a_draft_is_in_no_export(client, bring):
    bring("v9.0", "We will guard the zebra crossing.", "2026-12-01", publish=False)
    address = COMPARE.replace("v2.1...v2.2", "v2.2...v9.0")
    assert client.get(address, {"format": "docx"}).status_code == 404
