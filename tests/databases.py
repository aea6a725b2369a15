"""The tests' databases: a template with schema and data set, and a copy of it for each process that tests.

The template is made once and kept until what it is made of changes: making it takes seconds, copying it a few
tenths of one. Under it lies another with the schema alone. A test that commits is undone by a fresh copy, which
is faster than emptying every table, and needs no way around the triggers that keep evidence.
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
    prefix = f"test_{connection.settings_dict['NAME']}"
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if _digest_of(cursor, f"{prefix}_template") != _digest():
            _make_templates(cursor, prefix)
    connection.settings_dict["NAME"] = f"{prefix}_{number}"
    restore_copy()


def restore_copy() -> None:
    """The copy as it was before any test; whoever is still connected to it is cut off."""
    connection.close()
    name = connection.settings_dict["NAME"]
    with _maintenance() as cursor:
        _copy(cursor, f"{name.rpartition('_')[0]}_template", name)


def drop_copy() -> None:
    connection.close()
    with _maintenance() as cursor:
        _drop(cursor, connection.settings_dict["NAME"])


@contextmanager
def without_record() -> Iterator[str]:
    """Another database, with the schema and nothing in it: its address, for programs to work on."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_empty"
    with _maintenance() as cursor:
        _copy(cursor, f"{own.rpartition('_')[0]}_schema", name)
        yield address_of(name)
        _drop(cursor, name)


def address_of(name: str) -> str:
    """A database of this name on the tests' server, as DATABASE_URL says it."""
    entry = connection.settings_dict
    if entry["HOST"].startswith("/"):  # a Unix socket's folder stands in the path
        return f"postgres://{entry['USER']}@/{entry['HOST']}/{name}"
    login = f"{entry['USER']}:{entry['PASSWORD']}"
    return f"postgres://{login}@{entry['HOST']}:{entry['PORT'] or 5432}/{name}"


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


def _copy(cursor: CursorWrapper, template: str, name: str) -> None:
    _drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _make_templates(cursor: CursorWrapper, prefix: str) -> None:
    """The digest is noted last: a template that was left half made has none, and is made anew."""
    schema, template = f"{prefix}_schema", f"{prefix}_template"
    _copy(cursor, "template1", schema)
    connection.settings_dict["NAME"] = schema
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    _copy(cursor, schema, template)
    connection.settings_dict["NAME"] = template
    load_dataset(read_dataset())
    with connection.cursor() as inside:
        inside.execute("ANALYZE")
    connection.close()
    cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{_digest()}'")


def _digest_of(cursor: CursorWrapper, name: str) -> str | None:
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    )
    row = cursor.fetchone()
    return row[0] if row else None


def _digest() -> str:
    """One value for everything that a template is made of, and for the way it is made in."""
    digest = hashlib.sha256(django.__version__.encode() + Path(__file__).read_bytes())
    for folder in MADE_OF:
        for path in sorted((APP / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(APP).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
