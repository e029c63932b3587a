"""Rules of the withdrawal, named by their source. Each returns problems; the wording is the message."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.people import offered, signers
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.numbering import number_problems
from pilot.platform.kernel.refusals import Problem, Severity
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Agency, CounterPost
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.rules.parameters import rules_missing
from pilot.programme.selectors.rules import in_force
from staffing.models import WithdrawalRequest
from staffing.readiness import ROUTES
from staffing.rules.readiness import judge
from staffing.selectors.exceptions import own_part
from staffing.selectors.routes import district_level_exists
from staffing.selectors.withdrawals import held_until, steps_to_judge

Problems = list[Problem]


def rule_in_pilot(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A pilot withdraws by its own rules, or by those it has taken over in a logged act; never by another's."""
    return rules_missing(post.pilot, act.on, ROUTES.get(AdminLevel(post.site.level), "R12"), "R08", "R09")


def rule_bodies_known(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Each step of the route belongs to a body of the pilot; one that the documents do not name cannot act."""
    kinds = [Agency.Kind.POST_OFFICE]
    if post.site.level == AdminLevel.PROVINCE:
        kinds += [Agency.Kind.PROVINCIAL_OFFICE, Agency.Kind.STEERING_COMMITTEE]
    named = set(Agency.objects.as_at(act.on).filter(pilot=post.pilot_id, kind__in=kinds).values_list("kind", flat=True))
    words = _("%(body)s: not stated in the documents of %(pilot)s, so nobody can act on this route.")
    return [
        Problem("no_body_in_pilot", words % {"body": kind.label, "pilot": post.pilot})
        for kind in kinds
        if kind not in named
    ]


def rule_post_in_use(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """There is the counter post on the first day without its civil servants."""
    if post.period.contains(inputs["effective_on"]):
        return []
    return [Problem("post_not_in_use", _("There is no such counter post on that day."), field="effective_on")]


def rule_r12_commune_never(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """ "Riêng hoạt động thí điểm tại điểm Bưu điện Văn hóa xã vẫn giữ nguyên như giai đoạn I" (KH II, II.3)."""
    if post.site.level != AdminLevel.COMMUNE or not in_force(post.pilot_id, act.on, "R12"):
        return []
    return [
        Problem(
            "r12_commune",
            _("Civil servants of a commune are never withdrawn: they keep the work at the postal point (R12)."),
        )
    ]


def rule_r19_management_unit(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """ "Bộ phận quản lý, điều hành: Giữ nguyên theo quy định" (KH II, III.3.1.1)."""
    if not post.management or not in_force(post.pilot_id, act.on, "R19"):
        return []
    return [Problem("r19_management_unit", _("The management unit of the centre is kept as it is (R19)."))]


def rule_r13_own_proposal(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """ "Riêng Sở Nội vụ ... cho đến khi đơn vị có đề xuất chuyển giao chính thức" (KH II, III.4.1)."""
    exempt = post.agency.withdrawal_rule == post.agency.WithdrawalRule.EXEMPT
    if not exempt or inputs.get("proposal_document") or not in_force(post.pilot_id, act.on, "R13"):
        return []
    return [
        Problem(
            "r13_own_proposal",
            _("The agency is exempt until it files its own proposal: enter its number and date (R13)."),
        )
    ]


def rule_r29_guidance(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """ "Các Sở: ... theo hướng dẫn của UBND tỉnh tại Văn bản số 559/UBND-PC₁" (KH II, III-a.4.1)."""
    by_guidance = post.agency.withdrawal_rule == post.agency.WithdrawalRule.PER_GUIDANCE
    if not by_guidance or not in_force(post.pilot_id, act.on, "R29"):
        return []
    words = _("A department of phase I withdraws by the guidance of the province (R29): record it from paper.")
    return [Problem("r29_guidance", words)]


def rule_route_exists(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Luật 72/2025/QH15: there is no district level after 30/6/2025, so no district route."""
    if post.site.level != AdminLevel.DISTRICT or district_level_exists(inputs["effective_on"]):
        return []
    return [Problem("no_district_route", _("The district level ended on 30/6/2025: nobody can decide on this route."))]


def rule_body_lives(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A body that is no more proposes and decides nothing; where no document names its successor, nobody does."""
    if post.agency.period.contains(act.on):
        return []
    words = _("%(agency)s is no more: a change of the organisation has to name who takes its counter posts over.")
    return [Problem("body_ended", words % {"agency": post.agency})]


def rule_effect_not_past(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A withdrawal takes effect today or later; what already happened is recorded from paper."""
    if inputs["effective_on"] >= act.on:
        return []
    return [
        Problem(
            "effect_in_past", _("The day of effect lies in the past. What already happened is recorded from paper.")
        )
    ]


def rule_withdrawn_once(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """The civil servants of a post are withdrawn once: neither proposed nor recorded from paper a second time."""
    done = post.withdrawal_requests.filter(status=WithdrawalRequest.Status.EFFECTIVE).first()
    if done is None:
        return []
    words = _("The withdrawal of this post is decided and issued already: it holds from %(day)s on.")
    return [Problem("withdrawn_already", words % {"day": f"{done.effective_on:%d/%m/%Y}"})]


def rule_somebody_there(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Nobody can be withdrawn from a post that nobody holds on the day before."""
    if held_until(post.pk, inputs["effective_on"]).exists():
        return []
    words = _("No civil servant holds this post on the day before: enter who holds it, or choose another day.")
    return [Problem("nobody_there", words, field="effective_on")]


def rule_paper_withdrawn_once(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """The same when the record is checked, under the lock of the post."""
    return rule_withdrawn_once(CounterPost.objects.select_for_update().get(pk=request.post_id), act, inputs)


def rule_paper_not_after_effect(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A decision cannot take effect before its own date, on paper neither."""
    return _date_after_effect(inputs["document_date"], inputs["effective_on"])


def rule_r10_prior_agreement(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """ "trên cơ sở thống nhất với Lãnh đạo Văn phòng UBND tỉnh, Giám đốc Trung tâm" (KH II, III.3.2.1)."""
    if request.route != request.Route.PROVINCE:
        return []
    found = []
    if request.agreed_office_at is None:
        found.append(
            Problem(
                "r10_office_not_agreed", _("The Office of the provincial People's Committee has not agreed yet (R10).")
            )
        )
    if request.agreed_centre_at is None:
        found.append(Problem("r10_centre_not_agreed", _("The director of the centre has not agreed yet (R10).")))
    return found


def rule_r10_asks_agreement(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """Agreement is asked on the provincial route alone (R10); in a district the chairman decides (R11)."""
    if request.route == request.Route.PROVINCE:
        return []
    words = _("In a district nobody's agreement is asked: the chairman decides, or returns the request (R11).")
    return [Problem("r10_nobody_agrees", words)]


def rule_asker_is_to_judge(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """Who asks is to agree, advise or decide next: the answer then lies with that step on the own worklist."""
    steps = steps_to_judge(request)
    if act.user is None or any(offered(capacities(act.user, act.on), act.user, step, request) for step in steps):
        return []
    return [Problem("not_yours_to_judge", _("You ask while the request waits for your own opinion or decision."))]


def rule_one_question(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """A question is answered before the next one is asked: each answer has one question."""
    if request.asked_by is None or request.answered_at is not None:
        return []
    words = _("%(name)s has asked already: wait for the answer, or decide without it.")
    return [Problem("question_open", words % {"name": request.asked_by.person.full_name})]


def rule_question_open(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """Nothing is answered that nobody has asked, or twice."""
    if request.asked_at is not None and request.answered_at is None:
        return []
    return [Problem("no_question", _("No question waits for an answer."))]


def rule_r10_proposal_document(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """ "Giám đốc các đơn vị thí điểm có Văn bản gửi Ban chỉ đạo đề xuất rút người" (KH II, III.3.2.1)."""
    if request.route != request.Route.PROVINCE or inputs.get("proposal_document") or request.proposal_document:
        return []
    return [Problem("r10_proposal", _("Enter number and date of the proposal to the steering committee (R10)."))]


def rule_r10_advised(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """ "Ban Chỉ đạo căn cứ quy trình rút người theo quy định, tham mưu UBND tỉnh" (KH II, III.3.2.1)."""
    if request.route != request.Route.PROVINCE or request.status == request.Status.ADVISED:
        return []
    return [Problem("r10_not_advised", _("The steering committee has not advised yet (R10)."))]


def rule_ready(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """The readiness conditions on the day of effect, read again under lock."""
    found = judge(request, bool(inputs.get("proposal_document") or request.proposal_document), act.on)
    return [Problem(c.id, c.message, Severity(c.state)) for c in found if c.state != "pass"]


def rule_still_ready(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """The same for whoever only enters a number: of warnings those alone that did not stand at the decision."""
    known = {line["id"] for line in request.decision.readiness if line["state"] == "warn"}
    found = rule_ready(request, act, inputs)
    return [problem for problem in found if problem.severity is Severity.FAIL or problem.code not in known]


def rule_a31_assessor_decides(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """A31: the head of a locality assesses (R08) and decides (R11): both capacities are recorded, with a warning."""
    if not own_part(request, signers(act, "approve_withdrawal", request)).assessed:
        return []
    return [
        Problem(
            "a31_assessor_decides",
            _("You assessed employees of this post yourself and now decide (A31)."),
            Severity.WARN,
        )
    ]


def rule_number_of_the_document(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """NĐ 30/2020, Điều 15: a number once per issuer and year; a date neither ahead nor before the decision."""
    document = OfficialDocument.objects.of("withdrawal_decision", request.decision)
    return number_problems(document, act.on, inputs["number"], inputs["date"])


def rule_date_not_after_effect(request: WithdrawalRequest, act: Act, inputs: Inputs) -> Problems:
    """A decision cannot take effect before its own date (NĐ 30/2020: an effective date needs a number and a date)."""
    return _date_after_effect(inputs["date"], request.effective_on)


def _date_after_effect(day: dt.date, effect: dt.date) -> Problems:
    if day <= effect:
        return []
    return [Problem("date_after_effect", _("The date of the decision lies after the day of effect."))]
