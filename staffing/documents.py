"""The official documents of the withdrawal: the decision (province, district) and the report RP4 to the committee.

Source: KH giai đoạn II, III.3.2.1 and III.3.2.2 (R10, R11), III.4.1 (R14); layout NĐ 30/2020/NĐ-CP, Mẫu 1.2 and 1.4.
"""

from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import DocumentKind, Signature, head_signature
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.citing import cite, grounds, in_full, taken_over
from pilot.programme.documents.letterhead import full_name
from pilot.programme.models import LegalDocument
from staffing.models import CommitteeReport, Recognition, WithdrawalDecision, WithdrawalRequest
from staffing.readiness import HANDED_OVER, RECOGNISED, lines_of, rules_of
from staffing.selectors.exceptions import own_part
from staffing.selectors.routes import committee_of
from staffing.selectors.withdrawals import present_at

DISTRICT = WithdrawalRequest.Route.DISTRICT
TOPICS = (LegalDocument.Topic.LOCAL_GOVERNMENT, LegalDocument.Topic.ONE_STOP)


def committee_name(decision: WithdrawalDecision) -> str:
    """The pilot's own committee; "" where the documents name none."""
    return str(committee_of(decision.pilot) or "")


def withdrawn(decision: WithdrawalDecision) -> list[dict[str, str]]:
    """Name, position and unit of each civil servant who is at the post until the day of effect. One query."""
    hide = is_illustrative(decision)
    held = present_at(decision.request).select_related("civil_servant__agency")
    people = [row.civil_servant for row in held.order_by("civil_servant__person__sort_key")]
    return [
        {"name": printed_name(one.person, hide), "position": one.position, "unit": full_name(one.agency)}
        for one in people
    ]


def in_charge(decision: WithdrawalDecision) -> list[dict[str, str]]:
    """Who takes over which fields, as the frozen proof says; the fields of the same people together."""
    fields: dict[str, list[str]] = defaultdict(list)
    for line in lines_of(decision.readiness, RECOGNISED):
        field, _colon, people = line.partition(": ")
        fields[people].append(field)
    return [{"fields": ", ".join(names), "people": people} for people, names in fields.items()]


def handed_over(decision: WithdrawalDecision) -> list[str]:
    """ "5 thủ tục theo Biên bản … ngày …" as the frozen proof says of what was handed over on paper."""
    return [in_full(line) for line in lines_of(decision.readiness, HANDED_OVER) if line[:1].isdecimal()]


def recognised_by(decision: WithdrawalDecision) -> list[str]:
    """The decisions by which those at this counter are recognised on the day of effect. One query."""
    post, day = decision.request.post, decision.request.effective_on
    fields = [field.pk for field in post.fields_on(day)]
    rows = Recognition.objects.as_at(day).filter(Recognition.COUNTED, agency=post.agency, site=post.site)
    rows = rows.filter(field__in=fields).select_related("paper", "decision").order_by("valid_from", "pk")
    return list(dict.fromkeys(map(number_and_day, rows)))


def number_and_day(row: Recognition) -> str:
    """ "05/QĐ-BCĐ ngày 22 tháng 3 năm 2021"; a day that was typed with the number is not said twice."""
    cited = in_full(row.document_number)
    day = row.paper.paper_date if row.paper else row.decision and localdate(row.decision.recognised_at)
    return cited if " ngày " in cited or not day else f"{cited} {document_date(day)}"


def people_of(decision: WithdrawalDecision) -> Collection[int]:
    """The persons who decided; of a draft those who would."""
    decided = [user.person_id for user in (decision.decided_by, decision.on_behalf_of) if user]
    return decided or decision.deciders


def common(decision: WithdrawalDecision) -> dict[str, object]:
    """What the decision and the report say alike."""
    request = decision.request
    own = own_part(request, people_of(decision))
    return {
        "district": request.route == DISTRICT,
        "decider": full_name(request.decider),
        "scheme": cite(decision.pilot.scheme_document) if decision.pilot.scheme_document else "",
        "agency": full_name(request.post.agency),
        "site": request.post.site.name,
        "post": request.post.name,
        "post_office": request.post_office.name,
        "committee": committee_name(decision),
        "effect": document_date(request.effective_on),
        "people": withdrawn(decision),
        "in_charge": in_charge(decision),
        "handed_over": handed_over(decision),
        "assessor_decides": own.assessed,
        "proposer_decides": own.proposed,
    }


def decision_context(decision: WithdrawalDecision) -> dict[str, object]:
    """At district level the power is the chairman's own: his title is the authority line (Mẫu 1.2, note 6)."""
    request, on = decision.request, decision.decided_on
    authority = full_name(request.decider)
    return {
        **common(decision),
        "authority_line": f"Chủ tịch {authority}" if request.route == DISTRICT else authority,
        "grounds": grounds(decision.pilot, on, *TOPICS),
        "recognised_by": recognised_by(decision),
        "taken_over": taken_over(decision.pilot_id, on, *rules_of(request.post)),
        "proposal": in_full(request.proposal_document),
        "office": full_name(request.provincial_office) if request.provincial_office else "",
    }


def decision_signature(decision: WithdrawalDecision, call: Call) -> Signature:
    """District: CHỦ TỊCH without TM.; province: TM. ỦY BAN NHÂN DÂN. By delegation as the delegation says."""
    collective = "" if decision.request.route == DISTRICT else "ỦY BAN NHÂN DÂN"
    return head_signature("CHỦ TỊCH", collective)(decision, call)


def issued_as(decision: WithdrawalDecision) -> OfficialDocument | None:
    """The document of the decision, once it has its number; none while it is drafted. One query."""
    numbered = OfficialDocument.objects.about(decision).filter(kind="withdrawal_decision", number__isnull=False)
    return numbered.last() if decision.pk else None


def report_context(report: CommitteeReport) -> dict[str, object]:
    """RP4: what was decided, by which document, and what was left open at the time."""
    decision = report.decision
    issued = decision.issued or issued_as(decision)
    return {
        **common(decision),
        "number": issued.number if issued else "",
        "issued_on": document_date(issued.issued_on) if issued and issued.issued_on else "",
        "warnings": [c["message"] for c in decision.readiness if c["state"] == "warn"],
        "reason": decision.reason,
    }


def veto_in_effect(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """The withdrawal rests on its decision: without another decision nobody may take it away."""
    decision = WithdrawalDecision.objects.select_related("request").get(pk=document.object_id)
    if document.replaces_id or decision.request.status != WithdrawalRequest.Status.EFFECTIVE:
        return []
    return [
        Problem(
            "withdrawal_in_effect",
            _("A withdrawal that was issued rests on this document: replace it by a new one."),
        )
    ]


def withdrawal_url(request: WithdrawalRequest) -> str:
    return reverse("withdrawal", args=[request.pk])


KINDS = (
    DocumentKind(
        code="withdrawal_decision",
        title=_("Decision on the withdrawal of civil servants"),
        subject="staffing.WithdrawalDecision",
        template="pdf/decision.html",
        text="pdf/texts/withdrawal_decision.txt",
        symbol="QĐ-UBND",
        issuer=lambda decision: decision.request.decider,
        summary=lambda decision: f"Về việc rút công chức tại {decision.request.post.site.name}",
        context=decision_context,
        signature=decision_signature,
        numbered_by="number_withdrawal",
        number_url=lambda decision: reverse("withdrawal-step", args=[decision.request_id, "number_withdrawal"]),
        decides=lambda decision: decision.request,
        url=lambda decision: withdrawal_url(decision.request),
        vetoes=(veto_in_effect,),
    ),
    DocumentKind(
        code="withdrawal_report",
        title=_("Report to the steering committee on a withdrawal"),
        subject="staffing.CommitteeReport",
        template="pdf/report.html",
        text="pdf/texts/withdrawal_report.txt",
        symbol="BC-UBND",
        issuer=lambda report: report.decision.request.decider,
        summary=lambda report: f"Kết quả rút công chức tại {report.decision.request.post.site.name}",
        context=report_context,
        signature=head_signature("CHỦ TỊCH", "ỦY BAN NHÂN DÂN"),
        url=lambda report: withdrawal_url(report.decision.request),
        at_once=True,  # "đồng thời báo cáo" (III.3.2.2)
    ),
)
