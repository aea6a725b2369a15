"""How gunicorn serves the tracker: loaded once, then forked, so that every worker is warm when it starts."""

import gc
from importlib import import_module
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import resolve

workers = 2
threads = 2
timeout = 60  # seconds
graceful_timeout = 5  # seconds
loglevel = "warning"
control_socket_disable = True
# Workers share the memory of what was loaded, and the first page costs 2.1 s of processor time instead of 3.6.
# Nothing that is loaded may open a connection: they would share it too.
preload_app = True


def when_ready(_server: Any) -> None:
    """Load what a first reader would wait for (views and templates: 0.3 s), and spare it from collection.

    Unfrozen, these objects are walked again in the middle of every long page: 150 ms instead of 95 for the
    comparison of a rewrite.
    """
    gc.disable()  # nothing of this is garbage: to look for it meanwhile takes a fifth of the time
    resolve("/")
    import_module("commitments.text.align")
    folder = settings.BASE_DIR / "templates"
    for path in folder.rglob("*.html"):
        get_template(str(path.relative_to(folder)))
    gc.collect()
    gc.freeze()
    gc.enable()
