from django.utils import timezone

from commitments import review
from tests.api.conftest import LONG_AGO

PLEDGE = "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/"


def test_lists_commitments_with_the_text_in_force(get):
    answer = get("/api/v1/commitments/", policy="anthropic/responsible-scaling-policy", limit="200")
    pledge = next(c for c in answer["results"] if c["url"].endswith(PLEDGE))
    assert pledge["in_force"]["version"]["slug"].startswith("v3")
    assert pledge["page"].endswith("/commitments/anthropic/no-train-or-deploy-without-safeguards/")
    assert {c["policy"]["slug"] for c in answer["results"]} == {"responsible-scaling-policy"}


def test_as_of_picks_what_was_said_then(get):
    then = get("/api/v1/commitments/", as_of="2023-12-01", organization="anthropic", limit="200")
    pledge = next(c for c in then["results"] if c["url"].endswith(PLEDGE))
    assert pledge["in_force"]["version"]["slug"] == "v1.0"
    assert pledge["in_force"]["kind"] == "summary"
    earlier = get(PLEDGE, as_of="2023-01-01")
    assert earlier["in_force"] is None and earlier["versions"] == []


def test_filters_by_topic_and_refuses_one_that_is_not(get, refused):
    answer = get("/api/v1/commitments/", topic="security", limit="200")
    assert answer["count"] > 0
    assert {commitment["topic"] for commitment in answer["results"]} == {"security"}
    assert "choose one of training-pause" in refused("/api/v1/commitments/", 400, topic="magic")


def test_a_policy_may_be_named_by_its_slug_alone(get):
    long = get("/api/v1/commitments/", policy="anthropic/responsible-scaling-policy")
    assert get("/api/v1/commitments/", policy="responsible-scaling-policy") == {
        **long,
        "next": long["next"] and long["next"].replace("anthropic%2F", ""),
    }


def test_the_whole_life_of_the_pledge(get):
    entries = get(PLEDGE)["versions"]
    assert entries[0]["version"]["slug"] == "v1.0"
    assert [entry["version"]["slug"] for entry in entries][:4] == ["v1.0", "v2.0", "v2.1", "v2.2"]
    changes = [entry["change"] for entry in entries if entry["change"]]
    assert {change["basis"] for change in changes} == {"reading, not reviewed"}
    later = next(e for e in entries if e["version"]["slug"] == "v3.0")
    assert later["change"]["outcome"] in ("removed", "weakened")


def test_an_absence_is_not_a_text_of_the_publisher(get):
    entries = [
        e for c in get("/api/v1/commitments/", limit="500")["results"] for e in [c["in_force"]]
    ]
    absent = next(e for e in entries if e and e["kind"] == "absent")
    assert absent["label"] == "not stated"
    assert absent["modality"] == "none"


def test_a_link_made_later_is_unknown_before(get, rsp, two_versions, editor):
    clause = two_versions[1].text.extraction.clauses.get(text__startswith="The board must")
    pledge = rsp.commitments.get(slug="no-train-or-deploy-without-safeguards")
    before = timezone.now().isoformat()
    review.link_commitment(commitment=pledge, version=two_versions[1], clauses=[clause], by=editor)
    assert get(PLEDGE, as_of="2025-06-01")["in_force"]["kind"] == "verbatim"
    assert get(PLEDGE, as_of="2025-06-01", known_at=before)["in_force"]["kind"] == "summary"


def test_before_anything_was_published_there_is_none(get, refused):
    assert get("/api/v1/commitments/", known_at=LONG_AGO)["count"] == 0
    refused(PLEDGE, 404, known_at=LONG_AGO)


def test_an_unknown_one_is_a_sentence_that_names_those_there_are(refused):
    sentence = refused("/api/v1/commitments/anthropic/nope/", 404)
    assert sentence.startswith("There is no commitment nope of anthropic; there are no-train-or")
    assert "more." in sentence
