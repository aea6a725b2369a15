"""Organizations, policies and their versions, which are published, withdrawn and labelled here."""

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from kombu.exceptions import OperationalError

from commitments import models, review, tasks
from commitments.admin.shown import ReadOnly, link, rows
from commitments.errors import TrackerError

log = logging.getLogger(__name__)


@admin.register(models.Organization)
class OrganizationAdmin(ReadOnly):
    list_display = ("slug", "name")
    search_fields = ("slug", "records__name")
    inlines = (
        rows(models.OrganizationRecord, "name", "website", "recorded_at", "origin"),
        rows(models.Policy, "slug"),
    )


@admin.register(models.Policy)
class PolicyAdmin(ReadOnly):
    list_display = ("slug", "organization_link", "title")
    list_filter = ("organization",)
    search_fields = ("slug", "records__title")
    organization_link = link("organization")
    inlines = (
        rows(models.PolicyRecord, "title", "note", "recorded_at", "origin"),
        rows(models.PolicyVersion, "label", "variant"),
        rows(models.Source, "kind", "url", "is_active", "next_fetch_at"),
    )


def _publish(*, version: models.PolicyVersion, by: Any) -> None:
    """And have a worker compare its text; without a queue the first reader waits for that."""
    review.publish_version(version=version, by=by)
    try:
        tasks.compare_texts.delay(version.pk)
    except OperationalError:
        log.warning(
            "No worker compares %s with the other versions: Redis does not answer.", version
        )


class ReasonForm(ActionForm):
    reason = forms.CharField(required=False, label="Reason (to withdraw)")


@admin.register(models.PolicyVersion)
class PolicyVersionAdmin(ReadOnly):
    list_display = ("label", "variant", "policy_link", "state", "has_text")
    list_filter = ("policy__organization", "policy")
    search_fields = ("label", "slug", "policy__slug")
    list_select_related = ("policy__organization",)
    policy_link = link("policy")
    action_form = ReasonForm
    actions = ("label_as_guessed", "publish", "withdraw")
    inlines = (
        rows(models.VersionRecord, "state", "effective_on", "summary", "recorded_at", "origin"),
        rows(models.VersionText, "state", "extraction", "recorded_at", "origin"),
        rows(models.RevisionAccount, "regime", "summary", "recorded_at", "origin"),
        rows(models.ProposedChange, "kind", "old_text", "new_text", "score", via="new_version"),
        rows(models.VersionGuess, "what", "value", "where", "words"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        versions = super().get_queryset(request)
        return versions.prefetch_related("records", "texts")

    @admin.display(description="state")
    def state(self, version: models.PolicyVersion) -> str:
        latest = max(version.records.all(), key=lambda row: (row.recorded_at, row.pk))
        return str(latest.state)

    @admin.display(boolean=True, description="text")
    def has_text(self, version: models.PolicyVersion) -> bool:
        return bool(version.texts.all())

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("commitments.add_versionrecord")

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, versions: QuerySet[Any]) -> None:
        self._each(request, versions, "published", _publish)

    @admin.action(description="Withdraw, with a reason", permissions=["publish"])
    def withdraw(self, request: HttpRequest, versions: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, "Write a reason beside the action.", messages.ERROR)
            return
        self._each(request, versions, "withdrawn", review.withdraw_version, reason=reason)

    @admin.action(description="Give the guessed label and dates", permissions=["publish"])
    def label_as_guessed(self, request: HttpRequest, versions: QuerySet[Any]) -> None:
        self._each(request, versions, "labelled", review.label_as_guessed)

    def _each(
        self, request: HttpRequest, versions: QuerySet[Any], done: str, verb: Any, **said: str
    ) -> None:
        for version in versions:
            try:
                verb(version=version, by=request.user, **said)
            except TrackerError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"{version} is {done}.", messages.SUCCESS)
