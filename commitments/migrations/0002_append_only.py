from django.db import migrations

from commitments.migrations._append_only import create_function, protect

# A foreign key over two columns, which Django's models cannot state.
SAME_ORGANIZATION = """
ALTER TABLE commitments_commitment ADD CONSTRAINT commitment_has_its_policys_organization
    FOREIGN KEY (policy_id, organization_id) REFERENCES commitments_policy (id, organization_id);
"""
JUDGEMENT_OF_THE_CHANGE = """
ALTER TABLE commitments_decision ADD CONSTRAINT decision_names_a_judgement_of_its_change
    FOREIGN KEY (judgement_id, change_id) REFERENCES commitments_judgement (id, change_id);
"""
# A source serves a version of its own policy.
SAME_POLICY = """
ALTER TABLE commitments_source ADD CONSTRAINT source_serves_its_own_policys_version
    FOREIGN KEY (version_id, policy_id) REFERENCES commitments_policyversion (id, policy_id);
"""
# What was captured at a source came from its address: only the schedule may change.
SOURCE_STAYS = """
CREATE FUNCTION forbid_moving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a source keeps its policy and its address' USING ERRCODE = 'restrict_violation',
        HINT = 'Add another source and stop watching this one.';
END $$;
CREATE TRIGGER commitments_source_stays BEFORE UPDATE ON commitments_source FOR EACH ROW
    WHEN (OLD.url IS DISTINCT FROM NEW.url OR OLD.policy_id IS DISTINCT FROM NEW.policy_id)
    EXECUTE FUNCTION forbid_moving();
"""
# A reading is complete when it is written: no sentence can be added to a published text afterwards.
READING_IS_COMPLETE = """
CREATE FUNCTION forbid_extra_clause() RETURNS trigger LANGUAGE plpgsql AS $$
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
    dependencies = [("commitments", "0001_initial")]

    operations = [
        create_function(),
        protect(
            # names that never change
            "reference", "organization", "policy", "policyversion", "commitment", "change",
            "jointcommitment", "codebook",
            # evidence
            "blob", "snapshot", "fetchattempt", "extraction", "clause",
            # public statements
            "organizationrecord", "policyrecord", "versionrecord", "versiontext", "revisionaccount",
            "commitmentrecord", "commitmenttext", "quote", "trackerreading",
            "jointcommitmentrecord", "milestone",
            # people's work, and the audit chain
            "judgement", "decision", "event",
            # the publishers' words as the comparison pages show them
            "comparison",
        ),
        migrations.RunSQL(
            SAME_ORGANIZATION,
            "ALTER TABLE commitments_commitment"
            " DROP CONSTRAINT commitment_has_its_policys_organization;",
        ),
        migrations.RunSQL(
            JUDGEMENT_OF_THE_CHANGE,
            "ALTER TABLE commitments_decision"
            " DROP CONSTRAINT decision_names_a_judgement_of_its_change;",
        ),
        migrations.RunSQL(
            SAME_POLICY,
            "ALTER TABLE commitments_source DROP CONSTRAINT source_serves_its_own_policys_version;",
        ),
        migrations.RunSQL(
            SOURCE_STAYS,
            "DROP TRIGGER commitments_source_stays ON commitments_source;"
            " DROP FUNCTION forbid_moving();",
        ),
        migrations.RunSQL(
            READING_IS_COMPLETE,
            "DROP TRIGGER commitments_clause_is_counted ON commitments_clause;"
            " DROP FUNCTION forbid_extra_clause();",
        ),
    ]
