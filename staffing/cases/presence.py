"""Absences of employees, and who stands in for them."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import FormOptions, Inputs, TemplateContext
from pilot.platform.kernel.workflow import Act, Verb
from pilot.platform.ui.forms import AsOfForm
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.models import Person
from staffing.forms.presence import AbsenceForm, CorrectAbsenceForm, EndAbsenceForm, NameFilter, SwapForm
from staffing.models import Absence, Assignment, AssignmentRole, PostalEmployee, Substitution
from staffing.presenters.presence import shown_gaps
from staffing.selectors.employees import employees, post_offices
from staffing.selectors.stand_ins import gaps, orders_for
from staffing.workflows import presence as w


def employee_of(row: Absence | Substitution) -> Person:
    return row.employee.person


class AbsenceCase(Case[Absence]):
    """An absence of an employee: recorded on the employee or the week board; its page says who can stand in."""

    workflow = w.ABSENCE
    name, plural, prefix = "absence", "absences", "vang-mat/"
    kind, title = gettext_lazy("Absence"), gettext_lazy("Absences")
    tabs, exports = "staffing/tabs.html", "absences"
    rule_codes = "R01 R03"
    help = gettext_lazy("Who is away when; why, only personnel and the director of the centre read.")
    empty = gettext_lazy("An absence is recorded on the page of the employee, or on the week board.")
    list_display = (
        Column("ten", gettext_lazy("Name"), "employee__person__sort_key", always=True, value=employee_of),
        Column("ma", gettext_lazy("Staff code"), "employee__staff_code"),
        Column("thoi-gian", gettext_lazy("Half-days"), "first_half", value=lambda row: row.span),
        Column("bao-truoc", gettext_lazy("Known before"), "sudden", value=lambda row: row.how),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = NameFilter
    ordering = ("-first_half",)
    select_related = ("employee__person", "employee__post_office", "pilot")
    tones = {Absence.Status.RECORDED: "pass", Absence.Status.TAKEN_BACK: "idle"}
    template = "staffing/absence.html"
    forms = {w.correct_absence: CorrectAbsenceForm, w.end_absence: EndAbsenceForm}
    openings = (
        Opening(
            w.record_absence, AbsenceForm, PostalEmployee, "record-absence", "vang-mat/moi/<int:pk>/", "employee",
            gettext_lazy("The absence is recorded."),
        ),
    )  # fmt: skip

    def heading(self, row: Absence) -> str:
        return str(row)

    def head(self, row: Absence) -> list[Fact]:
        employee = row.employee
        return [
            Fact(_("Employee"), employee, reverse("employee", args=[employee.pk])),
            Fact(_("Post office"), employee.post_office),
            Fact(_("Known before"), row.how),
        ]

    def list_context(self, request: Request) -> TemplateContext:
        """The way in for a list of an office, for its personnel."""
        offices = post_offices(request.user, request.business_day)
        own = [office for office in offices if may(request, "upload_absence_list", office)]
        words = _("Bring in from Excel")
        return {"actions": [Action(words, reverse("import-upload", args=["absences", office.code])) for office in own]}

    def choices(self, request: Request, parent: PostalEmployee, opening: Opening) -> FormOptions:
        asked = AsOfForm(request.GET)
        day = (asked.is_valid() and asked.cleaned_data["ngay"]) or request.business_day
        return {"day": day, "on": request.business_day}

    def initial(self, row: Absence, verb: Verb) -> dict[str, object]:
        ends = {"last_day": row.last_day, "ends": row.ends}
        if verb is w.end_absence:
            return ends
        return ends | {"first_day": row.first_day, "begins": row.begins, "sudden": row.sudden}

    def take(self, verb: Verb, row: Absence, act: Act, inputs: Inputs) -> object:
        """What is left empty in a correction stays as it is recorded."""
        if verb is w.correct_absence:
            inputs = inputs | {name: inputs[name] or getattr(row, name) for name in ("leave", "why")}
        return super().take(verb, row, act, inputs)

    def consequences(self, row: Absence, verb: Verb) -> list[str]:
        """Who stands in by an order that goes on."""
        words = _("%(name)s is ordered to stand in: %(span)s. Take that order back where it is no longer needed.")
        rows = orders_for(row).select_related("employee__person")
        return [words % {"name": one.employee.person, "span": one.span} for one in rows]

    def context(self, request: Request, row: Absence, day: dt.date) -> TemplateContext:
        """Who stands in, and for what is still uncovered the proposals."""
        ordered = orders_for(row).visible_to(request.user, request.business_day)
        orders = may(request, "order_stand_in", row.employee)
        found = gaps(row, request.user, request.business_day) if row.status == Absence.Status.RECORDED else []
        return {
            "ordered": ordered.select_related("employee__person", "site", "agency").prefetch_related("fields"),
            "gaps": shown_gaps(found, reverse("order-stand-in", args=[row.pk]) if orders else ""),
        }


class SubstitutionCase(Case[Substitution]):
    """An order to stand in: made on the page of the absence."""

    workflow = w.SUBSTITUTION
    name, plural, prefix = "stand-in", "stand-ins", "truc-thay/"
    kind, title = gettext_lazy("Standing in"), gettext_lazy("Who stood in")
    tabs = "staffing/tabs.html"
    rule_codes = "R01 R03 R09"
    help = gettext_lazy("Who stands in for whom, on which half-days, for which fields, by whose order.")
    empty = gettext_lazy("Who stands in is ordered on the page of an absence.")
    list_display = (
        Column("ten", gettext_lazy("Stands in"), "employee__person__sort_key", always=True, value=employee_of),
        Column("thay", gettext_lazy("For"), "absentee__person__sort_key", value=lambda row: row.absentee.person),
        Column("diem", gettext_lazy("Site"), "site__name"),
        Column("co-quan", gettext_lazy("Agency"), "agency__name"),
        Column("thoi-gian", gettext_lazy("Half-days"), "first_half", value=lambda row: row.span),
        Column("ly-do", gettext_lazy("Ground"), "swap", value=lambda row: row.ground),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = NameFilter
    ordering = ("-first_half",)
    select_related = ("employee__person", "absentee__person", "site", "agency", "ordered_by", "pilot")
    openings = (
        Opening(
            w.agree_swap, SwapForm, PostalEmployee, "agree-swap", "truc-thay/doi-ca/<int:pk>/", "employee",
            gettext_lazy("The swap is recorded, an order each way."),
        ),
    )  # fmt: skip
    tones = {Substitution.Status.ORDERED: "pass", Substitution.Status.TAKEN_BACK: "idle"}

    def heading(self, row: Substitution) -> str:
        return str(row)

    def head(self, row: Substitution) -> list[Fact]:
        return [
            Fact(_("Stands in"), row.employee, reverse("employee", args=[row.employee_id])),
            Fact(_("For"), row.absentee.person),
            Fact(_("Site"), row.site),
            Fact(_("Agency"), row.agency),
            Fact(_("Fields"), ", ".join(str(one) for one in row.fields.all())),
            Fact(_("Ground"), row.ground, cited=True),
            Fact(_("Ordered by"), row.ordered_by or "–"),
        ]

    def consequences(self, row: Substitution, verb: Verb) -> list[str]:
        """Of a swap the order the other way goes on."""
        words = _("The other way of the swap goes on: %(what)s. Take that order back, too, where it is off.")
        back = Substitution.objects.filter(Substitution.COUNTED, swap=True, first_half=row.first_half)
        found = back.filter(employee=row.absentee_id, absentee=row.employee_id) if row.swap else []
        return [words % {"what": one} for one in found]

    def choices(self, request: Request, parent: PostalEmployee, opening: Opening) -> FormOptions:
        """Those in charge somewhere on the business day, whom the reader sees."""
        on = request.business_day
        in_charge = Assignment.objects.as_at(on).filter(Assignment.COUNTED, role=AssignmentRole.PRIMARY)
        people = employees(request.user, on).filter(pk__in=in_charge.values("employee"))
        return {"other": people.exclude(pk=parent.pk)}


ABSENCES, STAND_INS = AbsenceCase(), SubstitutionCase()
