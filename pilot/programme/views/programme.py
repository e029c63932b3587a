"""Pages of a pilot, its phases and rules, and the decision to take over rules of another pilot."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.capacity import capacities
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.access.roles import ACTS
from pilot.platform.access.types import Request
from pilot.platform.cases import waiting
from pilot.platform.cases.pages import as_of, rendered_panels, steps_on, tabs_of
from pilot.platform.cases.timeline import story
from pilot.platform.cases.views import attempt, openings_on
from pilot.platform.digits import number_in
from pilot.platform.kernel.types import Row
from pilot.platform.ui.shapes import Action
from pilot.programme.cases.places import PHASES, PILOTS
from pilot.programme.forms.programme import AdoptRulesForm
from pilot.programme.models import Pilot, Site
from pilot.programme.presenters import programme as shown
from pilot.programme.presenters import rules
from pilot.programme.presenters.standing import notes, of_pilot, of_thresholds
from pilot.programme.selectors import programme
from pilot.programme.selectors.programme import PilotPage
from pilot.programme.selectors.rules import STAFFING, names_of_codes
from pilot.programme.selectors.thresholds import own, standings
from pilot.programme.views import heads
from pilot.programme.views.parts import crumbs
from pilot.programme.views.reforms import reorganise_on
from pilot.programme.workflows.programme import adopt_rules, assumed_copies, has_own_staffing_rules


@require_safe
def pilot_list(request: Request) -> HttpResponse:
    day = request.business_day
    found = [
        (pilot, heads.head_of_pilots(pilot, programme.phase_in_force(pilot.phases.all(), day)))
        for pilot in programme.pilot_rows(request.user, day).prefetch_related("phases")
    ]
    return render(request, "programme/pilot_list.html", {"pilots": found, "breadcrumb_items": crumbs()})


@require_safe
def pilot_page(request: Request, code: str) -> HttpResponse:
    """The pilot with its figures and the tab that ?muc= names; with ?viec= what waits in it."""
    user, on = request.user, request.business_day
    pilot = found_or_404(request, programme.pilot_rows(user, on), code=code)
    page, (tab, tabs) = programme.pilot_page(pilot, user, on), tabs_of(request, PILOT_TABS)
    context = {
        "page": page, "pilot": pilot, "tab": tab,
        "head": heads.pilot_head(page, pilot_actions(request, pilot), enters(request, pilot)),
        "tabs": [*tabs, {"label": _("Work that waits"), "url": "?viec=", "current": "viec" in request.GET}],
        "breadcrumb_items": crumbs((str(pilot), "")), "standing": notes(of_pilot, user, on, on, pilot),
    }  # fmt: skip
    if "viec" in request.GET:
        tabs[0]["current"] = False
        return render(request, "programme/pilot_queue.html", context | queue_context(request, pilot))
    context |= TAB_CONTEXTS[tab](request, page) | {"panels": rendered_panels(request, pilot, tab=tab)}
    return render(request, "programme/pilot_page.html", context)


def pilot_actions(request: Request, pilot: Pilot) -> list[Action]:
    return [*openings_on(request, pilot), *steps_on(request, PILOTS, pilot), *reorganise_on(request, pilot)]


ENTERING = ("enter_site", "enter_post", "add_employee", "invite_account", "add_calendar_day")  # one of each part


def enters(request: Request, pilot: Pilot) -> bool:
    """Whether the reader has a role by which something of the setting up is entered in the pilot."""
    roles = {role for verb in ENTERING for role in ACTS[verb]}
    held = capacities(request.user, request.business_day)
    return any(one.pilot_id == pilot.pk and one.role in roles for one in held)


def overview(request: Request, page: PilotPage) -> dict[str, object]:
    """Who steers, and the districts: with their sites, or where these are many with how many there are."""
    user, on = request.user, request.business_day
    sites = programme.sites_of(page.pilot, user, on)
    rows = shown.site_lines(programme.site_rows(sites, user, on), on) if page.site_count <= ROWS else []
    bodies = heads.pilot_bodies(page.pilot, programme.bodies_of(page.pilot, user, on))
    return {"districts": shown.districts(programme.districts(sites), rows), "shows_sites": bool(rows), "bodies": bodies}


def sites_tab(request: Request, page: PilotPage) -> dict[str, object]:
    return sites_from(request, programme.sites_of(page.pilot, request.user, request.business_day))


def sites_from(request: Request, sites: QuerySet[Site]) -> dict[str, object]:
    """A page of these sites, by level."""
    found, place = rows_from(request, sites)
    rows = shown.site_lines(programme.site_rows(found, request.user, request.business_day), request.business_day)
    return {"rows": rows, "levels": shown.by_level(rows), **place}


def agencies_tab(request: Request, page: PilotPage) -> dict[str, object]:
    found, place = rows_from(request, programme.participating(page.pilot, request.user, request.business_day))
    return {"rows": shown.in_words(found), "has_routes": page.has_routes, **place}


def story_tab(request: Request, page: PilotPage) -> dict[str, object]:
    return {"timeline": story(page.pilot, request.user, request.business_day)}


PILOT_TABS = {
    "": gettext_lazy("Overview"),
    "diem": gettext_lazy("Sites"),
    "co-quan": gettext_lazy("Agencies"),
    "dien-bien": gettext_lazy("What happened"),
}
TAB_CONTEXTS = {"": overview, "diem": sites_tab, "co-quan": agencies_tab, "dien-bien": story_tab}
ROWS = 50


def rows_from(request: Request, rows: QuerySet[Row]) -> tuple[QuerySet[Row], dict[str, object]]:
    """The rows from the place on that ?after= names; the place behind them, and how many there are in all."""
    first = number_in(request.GET.get("after", "")) or 0
    total = rows.count()
    more = str(first + ROWS) if total > first + ROWS else ""
    return rows[first : first + ROWS], {"following": more, "total": total}


VIEWS = {
    "": gettext_lazy("All"),
    "cham": gettext_lazy("Late"),
    "sap-den-han": gettext_lazy("Due soon"),
    "cho-toi": gettext_lazy("Waiting for me"),
}  # of the queue; what they hold says cases/waiting.py


def queue_context(request: Request, pilot: Pilot) -> dict[str, object]:
    """What waits in the pilot, in the view and from the line on that the address asks for."""
    view = request.GET["viec"] if request.GET["viec"] in VIEWS else ""
    user, on = request.user, request.business_day
    queue = waiting.queue(pilot, user, on, view, request.GET.get("after", ""), own(pilot.pk, "soon_days", on))
    views = [{"label": label, "url": f"?viec={key}#viec", "current": key == view} for key, label in VIEWS.items()]
    return {"queue": queue, "views": views}


@require_safe
def phase_page(request: Request, code: str, phase: str) -> HttpResponse:
    rows = programme.phase_rows(request.user, request.business_day)
    row = found_or_404(request, rows, pilot__code=code, code=phase)
    page = programme.phase_page(row, request.user, request.business_day)
    context = sites_from(request, programme.sites_in(row, request.user, request.business_day)) | {
        "page": page,
        "phase": row,
        "more": steps_on(request, PHASES, row),
        "head": heads.phase_head(page),
        "panels": rendered_panels(request, row),
        "timeline": story(row, request.user, request.business_day),
        "breadcrumb_items": crumbs((str(row.pilot), reverse("pilot", args=[code])), (row.name, "")),
    }
    return render(request, "programme/phase_page.html", context)


@require_safe
def rule_list(request: Request, code: str) -> HttpResponse:
    pilot = visible_or_404(request, Pilot, code=code)
    asked, user, on = as_of(request, pilot), request.user, request.business_day
    groups = rules.rule_groups(pilot, user, on, asked.day)
    context = {
        "pilot": pilot,
        "as_of": asked,
        "coming": rules.rules_coming(pilot, user, on, asked.day),
        "groups": groups,
        "count": sum(len(rows) for _title, rows in groups),
        "assumed": sum(row.rule.assumed for _title, rows in groups for row in rows),
        "staffed": rules.has_staffing_rules(groups, STAFFING),
        "may_adopt": may(request, "adopt_rules", pilot),
        "may_enter": may(request, "enter_rule", pilot),
        "thresholds": standings(pilot, user, on),
        "may_set": may(request, "set_threshold", pilot),
        "standing": notes(of_thresholds, request.user, request.business_day, request.business_day, pilot),
        "breadcrumb_items": crumbs((str(pilot), reverse("pilot", args=[code])), (_("Rules"), "")),
    }
    return render(request, "programme/rule_list.html", context)


@require_http_methods(["GET", "POST"])
def adopt_rules_page(request: Request, code: str) -> HttpResponse:
    """Take over the rules of another pilot; what would be copied stands above the form."""
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, "adopt_rules", pilot)
    others = Pilot.objects.exclude(pk=pilot.pk)
    form = AdoptRulesForm(request.POST or None, source=others, initial={"row_version": pilot.row_version})
    act = form.is_valid() and act_of(request, form.cleaned_data["reason"])
    if act and attempt(form, lambda: adopt_rules(pilot, act, **form.inputs())):
        messages.success(request, _("The rules were taken over. Each is marked as assumed."))
        return redirect("rules", code=code)
    return render(request, "programme/adopt_rules.html", adoption_context(request, pilot, others, form))


def adoption_context(
    request: Request, pilot: Pilot, others: QuerySet[Pilot], form: AdoptRulesForm
) -> dict[str, object]:
    """What taking over would add, from each pilot that could give its rules, as it will read."""
    sources = []
    for source in others:
        found = assumed_copies(pilot, source, request.business_day)
        names = names_of_codes(found)
        sources.append((source, [rules.rule_row(rule, names) for rule in found]))
    here = (
        (str(pilot), reverse("pilot", args=[pilot.code])),
        (_("Rules"), reverse("rules", args=[pilot.code])),
    )
    return {
        "pilot": pilot, "form": form, "sources": sources, "own_rules": has_own_staffing_rules(pilot),
        "breadcrumb_items": crumbs(*here, (_("Take over rules"), "")),
    }  # fmt: skip
