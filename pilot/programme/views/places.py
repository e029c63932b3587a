"""Pages of agencies, sites and counter posts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pilot.platform.access.requests import found_or_404, may
from pilot.platform.access.rows import has_ended
from pilot.platform.access.types import Request
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.pages import as_of, rendered_panels, row_as_of, steps_on, tabs_of
from pilot.platform.cases.timeline import story
from pilot.platform.cases.views import opening_action, openings_on
from pilot.platform.cases.ways import ways_on
from pilot.platform.ui.shapes import Action
from pilot.programme.cases.places import AGENCIES, PARTS, SETS, SITES
from pilot.programme.cases.posts import POSTS
from pilot.programme.cases.procedures import SET_ENTRIES
from pilot.programme.models import Agency, Pilot
from pilot.programme.presenters.places import (
    against_the_plan,
    coverage_in_words,
    site_state,
    step_counts,
    with_step_states,
)
from pilot.programme.presenters.standing import notes, of_agency, of_site
from pilot.programme.rules.procedures import NOT_OWNERS
from pilot.programme.selectors import places
from pilot.programme.selectors.places import SitePage
from pilot.programme.views import heads
from pilot.programme.views.parts import Crumb, crumbs
from pilot.programme.views.reforms import reorganise_on


def pilot_crumb(pilot: Pilot) -> Crumb:
    return str(pilot), reverse("pilot", args=[pilot.code])


@require_safe
def agency_page(request: Request, code: str) -> HttpResponse:
    """The agency on the business day, or as of ?ngay=."""
    user, on = request.user, request.business_day
    agency = found_or_404(request, places.agency_rows(user, on), code=code)
    asked = as_of(request, agency)
    row_as_of(agency, asked)
    steps = [] if asked.other else agency_actions(request, agency)
    if (whole := getattr(agency, "procedure_set", None)) and asked.other:
        as_they_were([whole], asked.day)
    elif whole:
        steps += steps_on(request, SETS, whole)
    page, coverage = places.agency_page(agency, user, on, asked.day), coverage_in_words(agency)
    context = {
        "page": page,
        "agency": agency,
        "coverage": coverage,
        "against_the_plan": against_the_plan(agency),
        "head": heads.agency_head(agency, coverage, asked.day),
        "standing": notes(of_agency(agency), user, on, asked.day, agency.pilot),
        "exempt": agency.withdrawal_rule == Agency.WithdrawalRule.EXEMPT,
        "per_guidance": agency.withdrawal_rule == Agency.WithdrawalRule.PER_GUIDANCE,
        "as_of": asked,
        "panels": rendered_panels(request, agency, asked.day),
        "timeline": story(agency, user, on, asked.day),
        "more": steps,
        "set_steps": [] if asked.other else set_steps(request, agency),
        "breadcrumb_items": crumbs(pilot_crumb(agency.pilot), (agency.name, "")),
    }
    return render(request, "programme/agency_page.html", context)


def agency_actions(request: Request, agency: Agency) -> list[Action]:
    ways = [] if has_ended(agency, request.business_day) else reorganise_on(request, agency)
    return [*steps_on(request, AGENCIES, agency), *openings_on(request, agency), *ways]


def set_steps(request: Request, agency: Agency) -> list[Action]:
    """What the reader may enter and, where something is proposed, confirm in the agency's set of procedures."""
    if agency.kind in NOT_OWNERS or has_ended(agency, request.business_day):
        return []
    openings = SET_ENTRIES.openings if agency.proposed or agency.guessed else SET_ENTRIES.openings[:1]
    return [opening_action(opening, agency) for opening in openings if may(request, opening.verb.name, agency)]


SITE_TABS = {
    "": gettext_lazy("Counters"),
    "nhan-vien": gettext_lazy("Employees"),
    "thu-tuc": gettext_lazy("Procedures"),
    "tru-so": gettext_lazy("Premises, payment, sources"),
    "dien-bien": gettext_lazy("What happened"),
}


@require_safe
def site_page(request: Request, code: str) -> HttpResponse:
    """The site on the business day, or as of ?ngay=, with the tab that ?muc= names."""
    user, on = request.user, request.business_day
    site = found_or_404(request, places.site_rows(user, on), code=code)
    asked = as_of(request, site)
    page = places.site_page(site, user, on, asked.day)
    tab, tabs = tabs_of(request, SITE_TABS)
    context = {
        "standing": notes(of_site(site), user, on, asked.day, site.pilot),
        "page": page, "site": site, "state": site_state(site, page.day),
        "head": heads.site_head(page), "figures": heads.site_figures(page),
        "as_of": asked, "more": [] if asked.other else [*steps_on(request, SITES, site), *openings_on(request, site)],
        "tab": tab, "tabs": tabs, "panels": rendered_panels(request, site, asked.day, tab),
        "breadcrumb_items": crumbs(pilot_crumb(site.pilot), (site.name, "")),
    }  # fmt: skip
    return render(request, "programme/site_page.html", context | TAB_CONTEXTS[tab](request, page))


def counters_tab(request: Request, page: SitePage) -> dict[str, object]:
    """Posts and who takes part, each with the steps that are open to the reader today."""
    user, on, day = request.user, request.business_day, page.day
    parts = list(places.participations(page.site, user, on, day))
    posts = places.with_fields(places.posts_at(page.site, user, on, day), day)
    if day != on:
        places.bodies_then([*parts, *places.rows_then(posts, day)], day)
    taking_part = [
        (agency, [(part, holds, steps_on(request, PARTS, part) if day == on else []) for part, holds in found])
        for agency, found in places.by_agency(parts, day)
    ]
    return {"posts": posts, "taking_part": taking_part}


def employees_tab(request: Request, page: SitePage) -> dict[str, object]:
    """Only what other apps add."""
    return {}


def procedures_tab(request: Request, page: SitePage) -> dict[str, object]:
    on = request.business_day
    ladders = places.ladders(places.handovers(page.site, request.user, on), page.day, former=page.day != on)
    rungs = {agency: with_step_states(rows) for agency, rows in ladders.items()}
    return {"ladders": rungs, "step_counts": step_counts(places.procedures_of(ladders))}


def premises_tab(request: Request, page: SitePage) -> dict[str, object]:
    return {"facts": heads.site_facts(page), "successions": places.successions(page.site)}


def story_tab(request: Request, page: SitePage) -> dict[str, object]:
    return {"timeline": story(page.site, request.user, request.business_day, page.day)}


TAB_CONTEXTS = {
    "": counters_tab, "nhan-vien": employees_tab, "thu-tuc": procedures_tab, "tru-so": premises_tab,
    "dien-bien": story_tab,
}  # fmt: skip


@require_safe
def post_page(request: Request, code: str) -> HttpResponse:
    """The counter post on the business day, or as of ?ngay=."""
    user, on = request.user, request.business_day
    post = found_or_404(request, places.post_rows(user, on).prefetch_related("received__field"), code=code)
    asked = as_of(request, post)
    row_as_of(post, asked)
    if asked.other:
        places.bodies_then([post], asked.day)
    ladder = places.post_ladder(post, user, on, asked.day)
    context = {
        "post": post, "rungs": with_step_states(ladder), "step_counts": step_counts(ladder), "as_of": asked,
        "received": post.received.all(),
        "head": heads.post_head(post, post.period.contains(asked.day)),
        "more": [*([] if asked.other else steps_on(request, POSTS, post)), *ways_on(request, post)],
        "panels": rendered_panels(request, post, asked.day), "timeline": story(post, user, on, asked.day),
        "breadcrumb_items": crumbs(
            pilot_crumb(post.pilot),
            (post.site.name, reverse("site", args=[post.site.code])),
            (_("Counter post"), ""),
        ),
    }  # fmt: skip
    return render(request, "programme/post_page.html", context)
