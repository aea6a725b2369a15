"""A database that nobody has prepared, told in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError
from django.db import ProgrammingError

UNPREPARED = (
    "This database has not been prepared. If `make run` was given a DATA_DIR or DATABASE_URL, give the"
    " same here; otherwise run `make run`, or `manage.py migrate` and `manage.py load_dataset`, first."
)


@contextmanager
def prepared() -> Iterator[None]:
    """Raises CommandError where the tables are not there."""
    try:
        yield
    except ProgrammingError as error:
        if "does not exist" not in str(error):
            raise
        raise CommandError(UNPREPARED) from error
