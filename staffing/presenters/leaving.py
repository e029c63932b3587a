"""What leaving and merging would do, in words, for the page on which it is confirmed."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.periods import show
from staffing.models import Assignment, PostalEmployee, Recognition
from staffing.selectors import leaving
from staffing.selectors.merging import Holdings, holdings


class Effect(NamedTuple):
    """One line; `state` marks what needs somebody's attention."""

    text: str
    state: str = ""


def leaving_effects(employee: PostalEmployee, last_day: dt.date) -> list[Effect]:
    """Who loses cover, what ends or is given up, which months are touched; the first lines are the gravest."""
    rows = leaving.lasting(employee, last_day)
    lost = [_cover(one) for one in leaving.lost(rows, last_day)] if rows else []
    told = [Effect(line, "warn") for tell in leaving.TOLD.values() for line in tell(employee, last_day)]
    return [*sorted(lost, key=lambda e: e.state != "warn"), *told, *(_assignment(row, last_day) for row in rows),
            *_account(employee, last_day)]  # fmt: skip


def _cover(lost: leaving.Lost) -> Effect:
    row = lost.assignment
    values = {"place": _place(row, ", ".join(post.name for post in lost.posts))}
    if not lost.others:
        return Effect(_("%(place)s: nobody else may stand at the counter.") % values, "warn")
    names = (f"{other.employee.person.full_name} ({other.get_role_display()})" for other in lost.others)
    values["names"] = ", ".join(names)
    if len(lost.others) == 1:
        return Effect(
            _("%(place)s: one alone is left, %(names)s; nobody stands in when this one is away.") % values, "warn"
        )
    return Effect(_("%(place)s: %(names)s are left.") % values)


def _place(row: Assignment, posts: str) -> str:
    return f"{row.field} – {posts or row.agency}, {row.site}"


def _assignment(row: Assignment, last_day: dt.date) -> Effect:
    values = {"what": _place(row, ""), "days": show(row.period), "day": f"{last_day:%d/%m/%Y}"}
    if row.valid_from and row.valid_from > last_day:
        return Effect(_("Assignment to come is given up: %(what)s, %(days)s.") % values)
    return Effect(_("Assignment ends on %(day)s: %(what)s.") % values)


def _account(employee: PostalEmployee, last_day: dt.date) -> list[Effect]:
    account = leaving.account(employee)
    if account is None:
        return []
    if account.created_on is None:
        return [Effect(_("The request for an e-one-stop account is withdrawn: Văn phòng UBND tỉnh makes none."))]
    words = _("The e-one-stop account is used until %(day)s; it then waits for Văn phòng UBND tỉnh to close it.")
    return [Effect(words % {"day": f"{last_day:%d/%m/%Y}"})]


def returning_effects(employee: PostalEmployee, first_day: dt.date) -> list[Effect]:
    """What coming back brings, and what is still needed before the employee stands at a counter."""
    held = Recognition.objects.as_at(first_day).filter(Recognition.COUNTED, employee=employee).select_related("field")
    fields = "; ".join(sorted({row.field.name for row in held}))
    recognised = _("Still recognised for: %(fields)s.") if fields else _("No recognition holds on this day.")
    account = getattr(employee, "system_account", None)
    gone = [Effect(_("The e-one-stop account was closed: request a new one."))] if account and account.ended_on else []
    return [
        Effect(
            _(
                "No earlier assignment comes back: before the employee stands at a counter, a new assignment decision "
                "is needed. Days at the counter before it are not paid."
            ),
            "warn",
        ),
        Effect(_("The employee is “selected” again, and is reported to the steering committee anew.")),
        Effect(recognised % {"fields": fields}),
        *gone,
    ]


def merging_effects(employee: PostalEmployee) -> list[Effect]:
    """What moves to the record kept, and what stays where it was signed."""
    held: Holdings = holdings(employee)
    values = {
        "moved": "; ".join(_moved(held)), "assignments": held.assignments, "recognitions": held.recognitions,
    }  # fmt: skip
    moves = _("To the record kept: %(moved)s. What it has already stays as it is there.") % values
    return [
        *([Effect(moves)] if values["moved"] else []),
        Effect(
            _(
                "What was decided and signed stays with this code: %(assignments)d assignments, %(recognitions)d "
                "recognitions, assessments, timesheets, acceptances."
            )
            % values
        ),
        Effect(_("This code is no longer used: its page leads to the record kept. That cannot be taken back."), "warn"),
        Effect(_("Accounts for signing in are not moved: the administrators close one that is left over.")),
    ]


def _moved(held: Holdings) -> list[str]:
    """What there is to move; nothing is said of what there is none of."""
    counted = [
        (held.lines, ngettext("%(n)d line of a draft decision", "%(n)d lines of draft decisions", held.lines)),
        (held.papers, ngettext("%(n)d record from paper to check", "%(n)d records from paper to check", held.papers)),
        (held.criteria, ngettext("%(n)d criterion of selection", "%(n)d criteria of selection", held.criteria)),
        (held.absences, ngettext("%(n)d absence", "%(n)d absences", held.absences)),
        (held.orders, ngettext("%(n)d order to stand in", "%(n)d orders to stand in", held.orders)),
    ]
    account = [_("the e-one-stop account")] if held.account else []
    return [words % {"n": count} for count, words in counted if count] + account
