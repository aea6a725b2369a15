"""Commitments, their changes, and what editors judge and decide of these; the audit events."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from commitments import models, review
from commitments.admin.shown import ReadOnly, link, rows


@admin.register(models.Commitment)
class CommitmentAdmin(ReadOnly):
    list_display = ("slug", "policy_link")
    list_filter = ("organization", "records__topic")
    search_fields = ("slug", "records__title")
    list_select_related = ("policy__organization",)
    policy_link = link("policy")
    inlines = (
        rows(models.CommitmentRecord, "title", "topic", "note", "recorded_at", "origin"),
        rows(models.CommitmentText, "version", "kind", "text", "modality", "recorded_at", "origin"),
        rows(models.Change, "old_version", "new_version"),
    )


@admin.register(models.Change)
class ChangeAdmin(ReadOnly):
    list_display = ("commitment_link", "old_version", "new_version")
    list_filter = ("commitment__organization", "readings__outcome")
    search_fields = ("commitment__slug",)
    list_select_related = (
        "commitment",
        "old_version__policy__organization",
        "new_version__policy__organization",
    )
    commitment_link = link("commitment")
    inlines = (
        rows(models.TrackerReading, "outcome", "coding", "note", "recorded_at", "origin"),
        rows(models.Judgement, "outcome", "announcement", "dimensions", "judged_by", "judged_at"),
        rows(models.Decision, "judgement", "decided_by", "decided_at", "rationale"),
    )


class JudgementForm(forms.ModelForm):  # type: ignore[type-arg]
    dimensions = forms.MultipleChoiceField(
        choices=models.Dimension.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A change is material if it touches at least one.",
    )


@admin.register(models.Judgement)
class JudgementAdmin(ReadOnly):
    list_display = ("change_link", "outcome", "announcement", "judged_by", "judged_at")
    list_filter = ("outcome", "announcement", "judged_by", "codebook")
    search_fields = ("change__commitment__slug", "note")
    autocomplete_fields = ("change",)
    list_select_related = ("change__commitment", "judged_by")
    change_link = link("change")
    exclude = ("judged_by",)
    form = JudgementForm
    actions = ("decide",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("commitments.add_judgement")

    def save_model(self, request: Any, obj: models.Judgement, form: Any, change: bool) -> None:  # noqa: FBT001
        """The form's values go through the verb, which writes the audit event."""
        judgement = review.record_judgement(
            change=obj.change,
            codebook=obj.codebook,
            by=request.user,
            outcome=obj.outcome,
            announcement=obj.announcement,
            dimensions=obj.dimensions,
            is_mixed=obj.is_mixed,
            note=obj.note,
        )
        obj.pk, obj.judged_by = judgement.pk, request.user

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("commitments.add_decision")

    @admin.action(description="Publish as the decision", permissions=["decide"])
    def decide(self, request: Any, judgements: QuerySet[Any]) -> None:
        for judgement in judgements:
            review.decide_change(judgement=judgement, by=request.user)
        self.message_user(request, "Decided.", messages.SUCCESS)


@admin.register(models.ProposedChange)
class ProposedChangeAdmin(ReadOnly):
    list_display = ("kind", "old_text", "new_text", "score", "new_version")
    list_filter = ("kind", "new_version__policy")
    search_fields = ("old_text", "new_text")
    list_select_related = ("new_version__policy__organization",)


@admin.register(models.Event)
class EventAdmin(ReadOnly):
    list_display = ("happened_at", "actor", "verb", "subject")
    list_filter = ("verb", "actor")
    search_fields = ("subject", "actor")
    date_hierarchy = "happened_at"


@admin.register(models.Milestone, models.JointCommitment, models.Reference)
class NamedAdmin(ReadOnly):
    list_display = ("slug", "__str__")
    search_fields = ("slug",)


@admin.register(models.Codebook)
class CodebookAdmin(ReadOnly):
    list_display = ("version", "credit", "added_at")
