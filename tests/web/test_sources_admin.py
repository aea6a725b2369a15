"""The admin's pages about sources: tickets to look through; watch and newest tries beside each source."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commitments.models import Blob, BlobWithdrawal, FetchAttempt, Source, Ticket, Watch


@pytest.fixture
def root(client, django_user_model, dataset):
    user = django_user_model.objects.create_superuser("root", password="x")
    client.force_login(user)
    return client


@pytest.fixture
def source(root):
    return Source.objects.exclude(kind="upload").first()


def failures(source, number):
    """That many, an hour apart, the last one now."""
    FetchAttempt.objects.bulk_create(
        FetchAttempt(
            source=source,
            started_at=timezone.now() - timedelta(hours=n),
            duration=timedelta(seconds=1),
            outcome="failed",
            error_code="timeout",
            error=f"slow {n}.",
            is_permanent=False,
        )
        for n in reversed(range(number))
    )


def rows(response):
    return response.context["cl"].queryset.count()


def test_tickets_are_chosen_by_state_kind_and_organization(root, source):
    Ticket.objects.create(source=source, kind="failing", message="It fails.")
    Ticket.objects.create(
        source=source, kind="flip_flop", message="To and fro.", closed_at=timezone.now()
    )
    tickets = "/admin/commitments/ticket/"
    assert rows(root.get(tickets)) == 2
    assert rows(root.get(tickets, {"state": "open"})) == 1
    assert rows(root.get(tickets, {"state": "closed", "kind__exact": "failing"})) == 0
    organization = {"source__policy__organization__id__exact": source.policy.organization_id}
    assert rows(root.get(tickets, organization)) == 2


def test_a_source_shows_its_watch_its_tickets_and_its_newest_tries(root, source):
    watch = Watch.objects.create(source=source, etag='"the-tag"')
    ticket = Ticket.objects.create(source=source, kind="failing", message="It fails.")
    failures(source, 60)
    page = root.get(f"/admin/commitments/source/{source.pk}/change/").content.decode()
    assert "the-tag" in page
    assert f"/admin/commitments/watch/{watch.pk}/change/" in page
    assert f"/admin/commitments/ticket/{ticket.pk}/change/" in page
    assert "slow 0." in page
    assert "slow 49." in page
    assert "slow 50." not in page


def filled_in(response):
    """What a browser would send back of the page's form."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    fields = [form[name] for form in forms for name in form.fields]
    sent = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in sent.items() if value not in (None, "")}


def test_a_source_can_be_edited_while_its_ledger_grows(root, source):
    Watch.objects.create(source=source)
    failures(source, 60)
    address = f"/admin/commitments/source/{source.pk}/change/"
    data = filled_in(root.get(address)) | {
        "next_fetch_at_0": "2026-12-01",
        "next_fetch_at_1": "10:00:00",
        "select": "[]",
        "remove": "[]",
        "ignores_robots_because": "They said so.",
    }
    failures(source, 3)
    response = root.post(address, data)
    assert response.status_code == 302, response.context["errors"]
    source.refresh_from_db()
    assert source.ignores_robots_because == "They said so."
    assert source.attempts.count() == 63


@pytest.mark.parametrize("model", ["ticket", "watch", "blobwithdrawal"])
def test_what_the_tracker_writes_is_not_edited(root, model):
    assert root.get(f"/admin/commitments/{model}/add/").status_code == 403


def test_a_withdrawal_tells_who_and_why(root, django_user_model):
    blob = Blob.objects.create(sha256="b" * 64, size=1)
    by = django_user_model.objects.get(username="root")
    BlobWithdrawal.objects.create(blob=blob, reason="A name of a person.", by=by)
    page = root.get("/admin/commitments/blobwithdrawal/").content.decode()
    assert "A name of a person." in page
    assert "b" * 64 in page
