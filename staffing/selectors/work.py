"""What of the people's half waits for whom: a fixed number of queries for each kind of work."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.access.actors import Actors, mine
from pilot.platform.ui.shapes import WorkItem
from pilot.programme.models import ProcedureHandover, User
from staffing.models import (
    AssignmentDecision,
    CompetencyAssessment,
    PaperRecord,
    PostalEmployee,
    RecognitionDecision,
    SystemAccount,
)
from staffing.selectors.due import handed_over_next, unrecognised
from staffing.selectors.standing import Standing, standings

As = CompetencyAssessment.As
VERB_OF = {As.AGENCY_HEAD: "assess_as_agency_head", As.CENTRE_DIRECTOR: "assess_as_centre_director"}
CAPACITY_OF = {verb: capacity for capacity, verb in VERB_OF.items()}


def people_items(user: User, on: dt.date, actors: Actors) -> list[WorkItem]:
    """Everything of this half that waits."""
    kinds = [(rows, items) for rows, items, verbs in KINDS if actors.could(*verbs)]
    return [item for rows, items in kinds for item in items(rows(user, on), actors)]


def _item(who: str, title: str, way: tuple[str, str], unit: Any, **more: Any) -> WorkItem:
    """`way`: the form for whoever can act, the page of the thing for others."""
    return WorkItem(title, way[0] if mine(who) else way[1], unit=str(unit), who=who, state="wait", **more)


def _selected(user: User, on: dt.date) -> list[PostalEmployee]:
    """Employees selected and not reported to the committee yet (R05, RP5)."""
    rows = PostalEmployee.objects.visible_to(user, on).filter(status=PostalEmployee.Status.SELECTED)
    return list(rows.select_related("post_office").distinct())


def _office_items(rows: list[PostalEmployee], actors: Actors) -> Iterator[WorkItem]:
    """One line per post office."""
    for office, count in Counter(employee.post_office for employee in rows).items():
        words = ngettext("%(count)d selected employee to report", "%(count)d selected employees to report", count)
        if who := actors("report_team", office):
            yield _item(
                who,
                words % {"count": count},
                (reverse("report-team", args=[office.code]), reverse("employees")),
                office,
                why=_("criteria of R05, report to the committee"),
                next=_("the post office assigns them by decision"),
            )


def _decisions(user: User, on: dt.date) -> list[AssignmentDecision]:
    """Assignment decisions to approve, by somebody else than who drafted them, and to number."""
    rows = AssignmentDecision.objects.visible_to(user, on).filter(status__in=["draft", "approved"])
    return list(rows.select_related("post_office").distinct())


def _decision_items(rows: list[AssignmentDecision], actors: Actors) -> Iterator[WorkItem]:
    for row in rows:
        found = next(filter(lambda answer: answer[0], _steps_of(row, actors)), None)
        if found:
            who, why, following = found
            address = reverse("assignment-decision", args=[row.pk])
            title = _("Assignment decision: %(subject)s") % {"subject": row}
            more = {"step": row.get_status_display(), "why": why, "next": following}
            yield _item(who, title, (address, address), row.post_office, **more)


def _steps_of(row: AssignmentDecision, actors: Actors) -> Iterator[tuple[str, str, str]]:
    """(who, why, what follows) of the steps of a decision, the one that takes it further first."""
    if row.status == AssignmentDecision.Status.APPROVED:
        yield actors("number_assignment_decision", row), _("enter number and date"), _("the assignments begin")
        return
    following = _("number and date from the post office's own book")
    yield (
        actors("approve_assignment_decision", row, row.drafted_by_id),
        _("approve or have it completed"),
        following,
    )
    yield actors("add_assignment_line", row), _("complete it; somebody else approves"), following


def _papers(user: User, on: dt.date) -> list[PaperRecord]:
    rows = PaperRecord.objects.visible_to(user, on).filter(status=PaperRecord.Status.ENTERED)
    return list(rows.select_related("site", "paper_entered_by", "post_office", "pilot"))


def _paper_items(rows: list[PaperRecord], actors: Actors) -> Iterator[WorkItem]:
    for row in rows:
        if who := actors("check_paper_record", row, row.paper_entered_by_id):
            address = reverse("paper-record", args=[row.pk])
            yield _item(
                who,
                _("Check the record from paper: %(document)s") % {"document": row.paper_source},
                (address, address),
                row.site,
                why=_("entered by %(name)s") % {"name": row.paper_entered_by},
                next=_("once checked it counts"),
            )


def _standings(user: User, on: dt.date) -> list[Standing]:
    """Those who are not recognised yet, read once for assessors and committee."""
    return standings(unrecognised(user, on), on, recognised=False)


def _unrecognised_items(standing: list[Standing], actors: Actors) -> Iterator[WorkItem]:
    yield from _competence_items(standing, actors)
    yield from _committee_items(standing, actors)


def _competence_items(standing: list[Standing], actors: Actors) -> Iterator[WorkItem]:
    """Learning to begin, and assessments to make, one line per employee and place."""
    groups: dict[tuple[str, int, int, int], list[Standing]] = defaultdict(list)
    for s in standing:
        place = (s.assignment.employee_id, s.assignment.agency_id, s.assignment.site_id)
        if s.learning is None:
            groups["start_learning", *place].append(s)
        for capacity, verb in VERB_OF.items():
            if s.open_to(capacity):
                groups[verb, *place].append(s)
    for (verb, *_place), found in groups.items():
        if who := actors(verb, found[0].assignment):
            yield _competence_item(verb, who, found)


def _competence_item(verb: str, who: str, found: list[Standing]) -> WorkItem:
    """The documents give one time: the longest learning time (R04), by which the assessment is due."""
    first = found[0].assignment
    page = reverse("employee", args=[first.employee_id])
    fields = ", ".join(s.assignment.field.name for s in found)
    name = {"name": first.employee.person.full_name}
    if verb == "start_learning":
        way = (reverse("start-learning", args=[first.pk]), page)
        title = _("Begin the learning time: %(name)s") % name
        return _item(who, title, way, first.site, why=fields, next=_("assessment by two people when it is over"))
    way = (reverse("assess", args=[first.pk, CAPACITY_OF[verb]]), page)
    due = max((s.window[1] for s in found if s.window), default=None)
    more = {"why": fields, "due": due, "next": _("the committee recognises who is found proficient by both")}
    return _item(who, _("Assess %(name)s") % name, way, first.site, **more)


def _committee_items(standing: list[Standing], actors: Actors) -> Iterator[WorkItem]:
    groups: dict[tuple[Any, Any], set[int]] = defaultdict(set)
    for s in standing:
        if s.assessed:
            groups[s.assignment.site, s.assignment.agency].add(s.assignment.employee_id)
    for (site, agency), people in groups.items():
        words = ngettext("Recognise %(count)d employee", "Recognise %(count)d employees", len(people))
        if who := actors("recognise", site):
            yield _item(
                who,
                f"{words % {'count': len(people)}}: {agency}",
                (reverse("recognise", args=[site.code, agency.code]), reverse("site-competence", args=[site.code])),
                site,
                why=_("assessed by both"),
                next=_("the agency hands over the procedures"),
            )


def _half_signed(user: User, on: dt.date) -> list[RecognitionDecision]:
    rows = RecognitionDecision.objects.visible_to(user, on).filter(status=RecognitionDecision.Status.WAITING)
    return list(rows.select_related("site", "agency").distinct())


def _cosign_items(rows: list[RecognitionDecision], actors: Actors) -> Iterator[WorkItem]:
    for row in rows:
        if who := actors("cosign_recognition", row, row.recognised_by_id):
            address = reverse("recognition", args=[row.pk])
            title = _("Second signature: %(number)s") % {"number": row}
            more = {"why": str(row.agency), "next": _("the recognition takes effect")}
            yield _item(who, title, (address, address), row.site, **more)


def _requested_accounts(user: User, on: dt.date) -> list[SystemAccount]:
    rows = SystemAccount.objects.visible_to(user, on).filter(created_on=None)
    rows = rows.select_related("employee__person", "provincial_office", "employee__post_office")
    return list(rows.distinct())


def _account_items(rows: list[SystemAccount], actors: Actors) -> Iterator[WorkItem]:
    for row in rows:
        if who := actors("create_account", row):
            yield _item(
                who,
                _("Create the e-one-stop account: %(name)s") % {"name": row.employee.person.full_name},
                (reverse("create-account", args=[row.pk]), reverse("employee", args=[row.employee_id])),
                row.employee.post_office,
                why=_("requested on %(day)s (R17)") % {"day": f"{row.requested_on:%d/%m/%Y}"},
                next=_("the employee can work in the e-one-stop system"),
            )


def _handovers(user: User, on: dt.date) -> list[ProcedureHandover]:
    """Procedures whose field has somebody recognised, not handed over yet."""
    return list(handed_over_next(user, on).select_related("agency", "site"))


def _handover_items(rows: list[ProcedureHandover], actors: Actors) -> Iterator[WorkItem]:
    for (agency, site), count in Counter((row.agency, row.site) for row in rows).items():
        words = ngettext("%(count)d procedure can be handed over", "%(count)d procedures can be handed over", count)
        if who := actors("step_handover", agency):
            address = reverse("handover", args=[agency.code, site.code])
            more = {"why": str(agency), "next": _("once all are handed over a withdrawal may be proposed")}
            yield _item(who, words % {"count": count}, (address, address), site, **more)


KINDS = (  # what is read, what waits in it, the verbs that are asked about
    (_selected, _office_items, ("report_team",)),
    (_decisions, _decision_items, ("number_assignment_decision", "approve_assignment_decision", "add_assignment_line")),
    (_papers, _paper_items, ("check_paper_record",)),
    (_standings, _unrecognised_items, ("start_learning", *VERB_OF.values(), "recognise")),
    (_half_signed, _cosign_items, ("cosign_recognition",)),
    (_requested_accounts, _account_items, ("create_account",)),
    (_handovers, _handover_items, ("step_handover",)),
)
