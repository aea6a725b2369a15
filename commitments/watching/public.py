"""Which sources and snapshots anybody may learn of.

A document brought by hand is an editor's working paper until a version that rests on it is public: until then
nobody learns its address, its hash, or that there is one. What the tracker fetched by itself stood in public.
"""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from commitments.models import (
    CaptureMethod,
    Policy,
    PolicyVersion,
    Snapshot,
    Source,
    SourceKind,
    VersionText,
)


def public_sources(known_at: datetime | None) -> Any:
    """Sources that were watched by then, with their watch and their public policies: five queries."""
    policies = Policy.objects.published(known_at)
    brought = _published_documents(known_at).values("source")
    found = Source.objects.filter(policy__in=policies.values("pk"))
    found = found.filter(~Q(kind=SourceKind.UPLOAD) | Q(pk__in=brought))
    found = found.filter(added_at__lte=known_at) if known_at else found
    return found.select_related("watch").prefetch_related(Prefetch("policy", policies))


def public_snapshots(known_at: datetime | None) -> Any:
    """Snapshots that were on record by then, of public policies."""
    policies = Policy.objects.published(known_at)
    published = _published_documents(known_at).values("pk")
    found = Snapshot.objects.filter(source__policy__in=policies.values("pk"))
    found = found.filter(_fetched() | Q(pk__in=published))
    return found.filter(recorded_at__lte=known_at) if known_at else found


def _fetched() -> Q:
    return Q(method=CaptureMethod.FETCH) & ~Q(source__kind=SourceKind.UPLOAD)


def _published_documents(known_at: datetime | None) -> Any:
    """Snapshots in which the text of a public version was read."""
    versions = PolicyVersion.objects.published(known_at).values("pk")
    texts = VersionText.objects.stated(known_at).filter(version__in=versions)
    return Snapshot.objects.filter(extractions__version_texts__in=texts.values("pk"))
