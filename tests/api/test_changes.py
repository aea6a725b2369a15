from django.utils import timezone

from commitments.models import Change
from tests.api.conftest import LONG_AGO

CHANGES = "/api/v1/changes/"


def test_lists_changes_newest_version_first(get):
    days = [change["happened_on"] for change in get(CHANGES, limit="500")["results"]]
    assert len(days) > 200
    assert days == sorted(days, reverse=True)


def test_what_nobody_has_judged_reads_not_assessed(get):
    for change in get(CHANGES)["results"]:
        assert change["basis"] == "reading, not reviewed"
        assert change["announcement"] == change["materiality"] == "not assessed"
        assert change["dimensions"] is None and change["decision"] is None
        assert change["reading"]["confidence"]


def test_a_decision_is_published_with_its_codes(get, decide):
    change = Change.objects.filter(new_version__slug="v3.0", old_version__isnull=False).first()
    decide(change, "weakened", dimensions=["scope", "actor"], is_mixed=True)
    [decided] = get(CHANGES, basis="decision")["results"]
    assert decided["basis"] == "decision"
    assert decided["announcement"] == "silent"
    assert decided["materiality"] == "material"
    assert decided["dimensions"] == ["actor", "scope"]
    assert decided["decision"]["is_mixed"] is True
    assert decided["decision"]["codebook_credit"].endswith("CC BY 4.0")
    assert "edith" not in str(decided)


def test_a_decision_overrules_the_reading_and_is_unknown_before_it_was_made(get, decide):
    change = Change.objects.filter(new_version__slug="v3.0", readings__outcome="retained").first()
    before = timezone.now().isoformat()
    decide(change, "weakened", dimensions=["scope"])
    assert get(CHANGES, basis="decision", known_at=before)["count"] == 0
    assert get(CHANGES, basis="decision", outcome="weakened")["count"] == 1
    assert get(CHANGES, basis="decision", outcome="retained")["count"] == 0
    assert get(CHANGES, basis="reading")["count"] == get(CHANGES)["count"] - 1


def test_a_judgement_without_a_decision_is_nobodys_business(get, editor):
    from commitments import review
    from commitments.models import Codebook

    review.record_judgement(
        change=Change.objects.filter(readings__outcome="retained").first(),
        codebook=Codebook.objects.create(version="0.2-test"),
        by=editor,
        outcome="weakened",
        announcement="silent",
    )
    assert get(CHANGES, basis="decision")["count"] == 0


def test_filters(get):
    removed = get(CHANGES, outcome="removed", organization="openai", limit="500")["results"]
    assert {c["outcome"] for c in removed} <= {"removed"}
    of_topic = get(CHANGES, topic="training-pause", policy="responsible-scaling-policy")["results"]
    assert {c["commitment"]["topic"] for c in of_topic} == {"training-pause"}
    assert {c["policy"]["slug"] for c in of_topic} == {"responsible-scaling-policy"}
    days = get(CHANGES, since="2025-03-31", until="2025-05-14", organization="anthropic")["results"]
    assert {c["happened_on"] for c in days} == {"2025-03-31", "2025-05-14"}


def test_as_of_leaves_out_what_came_later(get):
    assert get(CHANGES, as_of="2023-09-19", until="2026-01-01")["results"][0]["happened_on"] <= (
        "2023-09-19"
    )


def test_values_that_mean_nothing_are_refused(refused):
    assert "choose one of decision, reading" in refused(CHANGES, 400, basis="rumour")
    assert "choose one of retained" in refused(CHANGES, 400, outcome="better")
    assert "write it as YYYY-MM-DD" in refused(CHANGES, 400, since="yesterday")
    assert "choose one of amazon" in refused(CHANGES, 400, organization="acme")
    assert "anthropic/responsible-scaling-policy" in refused(CHANGES, 400, policy="acme/policy")


def test_its_address_is_the_comparison_in_which_it_lies(get):
    change = next(c for c in get(CHANGES)["results"] if c["old_version"])
    old, new = change["old_version"]["slug"], change["new_version"]["slug"]
    assert change["url"].endswith(f"/compare/{old}...{new}/")
    assert "/api/" in change["url"] and "/api/" not in change["page"]
    begun = get(CHANGES, outcome="added", until="2023-12-31")["results"]
    assert all(c["old_version"] or "/commitments/" in c["url"] for c in begun)


def test_before_anything_was_published_there_is_none(get):
    assert get(CHANGES, known_at=LONG_AGO)["count"] == 0
