"""Full-text search; the query itself is in ``commitments.searching``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request

from commitments.api import parameters
from commitments.api.base import Pages
from commitments.api.exporting import FORMAT, ExportedView
from commitments.api.facts import address
from commitments.errors import TrackerError
from commitments.exports.papers import Subject
from commitments.searching import KINDS, STRENGTHS, Found, Hit, find, hits, want

KIND_LABELS = {
    "clause": "the publisher's words",
    "commitment": "a commitment's title, or words linked to it",
    "summary": "tracker's summary; not the publisher's words",
}


class SnippetPart(serializers.Serializer[Any]):
    is_match = serializers.BooleanField()
    text = serializers.CharField()


class HitVersion(serializers.Serializer[Any]):
    slug = serializers.CharField()
    label = serializers.CharField(source="name")  # type: ignore[assignment]


class HitFacts(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    label = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Whose words these are."
    )
    title = serializers.CharField()
    snippet = serializers.SerializerMethodField(help_text="Plain text.")
    snippet_parts = serializers.SerializerMethodField(help_text="The same, matches marked.")
    organization = serializers.CharField(source="organization_slug")
    organization_name = serializers.CharField(source="organization")
    policy = serializers.CharField(source="policy_slug")
    policy_title = serializers.CharField()
    version = serializers.CharField(source="version_slug", help_text="Empty for a title.")
    version_label = serializers.CharField()
    versions = HitVersion(many=True, help_text="All that have these words, oldest first.")
    is_in_force = serializers.BooleanField(help_text="Whether one of them is in force today.")
    strength = serializers.ChoiceField(choices=[*STRENGTHS, ""], help_text="Of what is promised.")
    clause = serializers.CharField(source="clause_key", help_text="Its id among the clauses.")
    rank = serializers.FloatField()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    def get_label(self, hit: Hit) -> str:
        return KIND_LABELS[hit.kind]

    def get_snippet(self, hit: Hit) -> str:
        return "".join(text for _, text in hit.snippet_parts)

    @extend_schema_field(SnippetPart(many=True))
    def get_snippet_parts(self, hit: Hit) -> list[dict[str, Any]]:
        return [{"is_match": is_match, "text": text} for is_match, text in hit.snippet_parts]

    @extend_schema_field(serializers.URLField())
    def get_page(self, hit: Hit) -> str:
        return f"{self.context.get('origin', '')}{hit.url}"

    @extend_schema_field(serializers.URLField())
    def get_url(self, hit: Hit) -> str:
        owner = hit.organization_slug
        if hit.commitment_slug:
            return address(self.context, "api:commitment-detail", owner, hit.commitment_slug)
        names = [owner, hit.policy_slug, hit.version_slug]
        return address(self.context, "api:version-detail", *names)


class HitPages(Pages):
    """The search counts by itself, and only a page of hits is loaded."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.limit = self.get_limit(request) or 0
        self.offset = self.get_offset(request)
        found: Found = queryset
        self.count = found.total
        return hits(found, view.moment, start=self.offset, size=self.limit)


class Search(ExportedView, generics.ListAPIView[Any]):
    """Clauses, commitments and the tracker's summaries in which the words stand, best first.

    The same words in several versions of a policy are one hit. Of words that stand in thousands of places only
    the latest are looked at and counted.
    """

    serializer_class = HitFacts
    pagination_class = HitPages
    subject = Subject.SEARCH
    parameters = (
        parameters.QUERY,
        parameters.HIT_KIND,
        parameters.ORGANIZATION,
        parameters.POLICY,
        parameters.VERSION,
        parameters.TOPIC,
        parameters.STRENGTH,
        parameters.YEAR,
        parameters.IN_FORCE,
        parameters.AS_OF,
        FORMAT,
    )

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return self.handed_on() or super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if not self.asked.text("q"):
            raise TrackerError(
                "no_query", "Say what to look for: /api/v1/search/?q=pause+training."
            )
        return find(want(self.asked), self.moment)
