"""What every public statement shares: the instant it became public, and from whom it came.

An *entity* (an organization, a policy, a version, a commitment) is only a name that never changes. What we say
about it is a *record*: a row that is never changed or deleted (a trigger of the database sees to that) and is
superseded by a later row. So "what had we published by then" (``known_at``) is the same query as "what do we
publish now", with another instant in it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone


class Origin(models.TextChoices):
    DATASET = "dataset", "the shipped data set"
    CAPTURE = "capture", "a captured document"
    EDITOR = "editor", "an editor"


class Confidence(models.TextChoices):
    SEEN = "seen", "read in the named source"
    INFERRED = "inferred", "follows from the neighbouring versions"
    RECALLED = "recalled", "from memory"


def one_of(model: str, field: str, values: Iterable[str], *, or_empty: bool = False) -> Any:
    """The constraint that a field holds one of its choices, which Django itself checks in forms only."""
    known = [*values, ""] if or_empty else list(values)
    return models.CheckConstraint(
        name=f"{model}_{field}_is_known", condition=models.Q(**{f"{field}__in": known})
    )


class RecordQuerySet(models.QuerySet[Any]):
    def known(self, at: datetime | None = None) -> Self:
        """Rows that were public at ``at`` (now, if None)."""
        return self.filter(recorded_at__lte=at or timezone.now())

    def last_said(self) -> Subquery:
        """The id of the latest of these rows, which are about the owner in the query around this one.

        One look into an index for each of its rows, however many records there are.
        """
        return Subquery(self.order_by("-recorded_at", "-pk").values("pk")[:1])

    def latest_per(self, *owner: str) -> Self:
        """Of each owner only its latest row: one query, by DISTINCT ON."""
        # By the column: ordering by a relation would follow the related model's own ordering.
        columns = [self.model._meta.get_field(name).attname for name in owner]
        return self.order_by(*columns, "-recorded_at", "-pk").distinct(*columns)


class Record(models.Model):
    """A public statement. ``recorded_at`` is the instant it became public; a later row supersedes it."""

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    origin = models.CharField(max_length=10, choices=Origin)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_only_editors_are_persons",
                condition=models.Q(recorded_by__isnull=True) | models.Q(origin=Origin.EDITOR),
            ),
            models.CheckConstraint(
                name="%(class)s_origin_is_known", condition=models.Q(origin__in=Origin.values)
            ),
        ]


class EntityQuerySet(models.QuerySet[Any]):
    """Public reads of an entity.

    Subclasses say in ``statements`` which records count, and in ``PUBLIC`` what must hold of the last of them.
    """

    PUBLIC: ClassVar[Mapping[str, Any]] = {}

    def statements(self, at: datetime | None) -> Any:
        return self._records().related_model.objects.known(at)

    def record_of(self, entity: "Entity") -> Any:
        """Today's record of one entity, or None; two queries."""
        found = self.filter(pk=entity.pk).published().first()
        return found.record if found else None

    def _records(self) -> Any:
        return self.model._meta.get_field("records")

    def published(self, known_at: datetime | None = None) -> Self:
        """Entities that were public at ``known_at``, each with its record of then: two queries.

        A later filter by ``records__...`` is about any record; an annotation is about the one of then.
        """
        owner = self._records().field.name
        records = self.statements(known_at)
        last = records.filter(**{owner: OuterRef("pk")}).last_said()
        is_public = {f"records__{name}": value for name, value in self.PUBLIC.items()}
        return self.filter(records=last, **is_public).prefetch_related(
            models.Prefetch("records", queryset=records.latest_per(owner), to_attr="known_records")
        )


class Entity(models.Model):
    """A name that never changes, and the record about it that is in force."""

    known_records: list[Any]
    objects: ClassVar[Any] = EntityQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def record(self) -> Any:
        """The record that ``published()`` loaded; without it, one query for today's."""
        if not hasattr(self, "known_records"):
            record = type(self).objects.record_of(self)
            self.known_records = [record] if record else []
        return self.known_records[0] if self.known_records else None
