"""Addresses of the API. They stay: programs depend on them."""

from django.urls import include, path
from django.views.generic import RedirectView

from commitments.api.views import (
    changes,
    citations,
    commitments,
    compare,
    index,
    organizations,
    policies,
    search,
    sources,
    versions,
)
from commitments.converters import side  # its import registers "label"

app_name = "api"

# /api/v1/policies/<organization>/<policy>/
POLICY = "policies/<slug:organization>/<slug:policy>/"
VERSION = f"{POLICY}versions/<label:version>/"
COMPARE = f"{POLICY}compare/<label:old>...<label:new>/"
ACROSS = f"compare/{side('left')}...{side('right')}/"
COMMITMENT = "commitments/<slug:organization>/<slug:slug>/"

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
    path(VERSION, versions.VersionDetail.as_view(), name="version-detail"),
    path(f"{VERSION}clauses/", versions.ClauseList.as_view(), name="clause-list"),
    path(f"{VERSION}citation/", citations.VersionCitation.as_view(), name="version-citation"),
    path(COMPARE, compare.Compare.as_view(), name="version-compare"),
    path(f"{COMPARE}citation/", citations.ComparisonCitation.as_view(), name="compare-citation"),
    path(ACROSS, compare.CompareAcross.as_view(), name="compare-across"),
    path(f"{ACROSS}citation/", citations.AcrossCitation.as_view(), name="across-citation"),
    path("commitments/", commitments.CommitmentList.as_view(), name="commitment-list"),
    path(COMMITMENT, commitments.CommitmentDetail.as_view(), name="commitment-detail"),
    path(
        f"{COMMITMENT}citation/", citations.CommitmentCitation.as_view(), name="commitment-citation"
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
