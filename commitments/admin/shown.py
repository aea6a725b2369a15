"""What is shown and never edited, its columns that lead elsewhere, and the rows that belong to it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
