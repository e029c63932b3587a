"""The conditions of readiness, one class each. A new one is a class here and its line in readiness.py."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilot.platform.half_days import day_of, halves_of, spans_of
from pilot.platform.kernel.types import Words
from pilot.platform.periods import add_days, add_months
from pilot.programme.models import Agency, CounterPost, Parameter, Procedure, ProcedureSet, ServiceField
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.models.thresholds import BY_KEY
from pilot.programme.selectors.thresholds import among
from staffing.condition import (
    AGENCY,
    AGREEMENTS,
    FAIL,
    LADDER,
    MATRIX,
    PASS,
    POST,
    WARN,
    WEEK,
    Condition,
    Finding,
    Found,
    all_named,
    joined,
)
from staffing.models import Assignment, AssignmentRole, PostalEmployee, SystemAccount
from staffing.selectors.circumstances import Circumstances, Held
from staffing.selectors.presence import Place

Kind = Agency.Kind
ONLY_SOME = _("Only some procedures of the agency are in the pilot: the others stay with its civil servants.")
ROUTES = {AdminLevel.PROVINCE: "R10", AdminLevel.DISTRICT: "R11"}  # at communes R12 stands in the way


class Commune(Condition):
    """R12: civil servants of a commune's one-stop unit stay; postal staff only support."""

    id, rules, evidence = "commune", ("R12",), POST
    yes = _("The post is not at a commune.")
    no = _("Civil servants of a commune are never withdrawn: they keep the work at the postal point.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.site.level != AdminLevel.COMMUNE)


class ManagementUnit(Condition):
    """R19: the management unit of the centre stays as it is."""

    id, rules, evidence = "management_unit", ("R19",), POST
    yes = _("The post is not in the centre's management unit.")
    no = _("The management unit of the centre is kept as it is.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(not post.management)


class Exemption(Condition):
    """R13: Sở Nội vụ keeps its civil servants at the centre until it proposes the transfer itself."""

    id, rules, evidence = "exemption", ("R13",), AGENCY
    asks = {"draft_withdrawal": ""}
    without_rule = PASS  # an exception holds only where a document makes it
    yes = _("No exemption stands in the way.")
    no = _("The agency is exempt until it files its own proposal.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.agency.withdrawal_rule != Agency.WithdrawalRule.EXEMPT or post.pk in given.proposed)


class Guidance(Condition):
    """R29: the departments of phase I withdraw by the guidance of the province, unless they took the route over."""

    id, rules, evidence = "guidance", ("R29",), AGENCY
    asks = {"record_withdrawal_from_paper": ""}
    without_rule = PASS  # an exception holds only where a document makes it
    yes = _("The agency withdraws by the route of its level.")
    no = _("A department of phase I withdraws by the guidance of the province, not by the route of its level.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.agency.withdrawal_rule != Agency.WithdrawalRule.PER_GUIDANCE)


class HandedOver(Condition):
    """R09: every procedure of the post's fields is handed over at this site; a proposed one counts in the demo only."""

    id, rules, evidence = "handed_over", ("R09",), LADDER
    asks = {"step_handover": "agency"}
    no = _("The list of procedures of this post is not known yet.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        entries = [e for f in post.fields_on(given.on) for e in given.procedures[post.agency_id][f.pk]]
        wanted = [e.procedure for e in entries if post.illustrative or e.confirmed]
        if not wanted:
            return Found(False)
        missing = [p for p in wanted if (post.agency_id, post.site_id, p.pk) not in given.handed_over]
        done, fields = len(wanted) - len(missing), {p.field_id for p in wanted}
        words = format_lazy(_("{done} of {all} procedures of the post are handed over."), done=done, all=len(wanted))
        counts = {"fields": len(fields), "whole": len(fields - {p.field_id for p in missing})}
        some = entries[0].procedure_set.coverage == ProcedureSet.Coverage.SUBSET
        lines = [*map(str, missing), *self.on_paper(post, given, wanted), *([ONLY_SOME] if some else [])]
        return Found(not missing, lines, counts, words)

    def on_paper(self, post: CounterPost, given: Circumstances, wanted: list[Procedure]) -> list[Words]:
        """How many of the procedures each document on paper hands over."""
        sources = Counter(given.handed_over.get((post.agency_id, post.site_id, p.pk), "") for p in wanted)
        words = ngettext_lazy("%(count)d procedure by %(source)s", "%(count)d procedures by %(source)s", "count")
        return [words % {"count": count, "source": source} for source, count in sources.items() if source]


class PerField(Condition):
    """For each field of the post there is at least one recognised employee in the role."""

    role: AssignmentRole
    evidence = MATRIX
    asks = {"recognise": "site"}

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        found = {f: given.who(post, f, self.role) for f in post.fields_on(given.on)}
        least = self.least(given.rules[post.pilot_id])
        lines = [_by_name(f, people.values(), given) for f, people in found.items()]
        met = bool(found) and all(len(people) >= least for people in found.values())
        return Found(met, lines, {"people": len(set().union(*found.values()))}, self.words(met, least))

    def least(self, rules: Mapping[str, Parameter]) -> int:
        """How many people each field has at least."""
        return 1

    def words(self, met: bool, least: int) -> Words:
        """What is said instead of `yes` and `no`, where more than one is needed."""
        return ""


class Recognised(PerField):
    """R08, R09: for each field somebody in charge, assessed by two people and recognised."""

    id, rules, role = "recognised", ("R08", "R09"), AssignmentRole.PRIMARY
    yes = _("Each field has a recognised employee in charge.")
    no = _("A field has no recognised employee in charge.")
    left_open = _("A field has no recognised employee in charge; at this level R09 leaves that to who decides.")

    def judge(self, post: CounterPost, given: Circumstances) -> Finding:
        """Only a warning where R09 is no rule of the level (A25)."""
        finding, rule = super().judge(post, given), given.rules[post.pilot_id].get("R09")
        if finding.state != FAIL or rule is None or rule.holds_at(post.site.level):
            return finding
        return replace(finding, state=WARN, message=self.left_open)


class Reserve(PerField):
    """R03: a reserve is ready to stand in, as many as the pilot's own rule asks for; a warning.

    Somebody else than the one in charge: the database lets nobody have two roles in one field at one time (guards.py).
    The documents of the two pilots give no number and no ratio; without one in the rule it is ours (NG04).
    """

    id, rules, role, not_met = "reserve", ("R03",), AssignmentRole.RESERVE, WARN
    beside = (BY_KEY["reserve_people"].code,)
    yes = _("Each field has a recognised reserve.")
    no = _("A field has no recognised reserve.")

    def least(self, rules: Mapping[str, Parameter]) -> int:
        own = rules["R03"].value if "R03" in rules else None
        return int(own["min"]) if isinstance(own, dict) else among("reserve_people", rules)

    def words(self, met: bool, least: int) -> Words:
        if least == 1:
            return ""
        yes, no = (
            _("Each field has {least} recognised reserves."),
            _("A field has fewer than {least} recognised reserves."),
        )
        return format_lazy(yes if met else no, least=least)


def _by_name(field: ServiceField, people: Collection[Held], given: Circumstances) -> Words:
    """A field with its people, as far as the reader may see them."""
    return joined(": ", (field.name, joined(", ", all_named(people, given.seen) or ["–"])))


class ByRoute(Condition):
    """What the route of the level rests on: R10 at the province, R11 in a district; R12 speaks of communes."""

    rules = (*ROUTES.values(), "R12")

    def codes_at(self, post: CounterPost) -> tuple[str, ...]:
        return (ROUTES.get(AdminLevel(post.site.level), "R12"),)


class Officers(ByRoute):
    """R10, R11: civil servants are withdrawn who are at the post, the day before or until their withdrawal."""

    id, evidence, breaks = "officers", POST, False
    asks = {"hold_post": ""}
    yes = _("Civil servants are at the post.")
    no = _("No civil servant is at the post on the day before: there is nobody to withdraw.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.pk in given.withdrawn or given.officers[post.pk] > 0)


class Listed(Condition):
    """R09: as many procedures of the agency are listed as the document gives: 36 of 36 (Sở LĐTBXH, II.1.1)."""

    id, rules, evidence = "listed", ("R09",), AGENCY
    asks = {"confirm_proposals": "agency"}
    yes = _("The documents give no number of procedures of this agency.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        agency = given.sets.get(post.agency_id)
        if agency is None or not agency.planned_count:
            return Found(True)
        entries = [one for some in given.procedures[post.agency_id].values() for one in some]
        listed = len({one.procedure_id for one in entries if post.illustrative or one.confirmed})
        words = _("{listed} of {planned} procedures of the agency are listed and confirmed.")
        said = format_lazy(words, listed=listed, planned=agency.planned_count)
        return Found(listed >= agency.planned_count, words=said)


class OfThoseInCharge(Condition):
    """Of those recognised in charge of each field one at least has something more; where nobody is, R09 says so."""

    evidence = MATRIX

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        in_charge = {f: given.who(post, f, AssignmentRole.PRIMARY).values() for f in post.fields_on(given.on)}
        lacking = {f: some for f, some in in_charge.items() if some and not any(self.has(one, given) for one in some)}
        return Found(not lacking, [_by_name(f, some, given) for f, some in lacking.items()])

    def has(self, held: Held, given: Circumstances) -> bool:
        """Whether somebody has it on the day."""
        raise NotImplementedError


class Learned(OfThoseInCharge):
    """R04: the learning time is over, or proficiency is attested; a recognition on paper attests it."""

    id, rules = "learned", ("R04",)
    without_rule = WARN
    asks = {"attest_proficiency": lambda post, _bodies: Assignment(agency=post.agency, site=post.site)}
    yes = _("The learning time of those in charge is over, or they are attested proficient.")
    no = _("The learning time of those in charge of a field is not over, and nobody has attested them proficient.")

    def has(self, held: Held, given: Circumstances) -> bool:
        assignment, recognition = held
        if recognition.paper_id:
            return True
        months = given.rules[assignment.pilot_id]["R04"].value
        return any(
            (one.attested_on and one.attested_on <= given.on)
            or add_months(one.started_on, int(months["min"]) if months else 0) <= given.on
            for one in given.learning[assignment.pk]
        )


class Present(ByRoute):
    """Product rule: somebody recognised stands at the counter for each field on the day and some days after (NG07).

    R10 and R11 let civil servants go where the post office takes their place. Every half-day of a working day counts;
    nobody's reason for being away is read or said.
    """

    id, evidence = "present", WEEK
    beside = (BY_KEY["presence_days"].code,)
    asks = {
        "order_stand_in": "",
        "record_absence": lambda post, bodies: PostalEmployee(post_office=bodies.get(Kind.POST_OFFICE)),
    }
    yes = _("Somebody recognised stands at the counter for each field, then and on the days after.")
    no = _("Nobody stands at the counter for a field on some half-days, then or on the days after.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        halves = self.halves(post, given)
        fields = (f for f in post.fields_on(given.on) if given.who(post, f, AssignmentRole.PRIMARY))
        empty = {f: [half for half in halves if not self.stands(post, f, half, given)] for f in fields}
        empty = {f: found for f, found in empty.items() if found}
        lines: list[Words] = [f"{f}: {'; '.join(map(str, spans_of(found, halves)))}" for f, found in empty.items()]
        first = min((found[0] for found in empty.values()), default=None)
        later = first is not None and halves[0] < first
        return Found(not empty, lines, since=day_of(first) if first is not None and later else None)

    def halves(self, post: CounterPost, given: Circumstances) -> list[int]:
        """The half-days of the working days that count."""
        working, after = given.presence.working[post.pilot_id], among("presence_days", given.rules[post.pilot_id])
        days = (add_days(given.on, n) for n in range(after + 1))
        return [half for day in days if day in working for half in halves_of(day)]

    def stands(self, post: CounterPost, field: ServiceField, half: int, given: Circumstances) -> bool:
        slot = given.presence.slot(Place(post.site_id, post.agency_id, field.pk), half)
        return bool(slot.standing or slot.stand_ins)


class Account(OfThoseInCharge):
    """R17: who is in charge has an account of the e-one-stop software; a warning, the plan only says who makes it."""

    id, rules, not_met = "account", ("R17",), WARN
    asks = {
        "request_account": lambda post, bodies: PostalEmployee(post_office=bodies.get(Kind.POST_OFFICE)),
        "create_account": lambda post, bodies: SystemAccount(provincial_office=bodies.get(Kind.PROVINCIAL_OFFICE)),
    }
    yes = _("Those in charge have an account of the e-one-stop software.")
    no = _("Nobody in charge of a field has an account of the e-one-stop software.")

    def has(self, held: Held, given: Circumstances) -> bool:
        account = given.accounts.get(held[0].employee_id)
        if account is None or account.created_on is None or account.created_on > given.on:
            return False
        return account.ended_on is None or account.ended_on >= given.on


class Workload(Condition):
    """R02: 15–20 dossiers a day of each employee. Nobody counts dossiers by employee yet, and it fails for nobody."""

    id, rules, evidence, not_met = "workload", ("R02",), POST, WARN
    yes = _("No figures yet: how many dossiers an employee receives a day is not counted here.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(True)


class Regulation(Condition):
    """R16: the agency and the post office have signed how they work together; a warning, the plan sets no time for it.

    A regulation that the pilot as a whole names (QĐ 310 of Gia Lai) holds for everybody from its date on.
    """

    id, rules, evidence, not_met = "regulation", ("R16",), AGREEMENTS, WARN
    asks = {"enter_agreement": "pilot"}
    yes = _("A coordination regulation of the agency and the post office is in force.")
    no = _("No coordination regulation of the agency and the post office is registered for this day.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        signed = [str(row) for row in given.agreements if post.agency in row.parties.all()]
        whole = given.regulations.get(post.pilot_id)
        return Found(bool(signed or whole), [*signed, *([str(whole)] if whole else [])])
