"""A reading's clauses are counted once for the statement that writes them, and have an index less."""

import django.db.models.deletion
from django.db import migrations, models

AT_ONCE = """
DROP TRIGGER commitments_clause_is_counted ON commitments_clause;
CREATE OR REPLACE FUNCTION forbid_extra_clause() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    extra integer;
BEGIN
    SELECT min(added.ordinal) INTO extra
        FROM added JOIN commitments_extraction reading ON reading.id = added.extraction_id
        WHERE added.ordinal >= reading.clause_count;
    IF extra IS NOT NULL THEN
        RAISE EXCEPTION 'the reading has no clause number %', extra
            USING ERRCODE = 'restrict_violation', HINT = 'Make a new reading.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER commitments_clause_is_counted AFTER INSERT ON commitments_clause
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION forbid_extra_clause();
"""
ONE_BY_ONE = """
DROP TRIGGER commitments_clause_is_counted ON commitments_clause;
CREATE OR REPLACE FUNCTION forbid_extra_clause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ordinal >= (SELECT clause_count FROM commitments_extraction WHERE id = NEW.extraction_id) THEN
        RAISE EXCEPTION 'the reading has no clause number %', NEW.ordinal
            USING ERRCODE = 'restrict_violation', HINT = 'Make a new reading.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitments_clause_is_counted BEFORE INSERT ON commitments_clause
    FOR EACH ROW EXECUTE FUNCTION forbid_extra_clause();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0010_export_tries")]

    operations = [
        migrations.AlterField(
            model_name="clause",
            name="extraction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clauses",
                to="commitments.extraction",
            ),
        ),
        migrations.RunSQL(AT_ONCE, ONE_BY_ONE),
    ]
