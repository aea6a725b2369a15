"""The Celery application; tasks live in ``commitments.tasks``."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rsp_tracker.settings")

app = Celery("rsp_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def attach_services(**_: object) -> None:
    """A worker started by hand finds the embedded servers running, or starts them."""
    from django.conf import settings

    from rsp_tracker import embedded

    embedded.ensure_running(settings.DATA_DIR)
