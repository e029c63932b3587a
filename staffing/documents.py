"""The official documents of the withdrawal: the decision (province, district) and the report RP4 to the committee.

Source: KH giai đoạn II, III.3.2.1 and III.3.2.2 (R10, R11), III.4.1 (R14); layout NĐ 30/2020/NĐ-CP, Mẫu 1.2 and 1.4.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import DocumentKind, Signature, head_signature
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call
from pilot.platform.periods import add_days
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.citing import cite, cite_assumed
from pilot.programme.documents.letterhead import full_name
from staffing.models import CommitteeReport, Incumbency, WithdrawalDecision, WithdrawalRequest
from staffing.readiness import HANDED_OVER, RECOGNISED, lines_of, rules_of
from staffing.selectors.routes import committee_of

DISTRICT = WithdrawalRequest.Route.DISTRICT
TASKS = "Việc hướng dẫn, tiếp nhận, chuyển hồ sơ và trả kết quả"  # at both levels (R35, A30)


def committee_name(decision: WithdrawalDecision) -> str:
    """The pilot's own committee; "" where the documents name none."""
    return str(committee_of(decision.pilot) or "")


def withdrawn(decision: WithdrawalDecision) -> list[str]:
    """Names of the civil servants who hold the post on the last day before the effect. One query."""
    request = decision.request
    held = (
        Incumbency.objects.as_at(add_days(request.effective_on, -1))
        .filter(post=request.post)
        .select_related("civil_servant__person")
    )
    hide = is_illustrative(decision)
    return [printed_name(row.civil_servant.person, hide) for row in held.order_by("civil_servant__person__sort_key")]


def in_charge(decision: WithdrawalDecision) -> list[str]:
    """ "Lĩnh vực: nhân viên" as the frozen proof of the decision says."""
    return lines_of(decision.readiness, RECOGNISED)


def handed_over_on_paper(decision: WithdrawalDecision) -> list[str]:
    """What was handed over on paper, as the frozen proof says: the condition is met, so it names nothing missing."""
    return [f"Bàn giao {line}" for line in lines_of(decision.readiness, HANDED_OVER)]


def place(decision: WithdrawalDecision) -> str:
    post = decision.request.post
    return f"vị trí {post.name} tại {post.site.name}"


def decision_summary(decision: WithdrawalDecision) -> str:
    return f"Về việc rút công chức tại {decision.request.post.site.name}"


def decision_bases(decision: WithdrawalDecision) -> list[str]:
    """The scheme of the pilot, rules taken over from another one, then what the decision answers."""
    request, scheme = decision.request, decision.pilot.scheme_document
    bases = [cite(scheme)] if scheme else []
    bases += cite_assumed(decision.pilot_id, decision.decided_on, *rules_of(request.post))
    if request.route == DISTRICT:
        return [*bases, f"Xét kết quả đánh giá, công nhận nhân viên Bưu điện tại {request.post.site.name}"]
    asked = f"Theo đề nghị của {request.post.agency.name} tại văn bản số {request.proposal_document}"
    advised = committee_name(decision)
    return [*bases, f"{asked} và ý kiến tham mưu của {advised}" if advised else asked]


def decision_articles(decision: WithdrawalDecision) -> list[dict[str, object]]:
    """Who is withdrawn, who takes over all tasks (R35), a department's support channel (R14), who carries it out."""
    request, people = decision.request, withdrawn(decision)
    agency, effect = request.post.agency, document_date(request.effective_on)
    articles: list[dict[str, object]] = [
        {
            "text": f"Rút {len(people):02} công chức của {full_name(agency)} giữ {place(decision)}, kể từ {effect}:",
            "clauses": [{"text": f"Ông (bà) {name}."} for name in people],
        },
        {
            "text": f"{TASKS} tại vị trí nêu trên do nhân viên Bưu điện đã được công nhận đảm nhiệm:",
            "clauses": [
                *({"text": f"Lĩnh vực {line}."} for line in in_charge(decision)),
                *({"text": f"{line}."} for line in handed_over_on_paper(decision)),
            ],
        },
    ]
    if request.route != DISTRICT:
        channel = (
            "thiết lập kênh hỗ trợ giữa công chức chuyên môn với nhân viên Bưu điện"
            " để xử lý vướng mắc về hồ sơ, thủ tục."
        )
        articles.append({"text": f"{full_name(agency)} {channel}"})
    return [*articles, {"text": carried_out_by(decision, effect)}]


def carried_out_by(decision: WithdrawalDecision, effect: str) -> str:
    request = decision.request
    heads = [
        f"Giám đốc {request.post.site.name}",
        f"Giám đốc {request.post_office.name}",
        "các ông (bà) có tên tại Điều 1",
    ]
    if request.provincial_office is None:
        heads = [f"Chánh Văn phòng Hội đồng nhân dân và {full_name(request.decider)}", *heads]
    else:
        heads = [
            f"Chánh {full_name(request.provincial_office)}",
            f"Giám đốc {request.post.agency.name}",
            *heads,
        ]
    who = f"{', '.join(heads[:-1])} và {heads[-1]}"
    return f"Quyết định này có hiệu lực kể từ {effect}. {who} chịu trách nhiệm thi hành Quyết định này."


def decision_context(decision: WithdrawalDecision) -> dict[str, object]:
    """At district level the power is the chairman's own: his title is the authority line (Mẫu 1.2, note 6)."""
    authority = full_name(decision.request.decider)
    articles = decision_articles(decision)
    return {
        "authority_line": f"Chủ tịch {authority}" if decision.request.route == DISTRICT else authority,
        "bases": decision_bases(decision),
        "articles": articles,
        "recipients": [
            f"Như Điều {len(articles)}",
            *filter(None, [committee_name(decision)]),
            "Lãnh đạo Ủy ban nhân dân",
        ],
    }


def decision_signature(decision: WithdrawalDecision, call: Call) -> Signature:
    """District: CHỦ TỊCH without TM.; province: TM. ỦY BAN NHÂN DÂN. By delegation as the delegation says."""
    collective = "" if decision.request.route == DISTRICT else "ỦY BAN NHÂN DÂN"
    return head_signature("CHỦ TỊCH", collective)(decision, call)


def report_context(report: CommitteeReport) -> dict[str, object]:
    """RP4 in the three parts of a report: results, shortcomings, proposals."""
    decision = report.decision
    people, effect = withdrawn(decision), document_date(decision.request.effective_on)
    committee, addressee = full_name(decision.request.decider), committee_name(decision)
    warnings = [c["message"] for c in decision.readiness if c["state"] == "warn"]
    reason = [f"Lý do quyết định khi còn nội dung nêu trên: {decision.reason}"] if warnings and decision.reason else []
    day = document_date(decision.decided_on).capitalize()
    what = f"rút {len(people):02} công chức giữ {place(decision)}, kể từ {effect}"
    done = f"{day}, Chủ tịch {committee} quyết định {what}."
    return {
        "to": [addressee],
        "opening": [f"Thực hiện quy trình rút công chức cấp huyện, {committee} báo cáo như sau:"],
        "sections": [
            {
                "title": "Kết quả",
                "paragraphs": [
                    done,
                    *(f"Lĩnh vực {line}." for line in in_charge(decision)),
                    *(f"{line}." for line in handed_over_on_paper(decision)),
                ],
            },
            {
                "title": "Tồn tại",
                "paragraphs": [*warnings, *reason] or ["Không có nội dung cảnh báo tại thời điểm quyết định."],
            },
            {"title": "Kiến nghị", "paragraphs": [f"Kính báo cáo {addressee} để theo dõi, chỉ đạo."]},
        ],
        "recipients": ["Như trên", str(decision.request.post_office)],
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
        symbol="QĐ-UBND",
        issuer=lambda decision: decision.request.decider,
        summary=decision_summary,
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
        symbol="BC-UBND",
        issuer=lambda report: report.decision.request.decider,
        summary=lambda report: f"Kết quả rút công chức tại {report.decision.request.post.site.name}",
        context=report_context,
        signature=head_signature("CHỦ TỊCH", "ỦY BAN NHÂN DÂN"),
        url=lambda report: withdrawal_url(report.decision.request),
        at_once=True,  # "đồng thời báo cáo" (III.3.2.2)
    ),
)
