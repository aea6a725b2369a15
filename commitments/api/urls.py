"""Addresses of the API. They stay: programs depend on them."""

from django.urls import include, path
from django.views.generic import RedirectView

from commitments import converters  # noqa: F401  registers "label"
from commitments.api.views import (
    changes,
    commitments,
    compare,
    index,
    organizations,
    policies,
    search,
    sources,
    versions,
)

app_name = "api"

# /api/v1/policies/<organization>/<policy>/
POLICY = "policies/<slug:organization>/<slug:policy>/"

v1 = [
    path("", index.Index.as_view(), name="index"),
    path("organizations/", organizations.OrganizationList.as_view(), name="organization-list"),
    path(
        "organizations/<slug:organization>/",
        organizations.OrganizationDetail.as_view(),
        name="organization-detail",
    ),
    path("policies/", policies.PolicyList.as_view(), name="policy-list"),
    path(POLICY, policies.PolicyDetail.as_view(), name="policy-detail"),
    path(f"{POLICY}versions/", versions.VersionList.as_view(), name="version-list"),
    path(
        f"{POLICY}versions/<label:version>/",
        versions.VersionDetail.as_view(),
        name="version-detail",
    ),
    path(
        f"{POLICY}versions/<label:version>/clauses/",
        versions.ClauseList.as_view(),
        name="clause-list",
    ),
    path(
        f"{POLICY}compare/<label:old>...<label:new>/",
        compare.Compare.as_view(),
        name="version-compare",
    ),
    path("commitments/", commitments.CommitmentList.as_view(), name="commitment-list"),
    path(
        "commitments/<slug:organization>/<slug:slug>/",
        commitments.CommitmentDetail.as_view(),
        name="commitment-detail",
    ),
    path("changes/", changes.ChangeList.as_view(), name="change-list"),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("snapshots/<int:id>/", sources.SnapshotDetail.as_view(), name="snapshot-detail"),
    path("search/", search.Search.as_view(), name="search"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api:index")),
    path("v1/", include(v1)),
    path("schema/", index.SchemaView.as_view(), name="schema"),
    path("docs/", index.Docs.as_view(), name="docs"),
    path("<path:rest>", index.NotThere.as_view(), name="not-there"),
]
