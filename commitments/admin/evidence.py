"""Sources, what was captured from them, and what went wrong; an editor sets a source's schedule."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from commitments import models, review
from commitments.admin.shown import HTTPS, AnyAdmin, NewestRows, ReadOnly, link, rows

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
