"""The working calendar of a year: proposed, looked through and confirmed by finance."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.forms.calendar import CalendarDayForm, NoticeForm, YearForm
from billing.models import WorkingCalendar
from billing.presenters.calendar import HEADS, confirmed, months_shown
from billing.selectors.calendar import needed
from billing.workflows import calendar as w
from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening, Stage
from pilot.platform.cases.lists import Column
from pilot.platform.cases.work import Whose
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.models import Pilot

S = WorkingCalendar.Status


class CalendarCase(Case[WorkingCalendar]):
    """The calendar of a pilot and year; it waits for finance as soon as a contract runs in its year."""

    workflow = w.CALENDAR
    name, plural, prefix = "calendar", "calendars", "lich-lam-viec/"
    kind, title = gettext_lazy("Working calendar"), gettext_lazy("Working calendars")
    tabs = "billing/tabs.html"
    empty = gettext_lazy("The finance officer proposes the calendar of a year, looks it through and confirms it.")
    help = gettext_lazy(
        "Days off and days worked in exchange, with the notice behind each; months are reckoned by them."
    )
    other_addresses = ("calendar-day-remove", "calendar-day-end")
    list_display = (
        Column("nam", gettext_lazy("Year"), "year", always=True),
        Column("thi-diem", gettext_lazy("Pilot"), "pilot__province"),
        Column("trang-thai", gettext_lazy("State"), "status"),
        Column("xac-nhan", gettext_lazy("Confirmation"), value=confirmed),
        Column("nguon", gettext_lazy("Proposed from"), "source"),
    )
    ordering = ("-year",)
    select_related = ("pilot", "confirmed_by")
    tones = {S.CONFIRMED: "pass"}
    template = "billing/calendar.html"
    due = {w.confirm_calendar: Q(status=S.PROPOSED)}
    forms = {w.add_calendar_day: CalendarDayForm, w.end_calendar_day: NoticeForm}
    own_pages = {w.remove_calendar_day: "", w.end_calendar_day: ""}
    openings = (
        Opening(
            verb=w.propose_calendar, form=YearForm, parent=Pilot, name="calendar-propose",
            path="lich-lam-viec/moi/<code>/", back="",
            message=gettext_lazy("The calendar is proposed. Look it through, then confirm it."),
        ),
    )  # fmt: skip

    def waiting(self, rows: QuerySet[WorkingCalendar], on: dt.date, whose: Whose) -> QuerySet[WorkingCalendar]:
        """Nobody is asked for a year in which no contract runs, nor for the next before some months (NG05)."""
        return super().waiting(needed(rows, on), on, whose)

    def thing(self, row: WorkingCalendar) -> str:
        return _("Working calendar %(year)d") % {"year": row.year}

    heading = thing

    def unit(self, row: WorkingCalendar) -> str:
        return str(row.pilot)

    def head(self, row: WorkingCalendar) -> list[Fact]:
        return [
            Fact(_("Pilot"), row.pilot),
            Fact(_("Confirmation"), confirmed(row)),
            Fact(_("Proposed from"), row.ground, cited=True),
        ]

    def stages(self, row: WorkingCalendar) -> list[Stage]:
        return [Stage(S.PROPOSED, _("Proposed"), row.ground), Stage(S.CONFIRMED, w.confirm_calendar.transition.label)]

    def consequences(self, row: WorkingCalendar, verb: Verb) -> list[str]:
        late = _("Timesheets that are not signed yet follow at once; what was signed keeps its days.")
        if verb is w.confirm_calendar:
            return [
                _("From now on months of %(year)d may be opened; a day is changed by a notice only.")
                % {"year": row.year}
            ]
        return [late] * (row.status == S.CONFIRMED)

    def list_context(self, request: Request) -> TemplateContext:
        pilots = Pilot.objects.visible_to(request.user, request.business_day)
        allowed = [pilot for pilot in pilots if may(request, w.propose_calendar.name, pilot)]
        label = str(w.propose_calendar.transition.label)
        return {"actions": [Action(label, reverse("calendar-propose", args=[pilot.code])) for pilot in allowed]}

    def context(self, request: Request, row: WorkingCalendar, day: dt.date) -> TemplateContext:
        lines = list(row.lines.all())
        return {"months": months_shown(row.year, lines), "lines": lines, "weekdays": HEADS}


CALENDAR = CalendarCase()
