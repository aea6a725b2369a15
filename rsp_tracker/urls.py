"""Addresses of the project: pages at the root, the API under /api/."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

admin.autodiscover()
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commitments.urls")),
    path("api/", include("commitments.api.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "commitments.views.errors.not_found"
handler500 = "commitments.views.errors.server_error"
handler400 = "commitments.views.errors.bad_request"
