from tests.api.conftest import LONG_AGO


def test_lists_organizations_with_their_policies(get):
    answer = get("/api/v1/organizations/")
    anthropic = next(o for o in answer["results"] if o["slug"] == "anthropic")
    assert answer["count"] == 12
    assert anthropic["url"] == "http://testserver/api/v1/organizations/anthropic/"
    assert anthropic["page"] == "http://testserver/organizations/anthropic/"
    assert "responsible-scaling-policy" in [p["slug"] for p in anthropic["policies"]]


def test_one_organization_with_what_happened_and_what_it_signed(get):
    answer = get("/api/v1/organizations/anthropic/")
    assert answer["name"] == "Anthropic"
    days = [milestone["happened_on"] for milestone in answer["milestones"]]
    assert days and days == sorted(days)
    assert "seoul-frontier-ai-safety-commitments" in [
        j["slug"] for j in answer["joint_commitments"]
    ]


def test_as_of_only_what_had_happened_and_was_signed_by_then(get):
    answer = get("/api/v1/organizations/anthropic/", as_of="2024-05-20")
    whole = get("/api/v1/organizations/anthropic/")
    days = [milestone["happened_on"] for milestone in answer["milestones"]]
    assert max(days) <= "2024-05-20" < max(m["happened_on"] for m in whole["milestones"])
    signed = [j["agreed_on"] for j in answer["joint_commitments"]]
    assert all(day <= "2024-05-20" for day in signed)
    assert len(signed) < len(whole["joint_commitments"])


def test_before_anything_was_published_there_is_none(get, refused):
    assert get("/api/v1/organizations/", known_at=LONG_AGO)["count"] == 0
    sentence = refused("/api/v1/organizations/anthropic/", 404, known_at=LONG_AGO)
    assert "published by 2020-01-01" in sentence


def test_an_unknown_one_is_a_sentence_that_names_those_there_are(refused):
    sentence = refused("/api/v1/organizations/acme/", 404)
    assert sentence.startswith("There is no organization acme; there are amazon, anthropic, ")
