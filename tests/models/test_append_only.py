"""Every model is either append-only by a trigger of the database, or named here as working state."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

WORKING_STATE = {"Candidate", "Export", "Source", "ProposedChange", "Ticket", "Watch"}
OWN_RULES = {
    "commitments_clause_is_counted", "commitments_source_stays", "commitments_quote_own_sentence",
    "commitments_commitmenttext_one_policy", "commitments_change_one_policy",
}  # fmt: skip
MODELS = sorted(apps.get_app_config("commitments").get_models(), key=lambda model: model.__name__)
APPEND_ONLY = [model for model in MODELS if model.__name__ not in WORKING_STATE]


def triggers_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            " AND tgenabled = 'O'",
            [table],
        )
        return {name for (name,) in cursor.fetchall()} - OWN_RULES - {f"{table}_now"}


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_table_is_protected(db, model):
    table = model._meta.db_table
    assert triggers_of(table) == {f"{table}_append_only", f"{table}_no_truncate"}


@pytest.mark.parametrize("name", sorted(WORKING_STATE))
def test_working_state_is_not_protected(db, name):
    assert triggers_of(apps.get_model("commitments", name)._meta.db_table) == set()


@pytest.mark.parametrize("table", ["clause", "versionrecord", "event", "commitmenttext", "blob"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commitments_{table} SET {column} = {column}",
        "DELETE FROM commitments_{table}",
        "TRUNCATE commitments_{table} CASCADE",
    ],
)
def test_raw_sql_of_the_applications_role_is_refused(two_versions, table, statement):
    column = "sha256" if table == "blob" else "id"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # Deferred foreign keys would refuse a TRUNCATE first, for a reason of their own.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.format(table=table, column=column))


def refused(statement: str, *values: object) -> pytest.RaisesExc:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return caught


def test_no_sentence_is_added_to_a_published_text(two_versions):
    version, _ = two_versions
    forged = version.text.extraction.clauses.order_by("-ordinal").first()
    forged.pk, forged.key, forged.ordinal = None, "forged", forged.ordinal + 1
    with pytest.raises(DatabaseError, match="has no clause number"), transaction.atomic():
        forged.save(force_insert=True)


def test_a_source_keeps_its_address(dataset):
    assert "keeps its policy and its address" in str(
        refused("UPDATE commitments_source SET url = 'https://example.org/'").value
    )


def test_a_source_serves_a_version_of_its_own_policy(dataset):
    from commitments.models import Policy, PolicyVersion, Source

    policy = Policy.objects.get(slug="responsible-scaling-policy")
    stranger = PolicyVersion.objects.exclude(policy=policy).first()
    with pytest.raises(DatabaseError, match="own_policys_version"), transaction.atomic():
        Source.objects.create(
            policy=policy, version=stranger, kind="page", url="https://example.org/x"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_upsert_cannot_change_a_row(two_versions):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO commitments_blob SELECT * FROM commitments_blob"
            " ON CONFLICT (sha256) DO UPDATE SET size = 0"
        )


def test_the_applications_role_is_no_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_instant_has_a_clock(db, model):
    """A row that others can cite says when it came to be, by the database's clock or the verb's."""
    names = {field.name for field in model._meta.fields}
    clocks = {name for name in names if name.endswith("_at")}
    identities = {
        "Organization", "Policy", "PolicyVersion", "Commitment", "Change", "JointCommitment",
        "Clause", "Quote", "Word",
    }  # fmt: skip
    assert clocks or model.__name__ in identities
