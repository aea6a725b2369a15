"""An editor's "check now": the next turn of a source is at once, by whose wish is on record.

Three steps, so that a check is neither lost nor made twice: ``request_check`` puts the turn to now and is
committed; ``claim_check`` takes that turn, as beat does for turns that are due; who has claimed it hands the
source to a worker, or puts the check off when no worker can be reached.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from commitments.errors import ConflictError, NotFoundError
from commitments.models import Event, Source, SourceKind

AGAIN_AFTER = timedelta(minutes=1)
VERB = "check_source"


@transaction.atomic
def request_check(*, source_id: int, by: User) -> Source:
    """Put the source's next turn to now. Raises NotFoundError, or ConflictError with the reason why not."""
    source = Source.objects.select_for_update().filter(pk=source_id).first()
    if source is None:
        raise NotFoundError("no_such_source", f"There is no source {source_id}.")
    _insist_can_be_checked(source)
    source.next_fetch_at = timezone.now()
    source.save(update_fields=["next_fetch_at"])
    Event.objects.append(
        VERB, subject=str(source), actor=by.get_username(), data={"source": source.pk}
    )
    return source


def claim_check(source: Source) -> bool:
    """Take the turn that was put to now: the regular one comes next. False if another worker has it."""
    turn = Source.objects.filter(pk=source.pk, next_fetch_at=source.next_fetch_at)
    return bool(turn.update(next_fetch_at=timezone.now() + source.fetch_every))


def put_check_off(source: Source) -> None:
    """Due again from now on: beat hands the source to a worker as soon as there is one."""
    Source.objects.filter(pk=source.pk).update(next_fetch_at=source.next_fetch_at)


def _insist_can_be_checked(source: Source) -> None:
    if source.kind == SourceKind.UPLOAD or not source.is_active:
        raise ConflictError(
            "not_watched", "Nothing is fetched from this source: it is not watched."
        )
    if not settings.FETCH_ENABLED:
        raise ConflictError(
            "fetching_is_off",
            "Fetching is switched off here; set FETCH_ENABLED=true to check sources.",
        )
    since = timezone.now() - AGAIN_AFTER
    asked = Event.objects.filter(verb=VERB, data__source=source.pk, happened_at__gt=since).first()
    if asked:
        raise ConflictError("under_way", _how_far(source, asked))


def _how_far(source: Source, asked: Event) -> str:
    """What became of a check that was asked for less than a minute ago."""
    attempt = source.attempts.filter(started_at__gte=asked.happened_at).first()
    if attempt is None:
        return f"A check is under way already: {asked.actor} has just asked for it."
    return (
        f"It has just been checked ({attempt.get_outcome_display()}), because {asked.actor} asked for it."
        " Give the publisher’s server a minute."
    )
