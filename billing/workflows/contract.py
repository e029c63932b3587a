"""Labour contract (hợp đồng thuê nhân công) between a payer and the post office.

Purpose: staff is paid only under a contract that both sides agreed to. Source: KH giai đoạn II, III-b.2, III-b.5,
III-b.6 (R26: who pays whom; the post office takes the initiative), III-a.6 (R27: running costs are no line of it). The
post office drafts; the payer agrees and signs, another person than the one who drafted; liquidation ends it. A contract
signed on paper is entered with its lines by the post office and checked by the payer or the secretariat.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.models import LabourContract, LabourContractLine
from billing.rules import contract as rules
from pilot.platform.cases.paper import rules as paper_rules
from pilot.platform.cases.paper import workflows as paper
from pilot.platform.documents.issuing import issue_signed
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.platform.periods import Period
from pilot.programme.models import Agency, CounterPost, Site
from pilot.programme.workflows.acting import enters_illustrations, person_of

S = LabourContract.Status
CONTRACT = Workflow(
    "labour_contract",
    _("Labour contract"),
    [
        Transition("add_contract_line", (S.DRAFT, S.ENTERED), None, _("Add a line")),
        Transition("remove_contract_line", (S.DRAFT, S.ENTERED), None, _("Remove a line")),
        Transition("agree_contract", (S.DRAFT,), S.AGREED, _("Agree to the contract")),
        Transition("return_contract", (S.AGREED,), S.DRAFT, _("Take back to the draft"), reason=True),
        Transition("sign_contract", (S.AGREED,), S.SIGNED, _("Sign the contract"), signed=True, not_by=("drafted_by",)),
        Transition("put_contract_in_force", (S.SIGNED,), S.IN_FORCE, _("Put the contract in force")),
        Transition(
            "liquidate_contract",
            (S.IN_FORCE,),
            S.LIQUIDATED,
            _("Liquidate the contract"),
            signed=True,
            reason=True,
        ),
        Transition(
            "check_paper_contract",
            (S.ENTERED,),
            S.IN_FORCE,
            _("Checked against the document"),
            signed=True,
            not_by=("paper_entered_by",),
        ),
        Transition(
            "reject_paper_contract", (S.ENTERED,), S.REJECTED, _("Does not agree with the document"), reason=True
        ),
    ],
)


@write(
    "draft_contract",
    rules=(rules.rule_one_pilot, rules.rule_r26_payer, rules.rule_contract_dates),
    label=_("Draft a labour contract"),
)
def draft_contract(
    provider: Agency,
    call: Call,
    *,
    payer: Agency,
    site: Site,
    first_day: dt.date,
    last_day: dt.date | None = None,
    legal_basis: str = "",
    ceiling_vnd: int | None = None,
) -> LabourContract:
    """Draft a contract for one site; both days inclusive, `last_day` None = open; ceiling in VND with VAT, None = none.

    Raises TransitionRefused other_pilot, r26_payer, dates.
    """
    what = {"payer": payer, "site": site, "legal_basis": legal_basis, "ceiling_vnd": ceiling_vnd}
    return _contract(provider, call, first_day, last_day, **what)


def _contract(
    provider: Agency, call: Call, first_day: dt.date, last_day: dt.date | None, **columns: object
) -> LabourContract:
    term = Period.inclusive(first_day, last_day)
    return LabourContract.objects.create(
        pilot=provider.pilot,
        provider=provider,
        valid_from=term.start,
        valid_to=term.end,
        drafted_at=call.act.at,
        drafted_by=person_of(call.act),
        illustrative=enters_illustrations(call.act),
        **columns,
    )


@CONTRACT.verb(
    "add_contract_line",
    rules=(
        rules.rule_contract_dates,
        rules.rule_line_of_this_site,
        rules.rule_line_inside_term,
        rules.rule_post_in_use,
        rules.rule_r27_operating_cost,
    ),
)
def add_contract_line(
    contract: LabourContract,
    call: Call,
    *,
    post: CounterPost,
    description: str,
    first_day: dt.date,
    vat_category: str,
    last_day: dt.date | None = None,
    unit_price_vnd: int | None = None,
    fixed_days: int | None = None,
) -> None:
    """A counter post from a day to a day, both inclusive; price in VND a month without VAT, None = not given yet.

    Raises TransitionRefused dates, other_site, outside_term, post_twice, post_not_in_use, r27_operating_cost (at
    the provincial centre a warning that needs a reason).
    """
    term = Period.inclusive(first_day, last_day)
    line = LabourContractLine.objects.create(
        pilot=contract.pilot,
        contract=contract,
        post=post,
        description=description,
        unit_price_vnd=unit_price_vnd,
        fixed_days=fixed_days,
        vat_category=vat_category,
        valid_from=term.start,
        valid_to=term.end,
    )
    call.note(
        line=line.pk,
        post=post.name,
        unit_price_vnd=unit_price_vnd,
        fixed_days=fixed_days,
        first_day=first_day,
    )


@CONTRACT.verb("remove_contract_line")
def remove_contract_line(contract: LabourContract, call: Call, *, line: LabourContractLine) -> None:
    """Take a line out of a draft."""
    call.note(line=line.pk, post=line.post.name)
    contract.lines.filter(pk=line.pk).delete()


@CONTRACT.verb("agree_contract", rules=(rules.rule_complete,))
def agree_contract(contract: LabourContract, call: Call) -> None:
    """The payer agrees to lines and prices. Raises TransitionRefused no_line, price_not_given."""
    contract.agreed_at, contract.agreed_by = call.act.at, person_of(call.act)


@CONTRACT.verb("return_contract")
def return_contract(contract: LabourContract, call: Call) -> None:
    """Back to the draft, with the reason; the agreement has to be given anew."""
    contract.agreed_at = contract.agreed_by = None


@CONTRACT.verb("sign_contract", rules=(rules.rule_two_people,))
def sign_contract(contract: LabourContract, call: Call, *, number: str, date: dt.date) -> None:
    """The payer signs; number and date are those of the paper contract.

    Raises TransitionRefused same_person, number_taken.
    """
    contract.number, contract.date = number, date
    contract.signed_at, contract.signed_by = call.act.at, person_of(call.act)
    document = issue_signed("labour_contract", contract, call, number=number, date=date)
    if document is not None:
        contract.number = str(document.number)
        call.note(document=document.pk)


@CONTRACT.verb(
    "put_contract_in_force", rules=(rules.rule_complete, rules.rule_post_in_one_contract, rules.rule_posts_in_use)
)
def put_contract_in_force(contract: LabourContract, call: Call) -> None:
    """From now on months may be opened. Raises TransitionRefused post_in_other_contract, post_not_in_use."""
    contract.lines.update(live=True)


@CONTRACT.verb("liquidate_contract", rules=(rules.rule_end_inside,))
def liquidate_contract(contract: LabourContract, call: Call, *, last_day: dt.date) -> None:
    """End the contract with `last_day`, inclusive (biên bản thanh lý).

    Raises TransitionRefused end_outside.
    """
    contract.valid_to = Period.inclusive(contract.valid_from, last_day).end
    for line in contract.lines.all():
        if line.valid_from is not None and contract.valid_to is not None and line.valid_from >= contract.valid_to:
            line.live = False
        else:
            line.valid_to = min(filter(None, (line.valid_to, contract.valid_to)), default=None)
        line.save(update_fields=["live", "valid_to"])


@write(
    "record_contract_from_paper",
    rules=(
        rules.rule_one_pilot,
        rules.rule_r26_payer,
        rules.rule_contract_dates,
        paper_rules.rule_scan,
        paper_rules.rule_signers,
        paper_rules.rule_past,
    ),
    label=_("Record a labour contract from paper"),
)
def record_contract_from_paper(
    provider: Agency,
    call: Call,
    *,
    payer: Agency,
    site: Site,
    number: str,
    first_day: dt.date,
    last_day: dt.date | None = None,
    legal_basis: str = "",
    ceiling_vnd: int | None = None,
    **document: Any,
) -> LabourContract:
    """Enter a contract that was signed on paper; its lines are added as to a draft. It counts once checked.
    Both days inclusive; ceiling in VND with VAT. `document`: see pilot/platform/cases/paper/workflows.py.

    Raises TransitionRefused other_pilot, r26_payer, dates, paper_without_scan, paper_without_signers, paper_ahead.
    """
    what = {"payer": payer, "site": site, "legal_basis": legal_basis, "ceiling_vnd": ceiling_vnd, "number": number}
    on_paper = paper.entered(call, **document)
    return _contract(
        provider, call, first_day, last_day, status=S.ENTERED, date=document["document_date"], **what, **on_paper
    )


@CONTRACT.verb(
    "check_paper_contract",
    rules=(paper_rules.two_people("check_paper_contract"), rules.rule_complete, rules.rule_post_in_one_contract),
)
def check_paper_contract(contract: LabourContract, call: Call) -> None:
    """Confirm that the contract and its lines agree with the document: it is in force.

    Raises TransitionRefused same_person, no_line, price_not_given, post_in_other_contract.
    """
    paper.check(contract, call)
    contract.lines.update(live=True)


@CONTRACT.verb("reject_paper_contract")
def reject_paper_contract(contract: LabourContract, call: Call) -> None:
    """Close a record that does not agree with its document; it never counted."""
