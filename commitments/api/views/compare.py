"""Two versions side by side: their commitments, and their clauses with the edit script as data."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api.exporting import FORMAT, ExportedView
from commitments.api.facts import (
    AboutFacts,
    Link,
    PolicyName,
    StatedText,
    VersionName,
    about,
    address,
)
from commitments.api.views.changes import BASES, StepFacts
from commitments.api.views.commitments import Spans
from commitments.api.views.versions import VersionFacts, with_accounts
from commitments.comparing import KINDS, CommitmentComparison, VersionComparison, compare_versions
from commitments.exports.papers import Subject
from commitments.finding import find_among, find_policy, find_sides
from commitments.models import ChangeOutcome, PolicyVersion
from commitments.text.blocks import PairKind

TEXTS_ONLY = "the two texts, compared"
COMMITMENT = ("commitment.organization.slug", "commitment.slug")


class ComparedStep(StepFacts):
    new_version = VersionName(source="change.new_version")


class ComparedCommitment(serializers.Serializer[Any]):
    """One commitment. ``kind`` is what the two texts show; ``outcome`` what was read in it or decided."""

    slug = serializers.CharField(source="commitment.slug")
    title = serializers.CharField(source="commitment.record.title")
    topic = serializers.CharField(source="commitment.record.topic")
    kind = serializers.ChoiceField(choices=KINDS)
    outcome = serializers.ChoiceField(choices=sorted({*ChangeOutcome.values, *KINDS}))
    basis = serializers.SerializerMethodField(help_text="What the outcome rests on.")
    old = StatedText(allow_null=True, help_text="null: not recorded.")
    new = StatedText(allow_null=True, help_text="null: not recorded.")
    spans = Spans(help_text="From the old text to the new one.")
    steps = ComparedStep(many=True, help_text="The recorded changes on the way, oldest first.")
    url = Link("api:commitment-detail", *COMMITMENT)
    page = Link("commitment-detail", *COMMITMENT)

    @extend_schema_field(serializers.ChoiceField(choices=[*BASES.values(), TEXTS_ONLY]))
    def get_basis(self, item: CommitmentComparison) -> str:
        return BASES[item.step.basis] if item.step else TEXTS_ONLY


class ComparedClause(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    kind = serializers.CharField()
    text = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField())
    page = serializers.IntegerField(allow_null=True, help_text="Of the document.")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    is_commitment = serializers.BooleanField()
    strength = serializers.CharField(allow_null=True)
    rule = serializers.CharField()


class ComparedVersion(VersionFacts):
    clauses = ComparedClause(many=True, allow_null=True, help_text="null: none to compare.")


class SuggestionFacts(serializers.Serializer[Any]):
    new = serializers.CharField()
    score = serializers.FloatField()


class SignalFacts(serializers.Serializer[Any]):
    rule = serializers.CharField()
    message = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class PairFacts(serializers.Serializer[Any]):
    """Clauses of the old version and what became of them: a proposal of the engine, with its reasons."""

    kind = serializers.ChoiceField(choices=[str(kind) for kind in PairKind])
    old = serializers.ListField(child=serializers.CharField(), help_text="Clause ids.")
    new = serializers.ListField(child=serializers.CharField(), help_text="Clause ids.")
    score = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())
    is_guess = serializers.BooleanField(help_text="The likeliest counterpart; no edit to quote.")
    moved = serializers.BooleanField()
    suggestions = SuggestionFacts(many=True)
    spans = Spans()
    signals = SignalFacts(many=True)


class LinkFacts(serializers.Serializer[Any]):
    """Words that stand in both texts and lead elsewhere now."""

    words = serializers.CharField()
    old = serializers.CharField(help_text="Where they led; empty: they were no link.")
    new = serializers.CharField(help_text="Where they lead; empty: they are no link any more.")


class CountFacts(serializers.Serializer[Any]):
    commitments = serializers.DictField(child=serializers.IntegerField())
    clauses = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


class TextsFacts(serializers.Serializer[Any]):
    """The answer's shape, for the schema: the engine's part of it is JSON already and goes out as it is."""

    about = AboutFacts()
    old = ComparedVersion()
    new = ComparedVersion()
    basis = serializers.ChoiceField(choices=["verbatim", "summaries"])
    note = serializers.CharField(help_text="A sentence to show, where summaries are compared.")
    pairs = PairFacts(many=True, allow_null=True, help_text="null: no clauses to compare.")
    links = LinkFacts(
        many=True,
        allow_null=True,
        help_text="Links that changed though their words did not. null: not known of both texts.",
    )
    engine = serializers.CharField(allow_null=True)
    counts = CountFacts()


class ComparisonFacts(TextsFacts):
    policy = PolicyName()
    commitments = ComparedCommitment(many=True)
    url = Link("api:version-compare")
    page = Link("version-compare")


class AcrossFacts(TextsFacts):
    """Of two policies: each side names its own, and nothing is said of commitments."""

    url = Link("api:compare-across")
    page = Link("compare-across")


class Comparing(ExportedView, ABC):
    """Two versions compared, clause by clause where documents of both were captured."""

    pagination_class = None
    parameters = (FORMAT,)
    route: ClassVar[str]
    names: ClassVar[Sequence[str]]

    def answer(self) -> Any:
        return self.handed_on() or Response(self._facts(self.compared()))

    @abstractmethod
    def compared(self) -> VersionComparison:
        """The two that the address names."""

    def _facts(self, found: VersionComparison) -> dict[str, Any]:
        context = self.get_serializer_context()
        engine = found.clauses or {"old": {}, "new": {}}
        names = [self.kwargs[name] for name in self.names]
        with_accounts([found.old, found.new], self.moment.known_at)
        return {
            "url": address(context, f"api:{self.route}", *names),
            "page": address(context, self.route, *names),
            "about": about(),
            **self.of_one_policy(found, context),
            "old": _version(found.old, engine["old"], context),
            "new": _version(found.new, engine["new"], context),
            "basis": found.basis,
            "note": _note(found),
            "pairs": engine.get("pairs"),
            "links": None if found.links is None else LinkFacts(found.links, many=True).data,
            "engine": engine.get("engine"),
            "counts": {"commitments": found.counts, "clauses": engine.get("counts")},
        }

    def of_one_policy(self, found: VersionComparison, context: dict[str, Any]) -> dict[str, Any]:
        """What only two versions of one policy have in common."""
        return {}


class Compare(Comparing):
    """Two versions compared, clause by clause where documents of both were captured."""

    serializer_class = ComparisonFacts
    subject = Subject.COMPARISON
    route = "version-compare"
    names = ("organization", "policy", "old", "new")

    @extend_schema(operation_id="policies_compare")
    def get(self, request: Request, **names: str) -> Any:
        return self.answer()

    def compared(self) -> VersionComparison:
        owner = find_policy(self.kwargs["organization"], self.kwargs["policy"], self.moment)
        versions = PolicyVersion.objects.published(self.moment.known_at).of(owner)
        sides = (self.kwargs[name] for name in ("old", "new"))
        before, after = (find_among(versions, slug, self.moment) for slug in sides)
        return compare_versions(before, after, versions, self.moment.known_at)

    def of_one_policy(self, found: VersionComparison, context: dict[str, Any]) -> dict[str, Any]:
        listed = ComparedCommitment(found.commitments, many=True, context=context)
        return {
            "policy": PolicyName(found.new.policy, context=context).data,
            "commitments": listed.data,
        }


class CompareAcross(Comparing):
    """Versions of two policies side by side: two documents, of which neither was made from the other.

    The engine's kinds of pairs are its words: "removed" stands only on the left, "added" only on the right.
    """

    serializer_class = AcrossFacts
    subject = Subject.ACROSS
    route = "compare-across"
    names = tuple(
        f"{s}_{part}" for s in ("left", "right") for part in ("organization", "policy", "version")
    )

    @extend_schema(operation_id="compare_across")
    def get(self, request: Request, **names: str) -> Any:
        return self.answer()

    def compared(self) -> VersionComparison:
        return VersionComparison(*find_sides(self.kwargs, self.moment), ())


def _version(
    version: PolicyVersion, clauses: dict[str, Any], context: dict[str, Any]
) -> dict[str, Any]:
    facts = VersionFacts(version, context=context).data
    return {**facts, "clauses": clauses.get("clauses")}


def _note(found: VersionComparison) -> str:
    if not found.lacking:
        return ""
    return (
        f"{found.lacking.replace('the', 'The', 1)}, so the tracker's own summaries of the commitments are"
        " compared; they are not the publisher's words."
    )
