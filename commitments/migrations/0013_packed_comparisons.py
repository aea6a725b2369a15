"""What the engine said of two texts is packed JSON: PostgreSQL needs a tenth of the time to store it."""

import json
from typing import Any

from django.db import migrations

import commitments.models.packed
from commitments.text.packing import packed, unpacked

# The rows are append-only, and what they say stays what it was.
UNLOCKED = "ALTER TABLE commitments_comparison DISABLE TRIGGER commitments_comparison_append_only"
LOCKED = "ALTER TABLE commitments_comparison ENABLE TRIGGER commitments_comparison_append_only"
COLUMN = "ALTER TABLE commitments_comparison ADD COLUMN other {type}"
FILL = "UPDATE commitments_comparison SET other = %s WHERE id = %s"
REPLACE = """
    ALTER TABLE commitments_comparison DROP COLUMN data;
    ALTER TABLE commitments_comparison RENAME COLUMN other TO data;
    ALTER TABLE commitments_comparison ALTER COLUMN data SET NOT NULL;
"""


def pack(_apps: Any, schema_editor: Any) -> None:
    _rewrite(schema_editor.connection, "bytea", lambda text: packed(json.loads(text)))


def unpack(_apps: Any, schema_editor: Any) -> None:
    _rewrite(schema_editor.connection, "jsonb", lambda data: json.dumps(unpacked(data)))


def _rewrite(connection: Any, type_: str, convert: Any) -> None:
    """One row at a time: a comparison may have megabytes."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMN.format(type=type_))
        cursor.execute(UNLOCKED)
        cursor.execute("SELECT id FROM commitments_comparison")
        for (pk,) in cursor.fetchall():
            cursor.execute("SELECT data FROM commitments_comparison WHERE id = %s", [pk])
            cursor.execute(FILL, [convert(cursor.fetchone()[0]), pk])
        cursor.execute(LOCKED)
        cursor.execute(REPLACE)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0012_rows_that_fit")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(pack, unpack)],
            state_operations=[
                migrations.AlterField(
                    model_name="comparison",
                    name="data",
                    field=commitments.models.packed.PackedJSONField(
                        help_text="Pairs with spans, signals, scores; and counts."
                    ),
                ),
            ],
        ),
    ]
