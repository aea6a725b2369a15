"""Which sources and snapshots anybody may learn of.

A document brought by hand is an editor's working paper until a version that rests on it is public: until then
nobody learns its address, its hash, or that there is one. What the tracker fetched by itself stood in public.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from commitments.models import (
    CaptureMethod,
    Policy,
    Snapshot,
    Source,
    SourceKind,
    VersionRecord,
    VersionText,
)
from commitments.models.policies import is_public_policy


def public_sources(known_at: datetime | None) -> Any:
    """Sources that were watched by then, with their watch and their public policies: five queries."""
    brought = _published_texts(known_at).filter(extraction__snapshot__source=OuterRef("pk"))
    found = Source.objects.filter(is_public_policy(known_at))
    found = found.filter(~Q(kind=SourceKind.UPLOAD) | Exists(brought))
    found = found.filter(added_at__lte=known_at) if known_at else found
    policies = Policy.objects.published(known_at)
    return found.select_related("watch").prefetch_related(Prefetch("policy", policies))


def public_snapshots(known_at: datetime | None) -> Any:
    """Snapshots that were on record by then, of public policies."""
    published = _published_texts(known_at).filter(extraction__snapshot=OuterRef("pk"))
    found = Snapshot.objects.filter(is_public_policy(known_at, "source__policy"))
    found = found.filter(_fetched() | Exists(published))
    return found.filter(recorded_at__lte=known_at) if known_at else found


def _fetched() -> Q:
    return Q(method=CaptureMethod.FETCH) & ~Q(source__kind=SourceKind.UPLOAD)


def _published_texts(known_at: datetime | None) -> Any:
    """What was read in documents, where a public version rests on it."""
    versions = VersionRecord.objects.public(known_at).filter(version=OuterRef("version"))
    return VersionText.objects.stated(known_at).filter(Exists(versions))
