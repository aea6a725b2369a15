"""Versions: which stands beside which, and what a day leaves out."""

from commitments.models import PolicyVersion

RSP = "/policies/anthropic/responsible-scaling-policy/"


def text(client, page, **asked) -> str:
    return client.get(page, asked).content.decode()


def test_of_two_editions_of_one_day_the_second_follows_the_first(client, bring):
    bring("v9.0", "We will keep the lighthouse lit.", "2027-01-01")
    bring("v9.1", "We aim to keep the lighthouse lit.", "2027-01-01")
    first, second = text(client, f"{RSP}versions/v9.0/"), text(client, f"{RSP}versions/v9.1/")
    assert "Compare v3.4 with v9.0" in first
    assert "v9.1 →" in first
    assert "Compare v9.0 with v9.1" in second
    answer = client.get(f"/api/v1{RSP}versions/v9.1/").json()
    assert answer["previous"]["slug"] == "v9.0" and answer["next"] is None


def test_the_first_two_editions_of_one_day_are_not_both_the_first(client, bring, rsp):
    first = PolicyVersion.objects.published().editions().of(rsp)[0]
    bring("v0.9", "We will keep the lighthouse lit.", first.dated_on.isoformat())
    pages = [text(client, f"{RSP}versions/{label}/") for label in (first.slug, "v0.9")]
    assert ["The first version" in page for page in pages] == [True, False]


def test_a_re_upload_stands_behind_its_own_edition(client, dataset):
    assert "Compare v2.0 with v2.0 (re-upload 1)" in text(client, f"{RSP}versions/v2.0-reupload-1/")


def test_a_re_upload_after_the_day_is_not_shown(client, rsp):
    variant = PolicyVersion.objects.published().filter(variant__gt=0).of(rsp)[0]
    edition = PolicyVersion.objects.published().get(policy=rsp, label=variant.label, variant=0)
    assert edition.dated_on < variant.dated_on
    again = "Re-uploaded under the same label"
    assert again in text(client, RSP, as_of=variant.dated_on.isoformat())
    assert again not in text(client, RSP, as_of=edition.dated_on.isoformat())
