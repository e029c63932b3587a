"""Pages of agencies, sites and counter posts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pilot.models import Agency, Pilot
from pilot.selectors import places
from pilot.selectors.timeline import story
from pilot.views import heads
from pilot.views.parts import Crumb, as_of, crumbs, found_or_404, rendered_panels


def pilot_crumb(pilot: Pilot) -> Crumb:
    return str(pilot), reverse("pilot", args=[pilot.code])


@require_safe
def agency_page(request: Any, code: str) -> HttpResponse:
    agency = found_or_404(request, places.agency_rows(request.user, request.business_day), code=code)
    page = places.agency_page(agency, request.user, request.business_day)
    context = {
        "page": page,
        "agency": page.agency,
        "head": heads.agency_head(page),
        "exempt": page.agency.withdrawal_rule == Agency.WithdrawalRule.EXEMPT,
        "per_guidance": page.agency.withdrawal_rule == Agency.WithdrawalRule.PER_GUIDANCE,
        "panels": rendered_panels(request, agency),
        "timeline": story(agency, request.user, request.business_day),
        "breadcrumb_items": crumbs(pilot_crumb(page.agency.pilot), (agency.name, "")),
    }
    return render(request, "pilot/agency_page.html", context)


@require_safe
def site_page(request: Any, code: str) -> HttpResponse:
    """The site on the business day, or as of ?ngay=."""
    site = found_or_404(request, places.site_rows(request.user, request.business_day), code=code)
    asked = as_of(request)
    page = places.site_page(site, request.user, request.business_day, asked.day)
    rungs = places.flat(page.ladders)
    context = {
        "page": page, "site": page.site, "head": heads.site_head(page), "facts": heads.site_facts(page),
        "as_of": asked, "step_counts": places.step_counts(rungs),
        "panels": rendered_panels(request, site, asked.day),
        "timeline": story(site, request.user, request.business_day, asked.day),
        "breadcrumb_items": crumbs(pilot_crumb(page.site.pilot), (site.name, "")),
    }  # fmt: skip
    return render(request, "pilot/site_page.html", context)


@require_safe
def post_page(request: Any, code: str) -> HttpResponse:
    posts = places.post_rows(request.user, request.business_day).prefetch_related("fields")
    post = found_or_404(request, posts, code=code)
    rungs = places.post_ladder(post, request.user, request.business_day)
    context = {
        "post": post, "rungs": rungs, "step_counts": places.step_counts(rungs),
        "head": heads.post_head(post, post.period.contains(request.business_day)),
        "panels": rendered_panels(request, post),
        "timeline": story(post, request.user, request.business_day),
        "breadcrumb_items": crumbs(
            pilot_crumb(post.pilot),
            (post.site.name, reverse("site", args=[post.site.code])),
            (_("Counter post"), ""),
        ),
    }  # fmt: skip
    return render(request, "pilot/post_page.html", context)
