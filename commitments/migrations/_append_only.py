"""Triggers that make a table append-only: no UPDATE, DELETE or TRUNCATE, whoever asks.

A trigger and not a revoked privilege, because the application's role owns its tables (it migrates them), and an
owner's privileges cannot be taken away. ``tests/models/test_append_only.py`` walks every model.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new row that supersedes the old one.';
END $$;
"""

ROW_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""
DROP = """
DROP TRIGGER {table}_append_only ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""


def create_function() -> migrations.RunSQL:
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION forbid_change();")


def protect(*models: str) -> migrations.RunSQL:
    """An operation that makes the tables of these models append-only."""
    tables = [f"commitments_{model}" for model in models]
    return migrations.RunSQL(
        "".join(ROW_TRIGGER.format(table=table) for table in tables),
        "".join(DROP.format(table=table) for table in tables),
    )
