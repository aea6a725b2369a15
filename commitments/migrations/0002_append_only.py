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
    ]
