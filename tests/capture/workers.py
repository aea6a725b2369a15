"""Processes of their own that work on the test's database, broker number and blob folder."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from rsp_tracker import embedded


def environment(data_dir: Path, broker: int) -> dict[str, str]:
    """The environment of such a process; it fetches from loopback, at once, and never waits."""
    return {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": embedded.with_database(settings.REDIS_URL, broker),
        "DATA_DIR": str(data_dir),
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "FETCH_EVERY_SECONDS": "0.5",
        "FETCH_CONFIRM_SECONDS": "0",
        "FETCH_HOST_SECONDS": "0",
    }


def _database_url() -> str:
    database = connection.settings_dict
    if database["HOST"].startswith("/"):  # a Unix socket's folder stands in the path
        return f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}"
    return f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
