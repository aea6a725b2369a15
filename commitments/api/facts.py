"""How the nouns of the record look where another object names them, and what commitments say.

The clocks stay apart under their own names everywhere: ``effective_on`` and ``published_on`` are the
publisher's, ``fetched_at`` is when a document was captured, ``recorded_at`` when the tracker said so.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from commitments.exports.gathering import Gatherer
from commitments.models import CommitmentText, TextKind


def address(context: Mapping[str, Any], route: str, *names: Any) -> str:
    """Absolute, by the origin that ``PublicView`` puts into the context."""
    return f"{context.get('origin', '')}{reverse(route, args=names)}"


class Link(serializers.URLField):
    """An absolute address: a route's name, and the attributes of the object that fill it."""

    def __init__(self, route: str, *attributes: str, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)
        self.route = route
        self.attributes = [attrgetter(name) for name in attributes]

    def to_representation(self, value: Any) -> str:
        return address(self.context, self.route, *(read(value) for read in self.attributes))


class AboutFacts(serializers.Serializer[Any]):
    """What the answer rests on; whether a judgement was reviewed is said at each."""

    data_set = serializers.CharField(source="edition", help_text="The edition of the data set.")
    codebook = serializers.CharField()
    licence = serializers.CharField()


def about() -> dict[str, str]:
    facts: dict[str, str] = AboutFacts(Gatherer("").stamp()).data
    return facts


class OrganizationName(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    url = Link("api:organization-detail", "slug")
    page = Link("organization-detail", "slug")


class PolicyName(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    url = Link("api:policy-detail", "organization.slug", "slug")
    page = Link("policy-detail", "organization.slug", "slug")


VERSION = ("policy.organization.slug", "policy.slug", "slug")


class VersionName(serializers.Serializer[Any]):
    slug = serializers.CharField()
    label = serializers.CharField(help_text="The publisher's.")  # type: ignore[assignment]
    variant = serializers.IntegerField(help_text="0, or the number of a re-upload under the label.")
    effective_on = serializers.DateField(source="record.effective_on", allow_null=True)
    effective_precision = serializers.CharField(source="record.effective_precision")
    first_seen_on = serializers.DateField(source="record.first_seen_on", allow_null=True)
    url = Link("api:version-detail", *VERSION)
    page = Link("version-detail", *VERSION)


class CommitmentName(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField(source="record.title")
    topic = serializers.CharField(source="record.topic")
    url = Link("api:commitment-detail", "organization.slug", "slug")
    page = Link("commitment-detail", "organization.slug", "slug")


class ReferenceFacts(serializers.Serializer[Any]):
    slug = serializers.CharField()
    address = serializers.CharField()
    note = serializers.CharField()


class StatedText(serializers.Serializer[Any]):
    """What one version says about one commitment, and whose words these are."""

    kind = serializers.ChoiceField(choices=TextKind.values)
    label = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Show this beside the text."
    )
    text = serializers.CharField()
    section = serializers.CharField()
    modality = serializers.CharField(help_text="The verb that carries the promise.")
    confidence = serializers.CharField()
    note = serializers.CharField()
    reference = ReferenceFacts(allow_null=True)
    recorded_at = serializers.DateTimeField()

    def get_label(self, stated: CommitmentText) -> str:
        return str(TextKind(stated.kind).label)


class Quotation(serializers.Serializer[Any]):
    """A verbatim passage with what stands around it."""

    exact = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    clause = serializers.CharField(source="clause.key")
    page_number = serializers.IntegerField(source="clause.page", allow_null=True)


class QuotedText(StatedText):
    quotes = Quotation(many=True, source="quotes.all")
