"""What an organization promised first, and what of it stands."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from commitments.facets import Facet, tally
from commitments.finding import find_organization
from commitments.models import Topic
from commitments.pledges import Baseline, Fate, Pledge, baselines, followed
from commitments.views.keeping import kept
from commitments.views.partial import HtmxHttpRequest, render_part
from commitments.views.requests import asked, moment, or_400, or_404

PAGE_SIZE = 5  # policies
OUTCOMES = [(fate.value, fate.label) for fate in Fate]
FACETS = [("outcome", "What became of it", OUTCOMES), ("topic", "Topic", Topic.choices)]


@require_safe
@kept
def organization_pledge(request: HtmxHttpRequest, organization: str) -> HttpResponse:
    at, question = moment(request), asked(request)
    chosen = {
        "outcome": or_400(question.choice, "outcome", Fate),
        "topic": or_400(question.choice, "topic", Topic.values),
    }
    found = or_404(find_organization, organization, at)
    page = Paginator(followed(found, at), PAGE_SIZE).get_page(question.values.get("page"))
    policies = baselines(list(page.object_list), at)
    total, facets = _facets(policies, chosen)
    context = {
        "moment": at,
        "organization": found,
        "baselines": [(baseline, _fitting(baseline, chosen)) for baseline in policies],
        "facets": facets,
        "chips": [(f.name, f.title, f.chosen.label) for f in facets if f.chosen],
        "page": page,
        "total": total,
        "all": sum(len(baseline.pledges) for baseline in policies),
    }
    return render_part(request, "organization_pledge.html", "includes/pledges.html", context)


def _facets(policies: list[Baseline], chosen: dict[str, str]) -> tuple[int, list[Facet]]:
    rows = [_codes(pledge) for baseline in policies for pledge in baseline.pledges]
    values = ({name: (code,) for name, code in codes.items()} for codes in rows)
    counted = tally(((row, 1) for row in values), [name for name, _, _ in FACETS], chosen)
    return counted.total, [counted.facet(*facet, chosen) for facet in FACETS]


def _codes(pledge: Pledge) -> dict[str, str]:
    return {"outcome": pledge.fate, "topic": pledge.life.commitment.record.topic}


def _fitting(baseline: Baseline, chosen: dict[str, str]) -> list[Pledge]:
    wanted = {name: value for name, value in chosen.items() if value}
    return [pledge for pledge in baseline.pledges if wanted.items() <= _codes(pledge).items()]
