"""The identity bar and the strip of figures of the programme's pages, as the components want them."""

import datetime as dt

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.access.rows import has_ended
from pilot.platform.periods import Period, quarter_period, show
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.models import Agency, CounterPost, LegalDocument, Phase, Pilot, Site
from pilot.programme.selectors.places import SitePage
from pilot.programme.selectors.programme import PhasePage, PilotPage, Timing


def link(name: str, *args: str) -> str:
    return reverse(name, args=args)


def document_fact(label: str, document: LegalDocument | None) -> Fact:
    """A cited document as a fact with its number and day; "not stated" where there is none."""
    if document is None:
        return Fact(label, None)
    day = f"{document.date:%d/%m/%Y}"
    return Fact(label, document.number or document.subject, link("legal-document", document.code), note=day)


def scheme_fact(pilot: Pilot) -> Fact:
    """The scheme of a pilot: a cited document, or the ground on which people entered it."""
    entered = pilot.legal_basis if pilot.scheme_document is None else ""
    return Fact(_("Scheme"), entered, cited=True) if entered else document_fact(_("Scheme"), pilot.scheme_document)


def agency_fact(label: str, agency: Agency | None) -> Fact:
    """A body by its name, or "not stated"; until when there is one that has a last day."""
    ends = show(Period(None, agency.valid_to)) if agency and agency.valid_to else ""
    return Fact(label, agency and agency.name, link("agency", agency.code) if agency else "", note=ends)


def period_of(phase: Phase) -> str:
    """Days of a phase, or nothing if neither is stated."""
    return show(phase.period) if phase.valid_from or phase.valid_to else ""


def unconfirmed_note(count: int) -> str:
    return ngettext("+ %d unconfirmed", "+ %d unconfirmed", count) % count if count else ""


def assumed_note(count: int) -> str:
    return ngettext("%d of them assumed", "%d of them assumed", count) % count if count else ""


def pilot_head(page: PilotPage, ways: list[Action], enters: bool) -> dict[str, object]:
    """Head of a pilot page.

    `ways`: what the reader may enter in the pilot or change of it, `enters`: or whether he may at some place of it.
    """
    pilot, phase, timed = page.pilot, page.phase, page.timed
    code, sites = pilot.code, "?muc=diem" if page.site_count else ""
    setting_up = Action(_("Setting up"), link("setup", code))
    return {
        "state": "pass" if phase else "idle",
        "state_label": phase.name if phase else _("no phase in force"),
        "facts": [
            scheme_fact(pilot),
            Fact(_("Phase in force"), phase and phase.name, link("phase", code, phase.code) if phase else "",
                 note=period_of(phase) if phase else ""),
            Fact(_("Rules in force"), pilot.rules, link("rules", code), note=assumed_note(pilot.assumed_rules)),
        ],
        "primary": setting_up if enters else None,
        "more": [
            *([] if enters else [setting_up]),
            Action(_("Rules"), link("rules", code)),
            Action(_("Targets, tasks, reports"), link("pilot-plan", code)),
            Action(_("Open questions"), f"{link('questions')}?pilot={code}"),
            *ways,
            Action(_("Legal basis"), link("legal-documents")),
            Action(_("Administrative units"), link("admin-units")),
        ],
        "figures": [
            Fact(_("Confirmed sites"), pilot.confirmed, note=unconfirmed_note(pilot.unconfirmed)),
            Fact(_("Sites on time"), timed[Timing.ON_TIME], sites, note=_("by the days of the documents")),
            Fact(_("Sites late"), timed[Timing.LATE], sites),
            Fact(_("Sites unclear"), timed[Timing.UNCLEAR], sites, note=_("no day stated, or nothing entered")),
            Fact(_("Open questions"), pilot.open_questions, f"{link('questions')}?pilot={code}&status=open"),
        ],
    }  # fmt: skip


def pilot_bodies(pilot: Pilot, bodies: dict[str, Agency | None]) -> list[Fact]:
    """Who steers the pilot and who serves it."""
    return [
        agency_fact(_("Steering committee"), bodies["committee"]),
        agency_fact(_("Support team"), bodies["secretariat"]),
        agency_fact(_("Standing body"), bodies["standing_body"]),
        agency_fact(_("Post office"), bodies["post_office"]),
        agency_fact(_("Office of the People's Committee"), bodies["provincial_office"]),
        document_fact(_("Regulation of coordination"), pilot.coordination_regulation),
    ]


def phase_head(page: PhasePage) -> dict[str, object]:
    """Head of a phase page."""
    phase = page.phase
    return {
        "state": "pass" if page.in_force else "idle",
        "state_label": _("in force") if page.in_force else _("not in force today"),
        "facts": [
            Fact(_("Days"), period_of(phase)),
            Fact(_("Confirmed sites"), page.confirmed, note=unconfirmed_note(page.unconfirmed)),
        ],
    }


def agency_head(agency: Agency, coverage: str, day: dt.date) -> dict[str, object]:
    """Head of an agency page, as it was on the day."""
    ended = has_ended(agency, day)
    return {
        "state": "idle" if ended else "warn" if agency.unconfirmed else "",
        "state_label": _("closed") if ended else _("unconfirmed") if agency.unconfirmed else "",
        "facts": [
            Fact(_("Pilot"), agency.pilot.province, link("pilot", agency.pilot.code)),
            Fact(_("Level"), capfirst(agency.get_level_display())),
            *([Fact(_("Days"), show(agency.period))] if agency.valid_to else []),
            *([Fact(_("Procedure set"), capfirst(coverage))] if coverage else []),
        ],
    }


def site_head(page: SitePage) -> dict[str, object]:
    """Head of a site page."""
    site = page.site
    return {
        "facts": [
            Fact(_("Form"), capfirst(site.get_pilot_form_display())),
            Fact(_("Status"), capfirst(site.get_status_display())),
            agency_fact(_("Governed by"), site.agency or site.parent_agency),
        ]
    }


def site_figures(page: SitePage) -> list[Fact]:
    """The strip of figures of a site."""
    site = page.site
    return [
        Fact(_("Procedures handed over"), site.handed_over, "?muc=thu-tuc", note=f"/ {site.procedures}"),
        Fact(_("Paused or returned"), site.troubled, "?muc=thu-tuc" if site.troubled else ""),
        Fact(_("Counter posts"), page.posts),
        Fact(_("Agencies taking part"), page.agencies),
    ]


def site_facts(page: SitePage) -> list[Fact]:
    """The aside of a site: where it is and what is known of its premises."""
    site, unit = page.site, page.site.admin_unit
    held = unit and (unit.period.contains(page.day))
    note = "" if held or unit is None else _("not a unit of its own on this day")
    return [
        Fact(_("Level"), capfirst(site.get_level_display())),
        Fact(_("Administrative unit"), unit and unit.name, note=note),
        *([agency_fact(_("District"), site.parent_agency)] if site.parent_agency else []),
        Fact(_("Premises"), site.facility_note),
        Fact(_("Milestone of the premises"), milestone(site)),
    ]


QUARTERS = ("I", "II", "III", "IV")


def milestone(site: Site) -> str:
    """When the premises are due, with both days inclusive; a whole quarter by its name; empty if unknown."""
    first = site.facility_from
    if first is None:
        return ""
    period = Period(first, site.facility_to)
    quarter = (first.month - 1) // 3 + 1
    if period != quarter_period(first.year, quarter):
        return show(period)
    words = _("quarter %(quarter)s of %(year)s") % {"quarter": QUARTERS[quarter - 1], "year": first.year}
    return f"{words} ({show(period)})"


def post_head(post: CounterPost, in_use: bool) -> dict[str, object]:
    """Head of a counter post's page."""
    return {
        "state": "pass" if in_use else "idle",
        "state_label": _("in use") if in_use else _("not in use today"),
        "facts": [
            Fact(_("Agency"), post.agency.name, link("agency", post.agency.code)),
            Fact(_("Site"), post.site.name, link("site", post.site.code)),
        ],
    }


def head_of_pilots(pilot: Pilot, phase: Phase | None) -> list[Fact]:
    """The facts of one pilot on the list of pilots."""
    return [
        scheme_fact(pilot),
        Fact(_("Phase in force"), phase and phase.name, note=period_of(phase) if phase else ""),
        Fact(_("Confirmed sites"), pilot.confirmed, note=unconfirmed_note(pilot.unconfirmed)),
        Fact(_("Open questions"), pilot.open_questions, f"{link('questions')}?pilot={pilot.code}&status=open"),
    ]
