"""``manage.py demo``: the tracker at work on an invented publisher, in a data folder of its own.

Within a minute a newcomer sees a first capture, a silent re-upload and a rewrite, and is given the pages to
look at. Nothing is fetched from anywhere else, and the real record is not in that folder.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections

from commitments.dataset.loading import load_dataset
from commitments.demo.publisher import Publisher
from commitments.demo.record import ORGANIZATION, invented_record
from commitments.demo.story import is_played, play
from commitments.management.commands import serve
from commitments.management.supervision import Child, StopRequest, insist_alive
from commitments.models import Organization

PATIENCE = 60.0  # seconds for one scene; it takes two or three
CHILDREN = {  # of the environment, for the web server and the worker
    "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
    "FETCH_CONFIRM_SECONDS": "0",
    "FETCH_EVERY_SECONDS": "0.5",
    "FETCH_HOST_SECONDS": "0",
}


class Command(serve.Command):
    """Prepare, start, play, and go on serving."""

    help = (
        "Show the tracker at work on an invented publisher, in a data folder of its own (DATA_DIR)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when the story has been told")

    def handle(self, *args: Any, **options: Any) -> None:
        self.once = options["once"]
        os.environ.update(CHILDREN)
        self.publisher = Publisher()
        try:
            super().handle(*args, **options)
        finally:
            self.publisher.stop()

    def prepare(self) -> None:
        self.say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
        if Organization.objects.exclude(slug=ORGANIZATION).exists():
            raise CommandError(
                f"{settings.DATA_DIR} holds a real record: give the demonstration a folder of its own, "
                "DATA_DIR=.data-demo."
            )
        load_dataset(invented_record())
        serve.collect_static()
        connections.close_all()

    def when_ready(self, address: str, children: list[Child], stop: StopRequest) -> None:
        if is_played():
            self.say("This folder has seen the demonstration; empty it to see it again.")
        else:
            self._play(address, children, stop)
        self.say(
            f"Look around: {address}/policies/example-lab/careful-scaling-policy/ and {address}/sources/"
        )
        if not self.once and not stop.count:
            self.say("Ctrl-C stops it.")
            self.watch(children, stop)

    def _play(self, address: str, children: list[Child], stop: StopRequest) -> None:
        def until(condition: Callable[[], object]) -> None:
            deadline = time.monotonic() + PATIENCE
            while not condition():
                insist_alive(children)
                if stop.count:
                    sys.exit(130)
                if time.monotonic() > deadline:
                    raise CommandError("The worker did not get there; its own lines are above.")
                time.sleep(0.1)  # between two looks at the work of other processes

        for number, scene in enumerate(play(self.publisher, until), start=1):
            self.say(f"{number}. {scene.told}\n   {address}{scene.path}")
