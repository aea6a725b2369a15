"""The admin: find, follow, publish, judge; evidence cannot be edited."""

import pytest
from django.contrib import admin
from django.urls import reverse

from commitments import models, tasks


@pytest.fixture
def root(client, django_user_model, dataset):
    client.force_login(django_user_model.objects.create_superuser("root", password="x"))
    return client


admin.autodiscover()
OURS = [model for model in admin.site._registry if model._meta.app_label == "commitments"]


def address(model, page="changelist", *args):
    return reverse(f"admin:commitments_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_lists_and_objects_open_and_can_be_searched(root, two_versions, model):
    assert root.get(address(model)).status_code == 200
    if admin.site._registry[model].search_fields:
        assert root.get(address(model), {"q": "anthropic"}).status_code == 200
    row = model._default_manager.first()
    if row:
        assert root.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nothing_is_deleted(root, model):
    row = model._default_manager.first()
    if row:
        assert root.get(address(model, "delete", row.pk)).status_code == 403


@pytest.fixture
def compared(monkeypatch) -> list[int]:
    """The versions that a worker is told to compare."""
    queued: list[int] = []
    monkeypatch.setattr(tasks.compare_texts, "delay", queued.append)
    return queued


def test_a_draft_is_published_by_the_action(root, bring, compared):
    version = bring("v9.0", "We will test every model.", "2026-12-01", publish=False)
    data = {"action": "publish", "_selected_action": [version.pk]}
    response = root.post(address(models.PolicyVersion), data, follow=True)
    assert "v9.0 is published" in response.content.decode()
    assert models.Event.objects.first().actor == "root"
    assert compared == [version.pk]


def test_a_worker_compares_what_was_published_with_all_others(root, bring, monkeypatch):
    for label, day in (("v9.0", "2026-12-01"), ("v9.1", "2026-12-02"), ("v9.2", "2026-12-03")):
        version = bring(label, f"We will test {label}.", day)
    monkeypatch.setattr("commitments.proposals.ENGINE", "next")
    tasks.compare_texts(version.pk)
    assert models.Comparison.objects.filter(engine="next").count() == 2


def test_a_withdrawal_wants_a_reason(root, bring):
    version = bring("v9.0", "We will test every model.", "2026-12-01")
    data = {"action": "withdraw", "_selected_action": [version.pk]}
    assert (
        "Write a reason"
        in root.post(address(models.PolicyVersion), data, follow=True).content.decode()
    )
    root.post(address(models.PolicyVersion), {**data, "reason": "in error"})
    assert not models.PolicyVersion.objects.published().filter(label="v9.0").exists()


def test_a_judgement_goes_through_the_verb_and_can_be_decided(root):
    change = models.Change.objects.first()
    data = {
        "change": change.pk,
        "codebook": models.Codebook.objects.get().pk,
        "outcome": "weakened",
        "dimensions": ["scope"],
        "announcement": "silent",
        "note": "",
    }
    response = root.post(address(models.Judgement, "add"), data)
    assert response.status_code == 302, response.context["errors"]
    judgement = models.Judgement.objects.get()
    assert judgement.judged_by.get_username() == "root"
    assert models.Event.objects.first().verb == "record_judgement"
    root.post(address(models.Judgement), {"action": "decide", "_selected_action": [judgement.pk]})
    assert change.decisions.get().judgement == judgement


def test_staff_without_the_permission_cannot_publish(client, bring, editor):
    from django.contrib.auth.models import Permission

    editor.user_permissions.add(Permission.objects.get(codename="view_policyversion"))
    client.force_login(editor)
    version = bring("v9.0", "We will test every model.", "2026-12-01", publish=False)
    data = {"action": "publish", "_selected_action": [version.pk]}
    client.post(address(models.PolicyVersion), data)
    assert not models.PolicyVersion.objects.published().filter(label="v9.0").exists()


def test_the_address_of_a_source_never_changes(root):
    source = models.Source.objects.first()
    page = root.get(address(models.Source, "change", source.pk)).content.decode()
    assert 'name="url"' not in page
    assert 'name="is_active"' in page
