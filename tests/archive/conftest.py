"""Blobs in the test's own store, and the commands as they are typed."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from commitments.models import Blob


@pytest.fixture
def file_of(settings) -> Callable[[Blob], Path]:
    return lambda blob: Path(settings.MEDIA_ROOT) / blob.path


@pytest.fixture
def run() -> Callable[..., str]:
    """``run("check_archive")`` is what the command said."""

    def run(command: str, *arguments: object, out: StringIO | None = None) -> str:
        out = out or StringIO()
        call_command(command, *map(str, arguments), stdout=out)
        return out.getvalue()

    return run
