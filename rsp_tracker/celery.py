"""The Celery application; tasks live in ``commitments.tasks``."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rsp_tracker.settings")
# They would load every page (0.5 s of processor time); `make check` makes them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

app = Celery("rsp_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would close the connection before and after each task, which costs more than most tasks do: PostgreSQL
# starts a process for each. It does so after this many, and ``look_after_connections`` sees to the rest.
app.conf.CELERY_DB_REUSE_MAX = 1000
app.autodiscover_tasks()


@task_prerun.connect
def look_after_connections(task: Any, **_: object) -> None:
    """As before a request of the web: a connection that is too old or broken is closed, and another opened."""
    from django.db import close_old_connections

    if not task.request.is_eager:
        close_old_connections()


@worker_init.connect
@beat_init.connect
def attach_services(**_: object) -> None:
    """A worker started by hand finds the embedded servers running, or starts them."""
    from django.conf import settings

    from rsp_tracker import embedded

    embedded.ensure_running(settings.DATA_DIR)
