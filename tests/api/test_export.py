"""``?format=``: the answer as a file whose name says what is inside; an unknown one is refused by name."""

import pytest

COMPARE = "/api/v1/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
COMMITMENT = "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/"
STARTS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>", "csv": b"\xef\xbb\xbf",
          "md": b"# ", "txt": b"Anthropic",
          "png": b"\x89PNG", "svg": b"<svg", "zip": b"PK"}  # fmt: skip


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize("address", [COMPARE, COMMITMENT])
def test_each_format_is_a_download(client, two_versions, address, name):
    response = client.get(address, {"format": name})
    assert response.status_code == 200
    assert response.content.startswith(STARTS[name])
    said = response["Content-Disposition"]
    assert said.startswith('attachment; filename="anthropic_')
    assert said.endswith(f'.{name}"')
    if address == COMPARE:
        assert "anthropic_responsible-scaling-policy_v2.1_v2.2_2" in said


def test_addresses_in_a_file_are_whole(client, two_versions):
    text = client.get(COMPARE, {"format": "txt"}).content.decode()
    assert (
        "http://testserver/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
        in text
    )


@pytest.mark.parametrize("address", [COMPARE, COMMITMENT])
def test_json_is_the_answer_itself(client, two_versions, address):
    assert client.get(address, {"format": "json"}).json() == client.get(address).json()


def test_an_unknown_format_is_not_acceptable_and_the_formats_are_named(client, two_versions):
    response = client.get(COMPARE, {"format": "odt"})
    assert response.status_code == 406
    message = response.json()["error"]["message"]
    assert "no format 'odt' here; there are: json, docx, pdf" in message


def test_a_browsers_accept_header_picks_no_file(client, two_versions):
    response = client.get(COMPARE, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response["Content-Type"] == "application/json"


def test_a_draft_is_in_no_export(client, bring):
    bring("v9.0", "We will guard the zebra crossing.", "2026-12-01", publish=False)
    address = COMPARE.replace("v2.1...v2.2", "v2.2...v9.0")
    assert client.get(address, {"format": "docx"}).status_code == 404
