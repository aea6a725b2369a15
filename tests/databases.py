"""The tests' databases: one template with schema and data set, and a copy of it for each process that tests.

The template is made once and kept until what it is made of changes: making it takes seconds, copying it a few
tenths of one. A test that commits is undone by a fresh copy, which is faster than emptying every table, and
needs no way around the triggers that keep evidence.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from commitments.dataset.files import read_dataset
from commitments.dataset.loading import load_dataset

APP = Path(__file__).resolve().parents[1] / "commitments"
MADE_OF = ("migrations", "models", "dataset")
LOCK = 0x54455354  # any constant: one process makes the template, the others wait for it


def connect_to_copy(number: int) -> None:
    """Make a copy for the process of this number and have Django use it."""
    plain = connection.settings_dict["NAME"]
    template = f"test_{plain}_template"
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if _digest_of(cursor, template) != _digest():
            _make_template(cursor, template)
    connection.settings_dict["NAME"] = f"test_{plain}_{number}"
    restore_copy()


def restore_copy() -> None:
    """The copy as it was before any test; whoever is still connected to it is cut off."""
    drop_copy()
    name = connection.settings_dict["NAME"]
    template = f"{name.rpartition('_')[0]}_template"
    with _maintenance() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop_copy() -> None:
    connection.close()
    with _maintenance() as cursor:
        _drop(cursor, connection.settings_dict["NAME"])


@contextmanager
def _maintenance() -> Iterator[CursorWrapper]:
    """A cursor outside all databases of ours, as Django's own test runner has one."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def _drop(cursor: CursorWrapper, name: str) -> None:
    """Cut off our own and drop.

    Not WITH (FORCE): it refuses an ordinary role where PostgreSQL's autovacuum is at work in the database,
    while the plain command sends that away by itself.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
        [name],
    )
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _make_template(cursor: CursorWrapper, name: str) -> None:
    """The digest is noted last: a template that was left half made has none, and is made anew."""
    _drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, interactive=False)
    load_dataset(read_dataset())
    with connection.cursor() as inside:
        inside.execute("ANALYZE")
    connection.close()
    cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{_digest()}'")


def _digest_of(cursor: CursorWrapper, name: str) -> str | None:
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    )
    row = cursor.fetchone()
    return row[0] if row else None


def _digest() -> str:
    """One value for everything that a template is made of."""
    digest = hashlib.sha256(django.__version__.encode())
    for folder in MADE_OF:
        for path in sorted((APP / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(APP).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
