"""import_document: a file goes in by the same way as a fetched one, in any order, and twice is once."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from commitments.models import (
    Clause,
    PolicyVersion,
    ProposedChange,
    Snapshot,
    VersionRecord,
    VersionText,
)
from commitments.text import extract
from commitments.text.segment import segment

OLD = "We will test every model before release. We will publish the results within 30 days.\n"
NEW = "We will test every model before release. We aim to publish the results.\n"
NEWEST = "We will test every model before release. We may publish the results.\n"


@pytest.fixture
def document(tmp_path):
    def document(text: str | bytes, name: str = "policy.txt"):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return document


def bring(path, label="v2.2", on="2025-05-14", *more: str) -> str:
    out = StringIO()
    call_command(
        "import_document",
        str(path),
        *("--policy", "anthropic/responsible-scaling-policy", "--label", label, "--effective", on),
        *more,
        stdout=out,
    )
    return out.getvalue()


def counts() -> dict[str, int]:
    return {m.__name__: m.objects.count() for m in apps.get_app_config("commitments").get_models()}


def version(label: str, variant: int = 0) -> PolicyVersion:
    return PolicyVersion.objects.get(
        policy__slug="responsible-scaling-policy", label=label, variant=variant
    )


def test_it_makes_a_draft_that_nobody_sees(dataset, document):
    said = bring(document(OLD))
    assert "draft" in said
    assert version("v2.2").text is None
    assert VersionText.objects.get().state == "draft"
    assert [c.text for c in Clause.objects.all()] == [
        "We will test every model before release.",
        "We will publish the results within 30 days.",
    ]


def test_publish_makes_it_public(dataset, document):
    said = bring(document(OLD), "v2.2", "2025-05-14", "--publish")
    assert "/policies/anthropic/responsible-scaling-policy/versions/v2.2/" in said
    assert version("v2.2").text.extraction.clauses.count() == 2


def test_a_label_that_the_record_does_not_know_becomes_a_version(dataset, document):
    bring(document(OLD), "v9.0", "2026-12-01", "--publish")
    new = PolicyVersion.objects.published().get(label="v9.0")
    assert str(new.record.effective_on) == "2026-12-01"


@pytest.mark.parametrize("more", [(), ("--publish",)])
def test_twice_is_once(dataset, document, more):
    bring(document(OLD), "v2.2", "2025-05-14", *more)
    before = counts()
    bring(document(OLD), "v2.2", "2025-05-14", *more)
    assert counts() == before


def test_the_same_text_in_other_bytes_is_kept_and_changes_nothing_public(dataset, document):
    bring(document(OLD), "v2.2", "2025-05-14", "--publish")
    bring(document(OLD.replace(". ", ".\n")), "v2.2", "2025-05-14", "--publish")
    assert Snapshot.objects.count() == 2
    assert VersionText.objects.filter(state="published").count() == 1


def proposals() -> list[tuple[str, str, str, str]]:
    return sorted(
        (p.old_version.label, p.new_version.label, p.kind, p.new_text)
        for p in ProposedChange.objects.all()
    )


def test_the_order_of_arrival_does_not_matter(dataset, document):
    texts = {
        "v2.0": (OLD, "2024-10-15"),
        "v2.1": (NEW, "2025-03-31"),
        "v2.2": (NEWEST, "2025-05-14"),
    }
    for label in ("v2.2", "v2.0", "v2.1"):
        bring(document(texts[label][0]), label, texts[label][1])
    assert [(old, new) for old, new, _, _ in proposals()] == [("v2.0", "v2.1"), ("v2.1", "v2.2")]
    assert proposals()[0][2:] == ("edited", "We aim to publish the results.")


def test_versions_are_neighbours_by_date_and_not_by_arrival(dataset, document):
    for label, text, on in [
        ("c", NEWEST, "2026-12-03"),
        ("a", OLD, "2026-12-01"),
        ("b", NEW, "2026-12-02"),
    ]:
        bring(document(text), label, on)
    assert [(old, new) for old, new, _, _ in proposals()] == [("a", "b"), ("b", "c")]


@pytest.mark.parametrize("order", [("v9.9", "v9.10"), ("v9.10", "v9.9")])
def test_versions_of_one_day_stand_in_the_order_of_their_names(dataset, document, order):
    for label in order:
        bring(document(f"We will keep {label}.", f"{label}.txt"), label, "2026-12-01", "--publish")
    chain = PolicyVersion.objects.published().filter(label__in=order)
    assert [version.label for version in chain] == ["v9.9", "v9.10"]
    in_force = PolicyVersion.objects.published().in_force(chain[0].effective_on)
    assert in_force.get(policy=chain[0].policy_id).label == "v9.10"
    pairs = ProposedChange.objects.values_list("old_version__label", "new_version__label")
    assert set(pairs) == {("v9.9", "v9.10")}


def test_another_text_under_the_label_needs_the_word_variant(dataset, document):
    bring(document(OLD))
    before = counts()
    with pytest.raises(CommandError, match="--variant"):
        bring(document(NEW))
    assert counts() == before


def test_a_variant_stands_beside_the_first_text(dataset, document):
    bring(document(OLD), "v2.2", "2025-05-14", "--publish")
    bring(document(NEW), "v2.2", "2025-06-02", "--variant", "--publish")
    variant = PolicyVersion.objects.published().get(label="v2.2", variant=1)
    assert str(variant.record.first_seen_on) == "2025-06-02"
    assert variant.slug == "v2.2-reupload-1"
    assert [
        (p.old_version.variant, p.new_version.variant) for p in ProposedChange.objects.all()
    ] == [(0, 1)]
    before = counts()
    bring(document(NEW), "v2.2", "2025-06-02", "--variant", "--publish")
    assert counts() == before


def test_a_variant_that_the_record_knows_by_its_day_gets_its_text(dataset, document):
    bring(document(OLD), "v2.1", "2025-03-31")
    bring(document(NEW), "v2.1", "2025-04-02", "--variant")
    assert VersionText.objects.filter(version=version("v2.1", 1)).count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.pdf", "empty"),
        (b"%PDF-1.7\nnot really", "broken.pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "picture.pdf", "PNG|image|not"),
        (
            b"<html><body><p>We will test every model.</p></body></html>",
            "page.pdf",
            "holds text/html",
        ),
        (b"We will test every model before release.", "plain.docx", "holds text/plain"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize 1\n" % (b"a" * 64),
            "pointer.pdf",
            "LFS",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(dataset, document, content, name, words):
    before = counts()
    with pytest.raises(CommandError, match=words) as caught:
        bring(document(content, name))
    assert "\n" not in str(caught.value)
    assert counts() == before


def test_an_unknown_policy_is_answered_with_the_known_ones(dataset, document):
    with pytest.raises(CommandError, match="openai/preparedness-framework"):
        call_command(
            "import_document", str(document(OLD)),
            "--policy", "anthropic/nope", "--label", "v1", "--effective", "2025-01-01",
        )  # fmt: skip


def test_a_missing_file_is_said(dataset, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        bring(tmp_path / "nothing.txt")


def test_a_date_that_contradicts_the_record_is_refused(dataset, document):
    before = counts()
    with pytest.raises(CommandError, match="2025-05-14"):
        bring(document(OLD), "v2.2", "2025-05-15")
    assert counts() == before


def test_a_variant_may_arrive_before_the_text_it_replaced(dataset, document):
    bring(document(NEW), "v2.2", "2025-06-02", "--variant")
    bring(document(OLD), "v2.2", "2025-05-14")
    texts = {
        row.version.variant: row.extraction.clauses.last().text for row in VersionText.objects.all()
    }
    assert texts == {
        0: "We will publish the results within 30 days.",
        1: "We aim to publish the results.",
    }
    assert [
        (p.old_version.variant, p.new_version.variant) for p in ProposedChange.objects.all()
    ] == [(0, 1)]


def test_a_new_engine_takes_the_place_of_the_old_ones_proposals(dataset, document, monkeypatch):
    bring(document(OLD), "v2.1", "2025-03-31")
    bring(document(NEW), "v2.2", "2025-05-14")
    monkeypatch.setattr("commitments.proposals.ENGINE", "next")
    bring(document(OLD + "We will tell the board about every single result."), "v2.0", "2024-10-15")
    pairs = ProposedChange.objects.values_list("old_version__label", "new_version__label")
    assert set(pairs) == {("v2.0", "v2.1"), ("v2.1", "v2.2")}
    assert set(ProposedChange.objects.values_list("comparison__engine", flat=True)) == {"next"}


def test_a_day_that_the_record_lacks_is_taken_over(dataset, document):
    bring(document(OLD), "v2.2", "2025-05-14", "--published", "2025-05-15", "--publish")
    record = version("v2.2").record
    assert str(record.published_on) == "2025-05-15"
    assert record.summary.startswith("One substantive edit")
    before = counts()
    bring(document(OLD), "v2.2", "2025-05-14", "--published", "2025-05-15", "--publish")
    assert counts() == before


def test_the_day_of_a_month_is_taken_over_and_another_month_refused(dataset, document):
    def at(on: str) -> None:
        call_command(
            "import_document", str(document(OLD)), "--policy", "anthropic/frontier-safety-roadmap",
            "--label", "Jul 2026", "--effective", on, "--publish", stdout=StringIO(),
        )  # fmt: skip

    with pytest.raises(CommandError, match="2026-07-01"):
        at("2026-08-10")
    at("2026-07-10")
    found = PolicyVersion.objects.published().get(label="Jul 2026")
    assert (str(found.record.effective_on), found.record.effective_precision) == (
        "2026-07-10",
        "day",
    )


def test_a_clause_of_a_megabyte_is_kept(dataset, document):
    words = " ".join(f"word{number}" for number in range(150_000))
    bring(document(f"We will {words}."))
    assert Clause.objects.get().text.endswith("word149999.")


def test_marks_that_mean_something_to_the_database_are_kept_as_they_are(dataset, document):
    text = '\\.\n\n\\N\n\nWe will keep C:\\new\\table, "this", that; and \\. apart.\n\n\\x41 \\\\'
    bring(document(text))
    clauses = segment(extract.read(text.encode(), "text/plain"))
    assert [clause.text for clause in Clause.objects.order_by("ordinal")] == [
        clause.text for clause in clauses
    ]
    assert "We will keep C:\\new\\table" in "".join(clause.text for clause in clauses)


@pytest.mark.parametrize("label", ["!!!", "한국어", "v" * 81])
def test_a_label_that_cannot_stand_in_an_address_is_refused(dataset, document, label):
    before = counts()
    with pytest.raises(CommandError, match="cannot stand in an address"):
        bring(document(OLD), label)
    assert counts() == before


@pytest.mark.parametrize(
    ("label", "slug"), [("Été 2026", "ete-2026"), ("../x", "x"), ("v1 ... v2", "v1-v2")]
)
def test_any_other_label_gets_a_plain_address(dataset, document, client, label, slug):
    said = bring(document(OLD), label, "2026-12-01", "--publish")
    assert f"/versions/{slug}/" in said
    address = f"/policies/anthropic/responsible-scaling-policy/versions/{slug}/"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "more", [("--published", "31.3.2025"), ("--source-url", "javascript:alert(1)")]
)
def test_an_argument_that_cannot_be_meant_is_refused(dataset, document, more):
    with pytest.raises(CommandError, match=r"YYYY-MM-DD|http or https"):
        bring(document(OLD), "v2.2", "2025-05-14", *more)


def test_the_source_address_is_kept_with_the_snapshot(dataset, document):
    bring(document(OLD), "v2.2", "2025-05-14", "--source-url", "https://example.org/rsp.txt")
    snapshot = Snapshot.objects.get()
    assert snapshot.source.url == snapshot.final_url == "https://example.org/rsp.txt"
    assert snapshot.source.kind == "upload"  # importing does not start watching
    assert VersionRecord.objects.filter(origin="capture").count() == 0
