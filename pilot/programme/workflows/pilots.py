"""The pilot of another province, opened with the first administrator of its own; what a pilot is called.

Purpose: a province begins without anybody on the server. Who acts: an administrator of a pilot that exists; he gets no
right in the new one, whose first administrator sets a password by a one-time link and appoints everybody else. Title,
scheme and regulation are corrected and changed by its secretariat, by two (workflows/changes.py). A pilot has no end of
its own: it ends with its last phase. Source: product rule; the scheme of the province is named as its ground.
"""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import LegalDocument, Person, Pilot, User
from pilot.programme.rules import dated as days
from pilot.programme.workflows.accounts import propose_role, rule_email_free
from pilot.programme.workflows.acting import enters_illustrations

PILOT = Workflow(
    "pilot", _("Pilot"),
    [
        Transition("correct_pilot", (), None, _("Correct a typing error"), reason=True, corrects=True, by_two=True),
        Transition("change_pilot", (), None, _("Change from a day on"), by_two=True),
    ],
)  # fmt: skip


def rule_pilot_is_new(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """One pilot a province, and a code of its own."""
    found, known = [], list(Pilot.objects.values_list("code", "province"))
    if unused_account(inputs["province"]):
        return []
    if code_key(_code(inputs)) in {code_key(code) for code, _province in known}:
        found.append(Problem("code_taken", _("Another pilot has this code."), field="code"))
    if search_key(inputs["province"]) in {search_key(province) for _code, province in known}:
        found.append(Problem("province_taken", _("This province has a pilot already."), field="province"))
    return found


def _code(inputs: Inputs) -> str:
    return str(inputs["code"] or search_key(inputs["province"]).replace(" ", "")[:20]).upper()


def unused_account(province: str) -> User | None:
    """The first administrator of the province's pilot, as long as nobody else is in it and he set no password."""
    known = [pilot.pk for pilot in Pilot.objects.all() if search_key(pilot.province) == search_key(province)]
    users = list(User.objects.filter(person__pilot__in=known)[:2])
    return users[0] if len(users) == 1 and not users[0].has_usable_password() else None


@write(
    "open_pilot", rules=(rule_pilot_is_new, rule_email_free), signed=True, label=_("Open the pilot of another province")
)
def open_pilot(
    pilot: Pilot, call: Call, *, province: str, code: str = "", title: str, legal_basis: str, full_name: str,
    username: str, email: str = "",
) -> User:  # fmt: skip
    """An empty pilot and the account of its first administrator, whose one-time link the caller shows.

    While that link was never used, opening the pilot again gives the same account, for a new link.

    Raises TransitionRefused code_taken, province_taken, email_taken.
    """
    if account := unused_account(province):  # the one-time link was lost
        call.note(province=province, once_more=True)
        return account
    code = _code({"code": code, "province": province})
    new = Pilot.objects.create(code=code, province=province, title=title, legal_basis=legal_basis)
    person = Person.objects.create(pilot=new, full_name=full_name, illustrative=enters_illustrations(call.act))
    user: User = User.objects.create_user(username, person, email)
    user.link_by = call.user
    user.save(update_fields=["link_by"])
    system = replace(call.act, user=None, key="", row_version=None, source="open_pilot")
    propose_role(new, system, user=user, role=Role.ADMINISTRATOR)
    call.note(pilot=new.code, province=province, legal_basis=legal_basis)
    return user


def rule_province_free(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """One pilot a province, also after a correction."""
    others = Pilot.objects.exclude(pk=pilot.pk).values_list("province", flat=True)
    if search_key(inputs["province"]) not in {search_key(one) for one in others}:
        return []
    return [Problem("province_taken", _("This province has a pilot already."), field="province")]


@PILOT.verb("correct_pilot", rules=(rule_province_free,))
def correct_pilot(
    pilot: Pilot, call: Call, *, province: str, title: str, scheme_document: LegalDocument | None,
    coordination_regulation: LegalDocument | None, principle_agreed_on: dt.date | None, legal_basis: str,
) -> None:  # fmt: skip
    """Put right what was typed wrong. Raises TransitionRefused province_taken."""
    pilot.province, pilot.title, pilot.legal_basis = province, title, legal_basis
    pilot.scheme_document, pilot.coordination_regulation = scheme_document, coordination_regulation
    pilot.principle_agreed_on = principle_agreed_on


@PILOT.verb("change_pilot", rules=(days.rule_change_not_ahead,))
def change_pilot(
    pilot: Pilot, call: Call, *, day: dt.date, title: str, scheme_document: LegalDocument | None,
    coordination_regulation: LegalDocument | None, legal_basis: str,
) -> None:  # fmt: skip
    """From `day` on another scheme or another regulation of coordination holds (R16). Raises day_ahead."""
    pilot.title, pilot.legal_basis = title, legal_basis
    pilot.scheme_document, pilot.coordination_regulation = scheme_document, coordination_regulation
    call.note(from_day=day)
