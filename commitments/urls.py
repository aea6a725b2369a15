"""Addresses of the pages. They stay: others link to them."""

from django.urls import path

from commitments.converters import side  # its import registers "label"
from commitments.views import (
    calendar,
    cards,
    changes,
    commitments,
    compare,
    compare_across,
    exports,
    feeds,
    frame,
    health,
    home,
    matrix,
    organizations,
    pledges,
    policies,
    search,
    sitemaps,
    sources,
    versions,
)

# /policies/<org>/<policy>/
POLICY = "policies/<slug:organization>/<slug:policy>/"
VERSION = f"{POLICY}versions/<label:version>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("organizations/", organizations.organizations, name="organization-list"),
    path(
        "organizations/<slug:organization>/",
        organizations.organization_detail,
        name="organization-detail",
    ),
    path(
        "organizations/<slug:organization>/pledge/",
        pledges.organization_pledge,
        name="organization-pledge",
    ),
    path(POLICY, policies.policy_detail, name="policy-detail"),
    path(VERSION, versions.version_detail, name="version-detail"),
    path(f"{VERSION}document/", versions.document, name="version-document"),
    path(f"{VERSION}text/", versions.plain_text, name="version-text"),
    path("compare/", compare_across.choose_any, name="compare-any"),
    path(
        f"compare/{side('left')}...{side('right')}/",
        compare_across.compare_across,
        name="compare-across",
    ),
    path(f"{POLICY}compare/", compare.choose, name="compare-choose"),
    path(f"{POLICY}compare/<label:old>...<label:new>/", compare.compare, name="version-compare"),
    path(
        f"{POLICY}compare/<label:old>...<label:new>/card.png",
        cards.comparison,
        name="comparison-card",
    ),
    path(
        "commitments/<slug:organization>/<slug:slug>/",
        commitments.commitment_detail,
        name="commitment-detail",
    ),
    path(
        "commitments/<slug:organization>/<slug:slug>/card.png",
        cards.commitment,
        name="commitment-card",
    ),
    path("changes/", changes.changes, name="change-list"),
    path("changes/feed.atom", feeds.changes, name="change-feed"),
    path("matrix/", matrix.promises, name="matrix"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.feed, name="calendar-feed"),
    path("sources/", sources.sources, name="source-list"),
    path("sources/<int:source>/check/", sources.check, name="source-check"),
    path("search/", search.search, name="search"),
    path("exports/<slug:key>/", exports.export, name="export"),
    path("exports/<slug:key>/file/", exports.file, name="export-file"),
    path("methodology/", frame.methodology, name="methodology"),
    path("about/", frame.about, name="about"),
    path("corrections/", frame.corrections, name="corrections"),
    path("robots.txt", frame.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.part, name="sitemap-part"),
    path("healthz", health.healthz, name="healthz"),
]
