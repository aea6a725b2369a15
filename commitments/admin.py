"""The editors' way in until they have a desk of their own: find, follow links, publish, judge.

Evidence and public statements are shown, never edited: a correction is a new row, written by a verb of
``review``. What an editor may set is the schedule of a source.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commitments import models, review
from commitments.errors import TrackerError

if TYPE_CHECKING:  # the stubs' classes take a model; Django's own cannot be subscripted
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
else:
    AnyAdmin, AnyInline = admin.ModelAdmin, admin.TabularInline


HTTPS: dict[type[Any], dict[str, Any]] = {URLField: {"assume_scheme": "https"}}


def link(name: str) -> Callable[[Any, Any], SafeString | str]:
    """A column that leads to the related object ``name``."""

    @admin.display(description=name.replace("_", " "), ordering=name)
    def column(_: Any, row: Any) -> SafeString | str:
        related: Model | None = getattr(row, name)
        if related is None:
            return "–"
        opts = related._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[related.pk])
        return format_html('<a href="{}">{}</a>', address, related)

    return column


class ReadOnly(AnyAdmin):
    """Shown to whoever may view it; added, changed and deleted by no form."""

    list_per_page = 50
    formfield_overrides = HTTPS
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Rows(AnyInline):
    """Rows that belong to the object, newest first, each with its own page."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def rows(
    of: type[Model], *shown: str, via: str | None = None, base: type[Rows] = Rows
) -> type[Rows]:
    """An inline of these rows with these columns."""
    return type(
        f"{of.__name__}Rows",
        (base,),
        {
            "model": of,
            "fields": shown,
            "readonly_fields": shown,
            "fk_name": via,
            "ordering": ("-pk",),
        },
    )


class NewestRows(Rows):
    """Of a source, which has a ledger without end, the newest rows only; the ledger's own list has them all."""

    SHOWN = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        here = request.resolver_match
        source = here.kwargs.get("object_id") if here else None
        last = found.filter(source=source).order_by("-pk")[: self.SHOWN]
        return found.filter(pk__in=last.values("pk"))


# --- organizations, policies, versions --------------------------------------------------------


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
        self._each(request, versions, "published", review.publish_version)

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


# --- evidence ---------------------------------------------------------------------------------


TRIED = ("started_at", "outcome", "http_status", "error_code", "error")


@admin.register(models.Source)
class SourceAdmin(AnyAdmin):
    formfield_overrides = HTTPS
    list_display = ("url", "kind", "policy_link", "is_active", "changed_at", "next_fetch_at")
    list_filter = ("kind", "is_active", "policy__organization")
    search_fields = ("url", "policy__slug")
    list_select_related = ("policy__organization",)
    readonly_fields = ("added_at",)
    autocomplete_fields = ("policy", "version")
    policy_link = link("policy")
    inlines = (
        rows(models.Watch, "since", "size", "held_at", "returns", "last_snapshot", "etag"),
        rows(models.Ticket, "kind", "message", "opened_at", "closed_at"),
        rows(models.FetchAttempt, *TRIED, base=NewestRows),
        rows(models.Snapshot, "blob", "fetched_at", "method", "media_type", base=NewestRows),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another address is another source: what was captured here came from this one."""
        return (*self.readonly_fields, *(("policy", "url") if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Snapshot)
class SnapshotAdmin(ReadOnly):
    list_display = ("pk", "source_link", "fetched_at", "method", "media_type", "blob_id")
    list_filter = ("method", "source__policy__organization")
    search_fields = ("blob__sha256", "source__url", "final_url")
    date_hierarchy = "fetched_at"
    list_select_related = ("source",)
    source_link = link("source")
    inlines = (rows(models.Extraction, "reader", "text_sha256", "page_count", "extracted_at"),)


@admin.register(models.Candidate)
class CandidateAdmin(ReadOnly):
    list_display = ("url", "words", "day", "source", "state", "found_at")
    list_filter = ("state", "source__policy__organization")
    search_fields = ("url", "words", "beside")
    list_select_related = ("source__policy",)
    actions = ("watch", "dismiss")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("commitments.change_candidate")

    @admin.action(description="Watch these addresses", permissions=["decide"])
    def watch(self, request: HttpRequest, candidates: QuerySet[Any]) -> None:
        self._each(request, candidates, "watched", review.accept_candidate)

    @admin.action(description="Dismiss: none of ours", permissions=["decide"])
    def dismiss(self, request: HttpRequest, candidates: QuerySet[Any]) -> None:
        self._each(request, candidates, "dismissed", review.dismiss_candidate)

    def _each(self, request: HttpRequest, candidates: QuerySet[Any], done: str, verb: Any) -> None:
        for candidate in candidates.filter(state=models.CandidateState.OPEN):
            verb(candidate=candidate, by=request.user)
            self.message_user(request, f"{candidate} is {done}.", messages.SUCCESS)


@admin.register(models.FetchAttempt)
class FetchAttemptAdmin(ReadOnly):
    list_display = ("started_at", "source_link", "outcome", "http_status", "error_code", "error")
    list_filter = ("outcome", "error_code", "source__policy__organization")
    search_fields = ("source__url", "error")
    date_hierarchy = "started_at"
    list_select_related = ("source",)
    source_link = link("source")


@admin.register(models.Watch)
class WatchAdmin(ReadOnly):
    list_display = ("source_link", "since", "size", "held_at", "returns", "last_snapshot_link")
    list_filter = (("held_at", admin.EmptyFieldListFilter), "source__policy__organization")
    search_fields = ("source__url", "current", "before", "held")
    list_select_related = ("source", "last_snapshot")
    source_link = link("source")
    last_snapshot_link = link("last_snapshot")


class IsOpen(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "open"), ("closed", "closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return (
            queryset.filter(closed_at__isnull=self.value() == "open") if self.value() else queryset
        )


@admin.register(models.Ticket)
class TicketAdmin(ReadOnly):
    list_display = ("opened_at", "kind", "source_link", "message", "closed_at")
    list_filter = (IsOpen, "kind", "source__policy__organization")
    search_fields = ("source__url", "message")
    date_hierarchy = "opened_at"
    list_select_related = ("source",)
    source_link = link("source")


@admin.register(models.BlobWithdrawal)
class BlobWithdrawalAdmin(ReadOnly):
    list_display = ("withdrawn_at", "blob_id", "by", "reason")
    list_filter = ("by",)
    search_fields = ("blob__sha256", "reason")
    date_hierarchy = "withdrawn_at"
    list_select_related = ("by",)


@admin.register(models.Extraction)
class ExtractionAdmin(ReadOnly):
    list_display = ("pk", "snapshot_link", "reader", "text_sha256", "page_count", "extracted_at")
    list_filter = ("reader",)
    search_fields = ("text_sha256", "title")
    fields = (
        "snapshot",
        "reader",
        "media_type",
        "title",
        "page_count",
        "text_sha256",
        "extracted_at",
    )
    list_select_related = ("snapshot",)
    snapshot_link = link("snapshot")


# --- commitments and their changes ------------------------------------------------------------


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


admin.site.site_header = admin.site.site_title = "RSP commitment tracker"
admin.site.index_title = "The record"
