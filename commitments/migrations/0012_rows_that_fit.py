"""What a row names belongs together, and the instant at which it became public is the one at which it is written.

All of these tables are append-only: what holds when a row comes holds for ever.
"""

from django.db import migrations

# The text of a commitment, and a change, are of versions of the commitment's own policy.
ONE_POLICY = """
CREATE FUNCTION forbid_other_policy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named bigint[] := (SELECT array_agg((to_jsonb(NEW) ->> name)::bigint) FROM unnest(TG_ARGV) AS name);
BEGIN
    IF EXISTS (
        SELECT FROM commitments_commitment AS promise, commitments_policyversion AS version
        WHERE promise.id = NEW.commitment_id AND version.id = ANY (named)
            AND version.policy_id <> promise.policy_id
    ) THEN
        RAISE EXCEPTION 'the version is of another policy than the commitment'
            USING ERRCODE = 'restrict_violation', HINT = 'Record it under a commitment of that policy.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitments_commitmenttext_one_policy BEFORE INSERT ON commitments_commitmenttext
    FOR EACH ROW EXECUTE FUNCTION forbid_other_policy('version_id');
CREATE TRIGGER commitments_change_one_policy BEFORE INSERT ON commitments_change
    FOR EACH ROW EXECUTE FUNCTION forbid_other_policy('old_version_id', 'new_version_id');
"""
ANY_POLICY = """
DROP TRIGGER commitments_commitmenttext_one_policy ON commitments_commitmenttext;
DROP TRIGGER commitments_change_one_policy ON commitments_change;
DROP FUNCTION forbid_other_policy();
"""
# A quote is of a sentence that stands in a text of the version.
OWN_SENTENCE = """
CREATE FUNCTION forbid_other_sentence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM commitments_commitmenttext AS said
        JOIN commitments_versiontext AS whole ON whole.version_id = said.version_id
        JOIN commitments_clause AS clause ON clause.extraction_id = whole.extraction_id
        WHERE said.id = NEW.commitment_text_id AND clause.id = NEW.clause_id
    ) THEN
        RAISE EXCEPTION 'the quoted clause is in no text of the version'
            USING ERRCODE = 'restrict_violation', HINT = 'Quote a clause of that version.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitments_quote_own_sentence BEFORE INSERT ON commitments_quote
    FOR EACH ROW EXECUTE FUNCTION forbid_other_sentence();
"""
ANY_SENTENCE = """
DROP TRIGGER commitments_quote_own_sentence ON commitments_quote;
DROP FUNCTION forbid_other_sentence();
"""
# Nothing is dated back or ahead; a minute for clocks of two machines.
PUBLIC = [
    "organizationrecord", "policyrecord", "versionrecord", "versiontext", "revisionaccount",
    "commitmentrecord", "commitmenttext", "trackerreading", "jointcommitmentrecord", "milestone",
    "snapshot",
]  # fmt: skip
ANOTHER_TIME = """
CREATE FUNCTION forbid_another_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is recorded when it is written, not at %', TG_TABLE_NAME, NEW.recorded_at
        USING ERRCODE = 'restrict_violation', HINT = 'Leave recorded_at to the database.';
END $$;
"""
NOW = """
CREATE TRIGGER commitments_{0}_now BEFORE INSERT ON commitments_{0} FOR EACH ROW
    WHEN (NEW.recorded_at < transaction_timestamp() - interval '1 minute'
        OR NEW.recorded_at > clock_timestamp() + interval '1 minute')
    EXECUTE FUNCTION forbid_another_time();
"""
ANY_TIME = "DROP TRIGGER commitments_{0}_now ON commitments_{0};"


class Migration(migrations.Migration):
    dependencies = [("commitments", "0011_clauses_at_once")]

    operations = [
        migrations.RunSQL(ONE_POLICY, ANY_POLICY),
        migrations.RunSQL(OWN_SENTENCE, ANY_SENTENCE),
        migrations.RunSQL(
            ANOTHER_TIME + "".join(NOW.format(table) for table in PUBLIC),
            "".join(ANY_TIME.format(table) for table in PUBLIC)
            + "DROP FUNCTION forbid_another_time();",
        ),
    ]
