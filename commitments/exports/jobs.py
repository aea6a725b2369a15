"""Files that take longer than a reader would wait: asked for, made by a worker, kept for a day.

The same question about the same record is the same file. The record's mark is looked at when a file is asked
for and again whenever it is handed out: what was published or taken down since, it does not show.
"""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from commitments.errors import ConflictError, TrackerError
from commitments.exports import FORMATS, Format
from commitments.exports.gathering import Gatherer
from commitments.exports.matters import Matter
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.models import BlobWithdrawal, Export, ExportState
from commitments.moments import moment_of
from commitments.watermarks import watermark

KEPT = timedelta(days=1)
MOST_KEPT = 60  # files; the oldest go first
MOST_OPEN = 10  # that wait or are being made, whoever asked for them
MOST_TRIES = 3  # workers that one file may take with it
LOST_AFTER = timedelta(minutes=15)  # without a sign of life: longer than any job may take
BUSY = f"{MOST_OPEN} files are being made already. Try again in a few minutes."
CHANGED = "The record has changed since it was asked for. Ask for it again."
INTERRUPTED = "Making it was interrupted. Ask for it again."
DEADLY = f"The worker died of it {MOST_TRIES} times; the fault is ours. Another format may go."
OUR_FAULT = "The tracker has failed here; the fault has been written down on our side."
TOO_LONG = "It takes longer than a worker may; `manage.py export` makes it without a limit."


def files() -> Storage:
    """Where they lie: of no use to anybody but this module."""
    return storages["exports"]


def mark() -> str:
    """Differs after every publication and take-down; a take-down is counted, whichever was committed first."""
    return f"{watermark().key}-{BlobWithdrawal.objects.count()}"


def ask(
    order: Order, made: Format, matter: Matter, *, gatherer: Gatherer, address: str
) -> tuple[Export, bool]:
    """The file's row, and whether a worker is to be told of it: not where one knows, or it is there.

    Raises ConflictError ``too_many`` where as many are open as may be; a few more can slip through at once.
    """
    there = find(order, made, gatherer.origin)
    if there and there.state != ExportState.FAILED:
        return there, False
    if Export.objects.filter(state__in=_OPEN).count() >= MOST_OPEN:
        raise ConflictError("too_many", BUSY)
    if there:
        again = Export.objects.filter(pk=there.pk, state=ExportState.FAILED)
        anew = {"state": ExportState.WAITING, "done": 0, "tries": 0, "changed_at": timezone.now()}
        is_ours = again.update(**anew)
        return there, bool(is_ours)
    title, page = matter.heading(gatherer)
    facts = {"title": title, "page": page, "address": address, "parts": matter.parts}
    return Export.objects.get_or_create(
        key=_key(order, made, gatherer.origin),
        defaults={**_question(order, made, gatherer.origin), **facts},
    )


_OPEN = (ExportState.WAITING, ExportState.WORKING)


def find(order: Order, made: Format, origin: str) -> Export | None:
    """What has become of this question about today's record, if it was asked."""
    return Export.objects.filter(pk=_key(order, made, origin)).first()


def _question(order: Order, made: Format, origin: str) -> dict[str, Any]:
    return {
        "subject": str(order.subject),
        "names": dict(order.names),
        "asked": dict(order.asked),
        "format": made.name,
        "origin": origin,
        "mark": mark(),
    }


def _key(order: Order, made: Format, origin: str) -> str:
    told = json.dumps(_question(order, made, origin), sort_keys=True)
    return sha256(told.encode()).hexdigest()[:40]


def make(key: str) -> None:
    """Make the file; made or failed before, nothing is done. A second run after a kill begins anew."""
    job = Export.objects.filter(pk=key, state__in=_OPEN).first()
    if job is None:
        return
    if fault := _hindrance(job):
        fail(key, fault)
        return
    _state(key, state=ExportState.WORKING, done=0, tries=job.tries + 1)
    try:
        file = (
            _order_of(job)
            .find()
            .file(
                FORMATS[job.format],
                Gatherer(job.origin, moment_of(job.asked).known_at),
                lambda: _state(key, done=F("done") + 1),
            )
        )
    except TrackerError as error:
        fail(key, str(error))
        return
    except (InterfaceError, OperationalError):  # the database will be back, and so will the worker
        raise
    except Exception:
        fail(key, OUR_FAULT)
        raise
    files().delete(key)
    files().save(key, ContentFile(file.data))
    facts = {"name": file.name, "media_type": file.media_type, "size": len(file.data)}
    _state(key, state=ExportState.DONE, done=job.parts, **facts)


def _hindrance(job: Export) -> str:
    """Why it is not made (again); empty where nothing is in the way."""
    if not is_fresh(job):
        return CHANGED
    return DEADLY if job.tries >= MOST_TRIES else ""


def fail(key: str, fault: str) -> None:
    _state(key, state=ExportState.FAILED, fault=fault)


def _state(key: str, **facts: Any) -> None:
    Export.objects.filter(pk=key).update(**facts, changed_at=timezone.now())


def _order_of(job: Export) -> Order:
    return Order(Subject(job.subject), job.names, job.asked)


def opened(job: Export) -> Any:
    """The file, to be read; None where it is not there, or does not show today's record any more."""
    if job.state != ExportState.DONE or not is_fresh(job):
        return None
    try:
        return files().open(job.key)
    except FileNotFoundError:  # swept away a moment ago
        return None


def is_fresh(job: Export) -> bool:
    """Whether it shows today's record; what does not is handed to nobody."""
    return job.mark == mark()


def sweep() -> int:
    """Remove what is too old, too much or out of date, and files of no row; how many went.

    What has given no sign of life for too long has failed.
    """
    now = timezone.now()
    lost = Export.objects.filter(state__in=_OPEN, changed_at__lt=now - LOST_AFTER)
    lost.update(state=ExportState.FAILED, fault=INTERRUPTED)
    closed = Export.objects.exclude(state__in=_OPEN).order_by("-changed_at")
    kept = closed.filter(changed_at__gte=now - KEPT, mark=mark()).values_list("pk", flat=True)
    kept_keys = set(kept[:MOST_KEPT])
    gone, _ = closed.exclude(pk__in=kept_keys).delete()
    _remove_files()
    return gone


def _remove_files() -> None:
    """Those of no row that is left; a job that has just begun has its row."""
    try:
        _, names = files().listdir("")
    except FileNotFoundError:  # none was made yet
        return
    for name in set(names) - set(Export.objects.values_list("pk", flat=True)):
        files().delete(name)
