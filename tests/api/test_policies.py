from tests.api.conftest import LONG_AGO, RSP


def test_lists_policies_with_the_version_in_force(get):
    answer = get("/api/v1/policies/", organization="anthropic")
    rsp = next(p for p in answer["results"] if p["slug"] == "responsible-scaling-policy")
    assert {p["organization"]["slug"] for p in answer["results"]} == {"anthropic"}
    assert rsp["url"].endswith(RSP)
    assert rsp["page"] == "http://testserver/policies/anthropic/responsible-scaling-policy/"
    assert rsp["in_force"]["label"].startswith("v3")


def test_as_of_picks_the_version_that_was_in_force(get):
    assert get(RSP, as_of="2025-04-01")["in_force"]["slug"] == "v2.1"
    assert get(RSP, as_of="2025-03-30")["in_force"]["slug"] == "v2.0"
    assert get(RSP, as_of="2023-09-18")["in_force"] is None


def test_names_every_version_re_uploads_too(get):
    slugs = [version["slug"] for version in get(RSP)["versions"]]
    assert slugs[0] == "v1.0"
    assert "v2.1-reupload-1" in slugs


def test_as_of_names_the_versions_up_to_then(get):
    slugs = [version["slug"] for version in get(RSP, as_of="2025-04-01")["versions"]]
    assert slugs[0] == "v1.0"
    assert "v2.1" in slugs and "v2.2" not in slugs
    assert get(RSP, as_of="2023-09-18")["versions"] == []


def test_before_anything_was_published_there_is_none(get, refused):
    assert get("/api/v1/policies/", known_at=LONG_AGO)["count"] == 0
    assert "There is no organization anthropic" in refused(RSP, 404, known_at=LONG_AGO)


def test_an_unknown_one_is_a_sentence_that_names_those_there_are(refused):
    sentence = refused("/api/v1/policies/anthropic/nope/", 404)
    assert sentence.startswith(
        "There is no policy nope of anthropic; there are responsible-scaling"
    )
