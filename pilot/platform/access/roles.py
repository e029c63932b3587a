"""Who may see and do what, where. Three literal tables; docs/access.md is printed from them.

A role is granted to one account on one anchor (a pilot, an agency or a site). SEES says which groups of rows the role
sees, over the whole pilot of its anchor or only where its anchor is a party of the row. ACTS says which role does a
verb, and as which party of the row. Nothing else gives a right: no superuser, no global permission.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    SECRETARIAT = "secretariat", _("Secretariat of the steering committee")
    COMMITTEE_HEAD = "committee_head", _("Head of the steering committee")
    POST_OFFICE_HR = "post_office_hr", _("Post office, personnel")
    AGENCY_HEAD = "agency_head", _("Head of agency")
    CENTRE_DIRECTOR = "centre_director", _("Director of the centre")
    DISTRICT_CHAIRMAN = "district_chairman", _("Chairman of the district People's Committee")
    PROVINCIAL_DECIDER = "provincial_decider", _("Provincial People's Committee")
    PROVINCIAL_OFFICE = "provincial_office", _("Office of the provincial People's Committee")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    PAYER = "payer", _("Payer")
    CLERK = "clerk", _("Records clerk")
    AUDITOR = "auditor", _("Auditor, inspector")
    ADMINISTRATOR = "administrator", _("Administrator")


class Anchor(models.TextChoices):
    PILOT = "pilot", pgettext_lazy("anchor", "pilot")
    AGENCY = "agency", pgettext_lazy("anchor", "agency")
    SITE = "site", pgettext_lazy("anchor", "site")

    def roles(self) -> list[Role]:
        """Roles that are granted on this kind of anchor."""
        return [role for role, anchor in ANCHOR_OF.items() if anchor is self]


ANCHOR_OF: dict[Role, Anchor] = {
    Role.SECRETARIAT: Anchor.PILOT,
    Role.COMMITTEE_HEAD: Anchor.PILOT,
    Role.FINANCE_OFFICER: Anchor.PILOT,
    Role.AUDITOR: Anchor.PILOT,
    Role.ADMINISTRATOR: Anchor.PILOT,
    Role.POST_OFFICE_HR: Anchor.AGENCY,
    Role.AGENCY_HEAD: Anchor.AGENCY,
    Role.DISTRICT_CHAIRMAN: Anchor.AGENCY,
    Role.PROVINCIAL_DECIDER: Anchor.AGENCY,
    Role.PROVINCIAL_OFFICE: Anchor.AGENCY,
    Role.PAYER: Anchor.AGENCY,
    Role.CLERK: Anchor.AGENCY,
    Role.CENTRE_DIRECTOR: Anchor.SITE,
}

# who decides alone, at the head of an agency or a place: delegated only to a deputy (NĐ 30/2020/NĐ-CP, Điều 13)
HEADS = frozenset(
    {Role.COMMITTEE_HEAD, Role.AGENCY_HEAD, Role.CENTRE_DIRECTOR, Role.DISTRICT_CHAIRMAN, Role.PROVINCIAL_DECIDER}
)
# who signs, decides or pays: no single administrator gets hold of such an account
SIGNERS = HEADS | {
    Role.SECRETARIAT, Role.POST_OFFICE_HR, Role.PROVINCIAL_OFFICE, Role.FINANCE_OFFICER, Role.PAYER,
}  # fmt: skip


class Group(StrEnum):
    """Groups of tables that are seen together; each model names its own in SCOPE_GROUP."""

    CATALOGUE = "catalogue"  # procedures, fields, cited documents, units: everybody with a role
    PROGRAMME = "programme"  # pilot, phases, agencies, sites, posts, rules, open questions, hand-over
    PEOPLE = "people"  # postal employees, assignments, assessments, recognitions
    CIVIL_SERVANTS = "civil_servants"
    WITHDRAWAL = "withdrawal"
    FACILITY = "facility"
    MONEY = "money"
    ACCOUNTS = "accounts"
    AUDIT = "audit"
    EXCHANGE = "exchange"  # uploaded lists with their rows


class Breadth(StrEnum):
    WHOLE = "whole pilot"
    OWN = "where it is a party"


WHOLE, OWN = Breadth.WHOLE, Breadth.OWN
G = Group
SEES: dict[Role, dict[Group, Breadth]] = {
    Role.SECRETARIAT: {
        G.PROGRAMME: WHOLE, G.PEOPLE: WHOLE, G.CIVIL_SERVANTS: WHOLE, G.WITHDRAWAL: WHOLE, G.FACILITY: WHOLE,
        G.MONEY: WHOLE, G.EXCHANGE: WHOLE,
    },
    Role.COMMITTEE_HEAD: {
        G.PROGRAMME: WHOLE, G.PEOPLE: WHOLE, G.CIVIL_SERVANTS: WHOLE, G.WITHDRAWAL: WHOLE, G.FACILITY: WHOLE,
        G.MONEY: WHOLE, G.EXCHANGE: WHOLE,
    },
    Role.POST_OFFICE_HR: {
        G.PROGRAMME: WHOLE, G.PEOPLE: OWN, G.WITHDRAWAL: OWN, G.FACILITY: OWN, G.MONEY: OWN, G.EXCHANGE: OWN,
    },
    Role.AGENCY_HEAD: {
        G.PROGRAMME: WHOLE, G.PEOPLE: OWN, G.CIVIL_SERVANTS: OWN, G.WITHDRAWAL: OWN, G.FACILITY: OWN, G.EXCHANGE: OWN,
    },
    Role.CENTRE_DIRECTOR: {
        G.PROGRAMME: WHOLE, G.PEOPLE: OWN, G.CIVIL_SERVANTS: OWN, G.WITHDRAWAL: OWN, G.FACILITY: OWN, G.MONEY: OWN,
    },
    Role.DISTRICT_CHAIRMAN: {
        G.PROGRAMME: WHOLE, G.PEOPLE: OWN, G.CIVIL_SERVANTS: OWN, G.WITHDRAWAL: OWN, G.FACILITY: OWN, G.EXCHANGE: OWN,
    },
    Role.PROVINCIAL_DECIDER: {G.PROGRAMME: WHOLE, G.PEOPLE: WHOLE, G.CIVIL_SERVANTS: OWN, G.WITHDRAWAL: OWN},
    Role.PROVINCIAL_OFFICE: {G.PROGRAMME: WHOLE, G.PEOPLE: WHOLE, G.CIVIL_SERVANTS: OWN, G.WITHDRAWAL: OWN},
    Role.FINANCE_OFFICER: {G.PROGRAMME: WHOLE, G.PEOPLE: WHOLE, G.FACILITY: WHOLE, G.MONEY: WHOLE},
    Role.PAYER: {G.PROGRAMME: WHOLE, G.PEOPLE: OWN, G.FACILITY: OWN, G.MONEY: OWN},
    Role.CLERK: {G.PROGRAMME: WHOLE},
    Role.AUDITOR: {group: WHOLE for group in G if group is not G.CATALOGUE},
    Role.ADMINISTRATOR: {G.PROGRAMME: WHOLE, G.ACCOUNTS: WHOLE, G.AUDIT: WHOLE, G.EXCHANGE: OWN},
}  # fmt: skip

# who decides, pays or hands out rights: the roles that a second factor is proposed for
SECOND_FACTOR_PROPOSED = HEADS | {Role.PAYER, Role.ADMINISTRATOR}
# who sees every official document that the own agency issues, from its approval on, and not what it is about
SEES_ITS_DOCUMENTS = frozenset({Role.CLERK})


def _agency_itself(party: str) -> dict[Role, str]:
    """Whoever heads the agency that is this party of the row, and the secretariat for all."""
    return {Role.AGENCY_HEAD: party, Role.DISTRICT_CHAIRMAN: party, Role.SECRETARIAT: "pilot"}


OF_PROGRAMME = (
    "correct_pilot", "change_pilot",
    "enter_site", "correct_site", "change_site", "close_site", "remove_site",
    "enter_agency", "correct_agency", "change_agency", "close_agency", "remove_agency",
    "enter_phase", "correct_phase", "close_phase", "remove_phase",
    "enter_participation", "correct_participation", "change_participation", "close_participation",
    "remove_participation", "remove_unit",
    "enter_unit", "correct_unit", "close_unit", "enter_rule", "end_rule", "set_threshold", "change_coverage",
    "propose_change", "confirm_change", "confirm_for_day", "carry_out_change", "refuse_change", "drop_change",
    "reorganise",
    "upload_agency_list", "check_agency_list", "confirm_agency_list", "discard_agency_list", "undo_agency_list",
    "upload_site_list", "check_site_list", "confirm_site_list", "discard_site_list", "undo_site_list",
)  # fmt: skip
OF_REORGANISING = (  # its steps (row: what goes over), which nobody gets to but by that act
    "end_agency", "govern_site", "place_site", "place_agency", "put_under", "be_standing_body", "move_post",
    "move_agreement", "move_participation", "move_procedures", "move_handover", "end_role", "carry_role", "end_unit",
    "succeed_unit", "put_unit_under", "move_withdrawal", "move_assignment", "move_recognition", "move_civil_servant",
    "move_contract", "move_lease",
)  # fmt: skip
BY_COMMITTEE = {Role.SECRETARIAT: "pilot", Role.COMMITTEE_HEAD: "pilot"}
BY_AGENCY, BY_OWNER, BY_SENDER = (_agency_itself(party) for party in ("self", "owner", "agency"))
# verb -> role -> the party of the row as which the role acts
ACTS: dict[str, dict[Role, str]] = {
    # accounts (anchor: the pilot)
    "open_pilot": {Role.ADMINISTRATOR: "pilot"},
    "invite_account": {Role.ADMINISTRATOR: "pilot"},
    "reset_account": {Role.ADMINISTRATOR: "pilot"},
    "confirm_reset": {Role.ADMINISTRATOR: "pilot"},
    "refuse_reset": {Role.ADMINISTRATOR: "pilot"},
    "close_account": {Role.ADMINISTRATOR: "pilot"},
    "require_second_factor": {Role.ADMINISTRATOR: "pilot"},
    "confirm_second_factor": {Role.ADMINISTRATOR: "pilot"},
    "refuse_second_factor": {Role.ADMINISTRATOR: "pilot"},
    "propose_role": {Role.ADMINISTRATOR: "pilot"},
    "confirm_role": {Role.ADMINISTRATOR: "pilot"},
    "refuse_role": {Role.ADMINISTRATOR: "pilot"},
    "revoke_role": {Role.ADMINISTRATOR: "pilot"},
    "print_invitation": {Role.ADMINISTRATOR: "pilot"},
    "upload_account_list": {Role.ADMINISTRATOR: "pilot"},
    "check_account_list": {Role.ADMINISTRATOR: "administration"},
    "confirm_account_list": {Role.ADMINISTRATOR: "administration"},
    "discard_account_list": {Role.ADMINISTRATOR: "administration"},
    "undo_account_list": {Role.ADMINISTRATOR: "administration"},
    "recover_administrator": {},  # a command on the server
    "remove_administrator": {},  # the same
    "propose_removal": {Role.ADMINISTRATOR: "pilot"},
    "confirm_removal": {Role.ADMINISTRATOR: "pilot"},
    "refuse_removal": {Role.ADMINISTRATOR: "pilot"},
    # delegations (row: the holder's own grant; the pilot; the delegation)
    "delegate_role": dict.fromkeys(Role, "holder"),
    "propose_delegation": {Role.ADMINISTRATOR: "pilot"},
    "confirm_delegation": dict.fromkeys(Role, "principal") | {Role.ADMINISTRATOR: "pilot"},
    "refuse_delegation": dict.fromkeys(Role, "principal") | {Role.ADMINISTRATOR: "pilot"},
    "end_delegation": dict.fromkeys(Role, "principal") | {Role.ADMINISTRATOR: "pilot"},
    "move_demo_clock": {Role.ADMINISTRATOR: "pilot"},
    # operations (row: the administrator's pilot; erase_person: the person)
    "retry_message": {Role.ADMINISTRATOR: "pilot"},
    "retry_job": {Role.ADMINISTRATOR: "pilot"},
    "dismiss_job": {Role.ADMINISTRATOR: "pilot"},
    "start_verify": {Role.AUDITOR: "pilot", Role.ADMINISTRATOR: "pilot"},
    "erase_person": {Role.ADMINISTRATOR: "pilot"},
    # reading a masked value (row: the postal employee; the entry of a timesheet): access/reveal.py records each reading
    "see_contact": {Role.POST_OFFICE_HR: "post_office"},
    "see_absence": {Role.POST_OFFICE_HR: "provider", Role.CENTRE_DIRECTOR: "site"},
    # lists from workbooks (upload: the agency; the others: the import)
    "upload_employee_list": {Role.POST_OFFICE_HR: "self"},
    "check_employee_list": {Role.POST_OFFICE_HR: "agency"},
    "confirm_employee_list": {Role.POST_OFFICE_HR: "agency"},
    "discard_employee_list": {Role.POST_OFFICE_HR: "agency"},
    "undo_employee_list": {Role.POST_OFFICE_HR: "agency"},
    "upload_absence_list": {Role.POST_OFFICE_HR: "self"},
    "check_absence_list": {Role.POST_OFFICE_HR: "agency"},
    "confirm_absence_list": {Role.POST_OFFICE_HR: "agency"},
    "discard_absence_list": {Role.POST_OFFICE_HR: "agency"},
    "undo_absence_list": {Role.POST_OFFICE_HR: "agency"},
    "upload_procedure_list": BY_AGENCY,
    "check_procedure_list": BY_SENDER,
    "confirm_procedure_list": BY_SENDER,
    "discard_procedure_list": BY_SENDER,
    "undo_procedure_list": BY_SENDER,
    "upload_post_list": BY_AGENCY,
    "check_post_list": BY_SENDER,
    "confirm_post_list": BY_SENDER,
    "discard_post_list": BY_SENDER,
    "undo_post_list": BY_SENDER,
    "upload_civil_servant_list": BY_AGENCY,
    "check_civil_servant_list": BY_SENDER,
    "confirm_civil_servant_list": BY_SENDER,
    "discard_civil_servant_list": BY_SENDER,
    "undo_civil_servant_list": BY_SENDER,
    # programme
    "adopt_rules": {Role.SECRETARIAT: "pilot"},
    "adopt_target": {Role.SECRETARIAT: "pilot"},
    "adopt_task": {Role.SECRETARIAT: "pilot"},
    "settle_inconsistency": BY_COMMITTEE,
    "enter_document": {Role.SECRETARIAT: "pilot"},
    "correct_document": {Role.SECRETARIAT: "pilot"},
    "attach_scan": {Role.SECRETARIAT: "pilot"},
    "enter_agreement": {Role.SECRETARIAT: "pilot"},
    "correct_agreement": {Role.SECRETARIAT: "pilot"},
    "change_agreement": {Role.SECRETARIAT: "pilot"},
    "close_agreement": {Role.SECRETARIAT: "pilot"},
    "note_misfit": {},  # the system's own
    # sites, agencies, phases, who takes part (row: the pilot; the thing; the site; the import), by two of these
    **dict.fromkeys((*OF_PROGRAMME, *OF_REORGANISING), BY_COMMITTEE),
    # counter posts (row: the agency; the post)
    "enter_post": BY_AGENCY,
    "correct_post": BY_OWNER,
    "change_post": BY_OWNER,
    "close_post": BY_OWNER,
    "remove_post": BY_OWNER,
    # an agency's set of procedures (row: the agency; the entry), and the catalogue (row: the pilot; the thing)
    "enter_procedure": BY_AGENCY,
    "confirm_proposals": BY_AGENCY,
    "correct_set_entry": BY_OWNER,
    "end_set_entry": BY_OWNER,
    "correct_procedure": {Role.SECRETARIAT: "pilot"},
    "enter_field": {Role.SECRETARIAT: "pilot"},
    "correct_field": {Role.SECRETARIAT: "pilot"},
    "close_field": {Role.SECRETARIAT: "pilot"},
    # official documents: the issuer's clerk and whoever decides for it
    "number_document": {
        Role.AGENCY_HEAD: "issuer", Role.DISTRICT_CHAIRMAN: "issuer", Role.PROVINCIAL_DECIDER: "issuer",
        Role.PROVINCIAL_OFFICE: "issuer", Role.POST_OFFICE_HR: "issuer", Role.PAYER: "issuer",
        Role.COMMITTEE_HEAD: "committee", Role.SECRETARIAT: "committee", Role.CENTRE_DIRECTOR: "site",
        Role.CLERK: "issuer",
    },
    "attach_signed_copy": {
        Role.AGENCY_HEAD: "issuer", Role.DISTRICT_CHAIRMAN: "issuer", Role.PROVINCIAL_DECIDER: "issuer",
        Role.PROVINCIAL_OFFICE: "issuer", Role.POST_OFFICE_HR: "issuer", Role.PAYER: "issuer",
        Role.COMMITTEE_HEAD: "committee", Role.SECRETARIAT: "committee", Role.CENTRE_DIRECTOR: "site",
        Role.CLERK: "issuer",
    },
    "replace_document": {
        Role.AGENCY_HEAD: "issuer", Role.DISTRICT_CHAIRMAN: "issuer", Role.PROVINCIAL_DECIDER: "issuer",
        Role.POST_OFFICE_HR: "issuer", Role.PAYER: "issuer", Role.COMMITTEE_HEAD: "committee",
        Role.CENTRE_DIRECTOR: "site",
    },
    "recall_document": {
        Role.AGENCY_HEAD: "issuer", Role.DISTRICT_CHAIRMAN: "issuer", Role.PROVINCIAL_DECIDER: "issuer",
        Role.POST_OFFICE_HR: "issuer", Role.PAYER: "issuer", Role.COMMITTEE_HEAD: "committee",
        Role.CENTRE_DIRECTOR: "site",
    },
    "render_again": {
        Role.AGENCY_HEAD: "issuer", Role.DISTRICT_CHAIRMAN: "issuer", Role.PROVINCIAL_DECIDER: "issuer",
        Role.PROVINCIAL_OFFICE: "issuer", Role.POST_OFFICE_HR: "issuer", Role.PAYER: "issuer",
        Role.COMMITTEE_HEAD: "committee", Role.SECRETARIAT: "committee", Role.CENTRE_DIRECTOR: "site",
        Role.CLERK: "issuer",
    },
    "file_pdf": {},  # the system's own
    # withdrawal
    "draft_withdrawal": {Role.AGENCY_HEAD: "owner", Role.DISTRICT_CHAIRMAN: "owner"},
    "agree_provincial_office": {Role.PROVINCIAL_OFFICE: "provincial_office"},
    "agree_centre": {Role.CENTRE_DIRECTOR: "site"},
    "decline_agreement": {Role.PROVINCIAL_OFFICE: "provincial_office", Role.CENTRE_DIRECTOR: "site"},
    "ask_proposer": {
        Role.PROVINCIAL_OFFICE: "provincial_office", Role.CENTRE_DIRECTOR: "site", Role.COMMITTEE_HEAD: "pilot",
        Role.DISTRICT_CHAIRMAN: "decider", Role.PROVINCIAL_DECIDER: "decider",
    },
    "answer_question": {Role.AGENCY_HEAD: "proposer", Role.DISTRICT_CHAIRMAN: "proposer"},
    "ask_agreements": {Role.AGENCY_HEAD: "proposer", Role.DISTRICT_CHAIRMAN: "proposer"},
    "submit_withdrawal": {Role.AGENCY_HEAD: "proposer", Role.DISTRICT_CHAIRMAN: "proposer"},
    "cancel_withdrawal": {Role.AGENCY_HEAD: "proposer", Role.DISTRICT_CHAIRMAN: "proposer"},
    "advise_withdrawal": {Role.COMMITTEE_HEAD: "pilot"},
    "approve_withdrawal": {Role.DISTRICT_CHAIRMAN: "decider", Role.PROVINCIAL_DECIDER: "decider"},
    "return_withdrawal": {
        Role.DISTRICT_CHAIRMAN: "decider", Role.PROVINCIAL_DECIDER: "decider", Role.COMMITTEE_HEAD: "pilot",
    },
    "refuse_withdrawal": {Role.DISTRICT_CHAIRMAN: "decider", Role.PROVINCIAL_DECIDER: "decider"},
    "number_withdrawal": {
        Role.DISTRICT_CHAIRMAN: "decider", Role.PROVINCIAL_DECIDER: "decider", Role.CLERK: "decider",
    },
    "restore_cover": {
        Role.POST_OFFICE_HR: "post_office", Role.CENTRE_DIRECTOR: "site", Role.AGENCY_HEAD: "proposer",
        Role.DISTRICT_CHAIRMAN: "decider", Role.PROVINCIAL_DECIDER: "decider",
    },
    "judge_cover": {},  # the system's own, as the next one
    "keep_judgement": {},
    "record_withdrawal_from_paper": {
        Role.AGENCY_HEAD: "owner", Role.DISTRICT_CHAIRMAN: "owner", Role.SECRETARIAT: "pilot",
    },
    "check_paper_withdrawal": {
        Role.AGENCY_HEAD: "proposer", Role.DISTRICT_CHAIRMAN: "proposer", Role.SECRETARIAT: "pilot",
    },
    "reject_paper_withdrawal": {
        Role.AGENCY_HEAD: "proposer", Role.DISTRICT_CHAIRMAN: "proposer", Role.SECRETARIAT: "pilot",
    },
    # civil servants and the posts they hold (row: the agency; the civil servant; the post; the holding)
    "enter_civil_servant": BY_AGENCY,
    "correct_civil_servant": BY_OWNER,
    "remove_civil_servant": BY_OWNER,
    "hold_post": BY_OWNER,
    "end_incumbency": BY_OWNER,
    "correct_incumbency": BY_OWNER,
    "remove_incumbency": BY_OWNER,
    # staffing: people (rows: the post office, the employee, the assignment)
    "add_employee": {Role.POST_OFFICE_HR: "self"},
    "correct_employee": {Role.POST_OFFICE_HR: "post_office"},
    "change_employee": {Role.POST_OFFICE_HR: "post_office"},
    "end_employee": {Role.POST_OFFICE_HR: "post_office"},
    "return_employee": {Role.POST_OFFICE_HR: "post_office"},
    "merge_employee": {Role.POST_OFFICE_HR: "post_office"},
    "tick_criteria": {Role.POST_OFFICE_HR: "post_office"},
    "report_team": {Role.POST_OFFICE_HR: "self"},
    "request_account": {Role.POST_OFFICE_HR: "post_office"},
    "create_account": {Role.PROVINCIAL_OFFICE: "provincial_office"},
    "close_system_account": {Role.PROVINCIAL_OFFICE: "provincial_office"},
    "draft_assignment_decision": {Role.POST_OFFICE_HR: "self"},
    "add_assignment_line": {Role.POST_OFFICE_HR: "post_office"},
    "remove_assignment_line": {Role.POST_OFFICE_HR: "post_office"},
    "approve_assignment_decision": {Role.POST_OFFICE_HR: "post_office"},
    "number_assignment_decision": {Role.POST_OFFICE_HR: "post_office", Role.CLERK: "post_office"},
    "cancel_assignment_decision": {Role.POST_OFFICE_HR: "post_office"},
    "end_assignment": {Role.POST_OFFICE_HR: "post_office"},
    # absences and who stands in (row: the employee; the absence or the order)
    "record_absence": {Role.POST_OFFICE_HR: "post_office", Role.CENTRE_DIRECTOR: "site"},
    "correct_absence": {Role.POST_OFFICE_HR: "provider", Role.CENTRE_DIRECTOR: "site"},
    "end_absence": {Role.POST_OFFICE_HR: "provider", Role.CENTRE_DIRECTOR: "site"},
    "take_back_absence": {Role.POST_OFFICE_HR: "provider", Role.CENTRE_DIRECTOR: "site"},
    "order_stand_in": {Role.POST_OFFICE_HR: "post_office", Role.CENTRE_DIRECTOR: "site"},
    "agree_swap": {Role.POST_OFFICE_HR: "post_office", Role.CENTRE_DIRECTOR: "site"},
    "take_back_stand_in": {Role.POST_OFFICE_HR: "provider", Role.CENTRE_DIRECTOR: "site"},
    "start_learning": {Role.AGENCY_HEAD: "host", Role.CENTRE_DIRECTOR: "site"},
    "attest_proficiency": {Role.AGENCY_HEAD: "host", Role.CENTRE_DIRECTOR: "site"},
    "assess_as_agency_head": {Role.AGENCY_HEAD: "host"},
    "assess_as_centre_director": {Role.CENTRE_DIRECTOR: "site"},
    "recognise": {Role.COMMITTEE_HEAD: "pilot"},
    "cosign_recognition": {Role.COMMITTEE_HEAD: "pilot", Role.SECRETARIAT: "pilot"},
    "decline_recognition": {Role.COMMITTEE_HEAD: "pilot", Role.SECRETARIAT: "pilot"},
    "revoke_recognition": {Role.COMMITTEE_HEAD: "pilot"},
    "record_from_paper": {Role.POST_OFFICE_HR: "self", Role.SECRETARIAT: "pilot"},
    "check_paper_record": {Role.POST_OFFICE_HR: "post_office", Role.SECRETARIAT: "pilot"},
    "reject_paper_record": {Role.POST_OFFICE_HR: "post_office", Role.SECRETARIAT: "pilot"},
    # hand-over ladder (row: the agency that owns the procedures)
    "step_handover": {Role.AGENCY_HEAD: "self", Role.DISTRICT_CHAIRMAN: "self"},
    # facilities: the post office enters its own, the secretariat all; it lets, the agency of the site rents
    "enter_facility": {Role.POST_OFFICE_HR: "post_office", Role.SECRETARIAT: "pilot"},
    "correct_facility": {Role.POST_OFFICE_HR: "owner", Role.SECRETARIAT: "pilot"},
    "change_facility": {Role.POST_OFFICE_HR: "owner", Role.SECRETARIAT: "pilot"},
    "close_facility": {Role.POST_OFFICE_HR: "owner", Role.SECRETARIAT: "pilot"},
    "draft_lease": {Role.POST_OFFICE_HR: "owner"},
    "agree_lease": {Role.AGENCY_HEAD: "lessee", Role.PAYER: "lessee", Role.DISTRICT_CHAIRMAN: "lessee"},
    "return_lease": {Role.AGENCY_HEAD: "lessee", Role.PAYER: "lessee", Role.DISTRICT_CHAIRMAN: "lessee"},
    "sign_lease": {Role.AGENCY_HEAD: "lessee", Role.PAYER: "lessee", Role.DISTRICT_CHAIRMAN: "lessee"},
    "confirm_separation": {
        Role.AGENCY_HEAD: "lessee", Role.DISTRICT_CHAIRMAN: "lessee", Role.CENTRE_DIRECTOR: "site",
    },
    "put_lease_in_force": {Role.POST_OFFICE_HR: "lessor"},
    "end_lease": {Role.AGENCY_HEAD: "lessee", Role.PAYER: "lessee", Role.DISTRICT_CHAIRMAN: "lessee"},
    "record_lease_from_paper": {Role.POST_OFFICE_HR: "owner", Role.SECRETARIAT: "pilot"},
    "check_paper_lease": {
        Role.AGENCY_HEAD: "lessee", Role.PAYER: "lessee", Role.DISTRICT_CHAIRMAN: "lessee", Role.SECRETARIAT: "pilot",
    },
    "reject_paper_lease": {
        Role.AGENCY_HEAD: "lessee", Role.PAYER: "lessee", Role.DISTRICT_CHAIRMAN: "lessee", Role.SECRETARIAT: "pilot",
    },
    # billing: the post office drafts, enters and requests; the centre checks; the payer agrees, signs and pays
    "draft_contract": {Role.POST_OFFICE_HR: "self"},
    "add_contract_line": {Role.POST_OFFICE_HR: "provider"},
    "remove_contract_line": {Role.POST_OFFICE_HR: "provider"},
    "agree_contract": {Role.PAYER: "payer"},
    "return_contract": {Role.PAYER: "payer"},
    "sign_contract": {Role.PAYER: "payer"},
    "put_contract_in_force": {Role.POST_OFFICE_HR: "provider"},
    "liquidate_contract": {Role.PAYER: "payer"},
    "record_contract_from_paper": {Role.POST_OFFICE_HR: "self"},
    "check_paper_contract": {Role.PAYER: "payer", Role.SECRETARIAT: "pilot"},
    "reject_paper_contract": {Role.PAYER: "payer", Role.SECRETARIAT: "pilot"},
    "open_month": {Role.POST_OFFICE_HR: "provider"},
    "enter_timesheet": {Role.POST_OFFICE_HR: "provider"},
    "upload_timesheet_list": {Role.POST_OFFICE_HR: "provider"},
    "check_timesheet_list": {Role.POST_OFFICE_HR: "agency"},
    "confirm_timesheet_list": {Role.POST_OFFICE_HR: "agency"},
    "discard_timesheet_list": {Role.POST_OFFICE_HR: "agency"},
    "undo_timesheet_list": {Role.POST_OFFICE_HR: "agency"},
    "submit_timesheet": {Role.POST_OFFICE_HR: "provider"},
    "return_timesheet": {Role.CENTRE_DIRECTOR: "site"},
    "check_timesheet": {Role.CENTRE_DIRECTOR: "site"},
    "dispute_line": {Role.CENTRE_DIRECTOR: "site", Role.PAYER: "payer"},
    "accept_line": {Role.CENTRE_DIRECTOR: "site", Role.PAYER: "payer"},
    "sign_acceptance_centre": {Role.CENTRE_DIRECTOR: "site"},
    "sign_acceptance_payer": {Role.PAYER: "payer"},
    "issue_statement": {Role.POST_OFFICE_HR: "provider"},
    "record_payment": {Role.PAYER: "payer"},
    "reverse_payment": {Role.PAYER: "payer", Role.FINANCE_OFFICER: "pilot"},
    "add_day_mark": {Role.FINANCE_OFFICER: "pilot"},
    "end_day_mark": {Role.FINANCE_OFFICER: "pilot"},
    "propose_calendar": {Role.FINANCE_OFFICER: "pilot"},
    "add_calendar_day": {Role.FINANCE_OFFICER: "pilot"},
    "remove_calendar_day": {Role.FINANCE_OFFICER: "pilot"},
    "end_calendar_day": {Role.FINANCE_OFFICER: "pilot"},
    "confirm_calendar": {Role.FINANCE_OFFICER: "pilot"},
    "enter_vat_rate": {Role.FINANCE_OFFICER: "pilot"},
    "correct_vat_rate": {Role.FINANCE_OFFICER: "pilot"},
    "begin_close": {Role.FINANCE_OFFICER: "pilot"},
    "stop_close": {Role.FINANCE_OFFICER: "pilot"},
    "close_month": {Role.FINANCE_OFFICER: "pilot"},
}  # fmt: skip


NOBODYS = ""  # lookup of a party that every anchor of its kind is: of the catalogue, which belongs to no one pilot


@dataclass(frozen=True)
class Party:
    """How a row names one of its parties: the kind of anchor and the lookup from the row to it.

    anchor None: the party is an account. It sees the row, and acts on it only in its own name. `only`: a lookup and
    the value that the row has there, where the party is one of some rows alone.
    """

    anchor: Anchor | None
    lookup: str
    many: bool = False
    only: tuple[str, str] | None = None


def permission_of(role: str) -> str:
    """Codename of the guardian permission that carries the role."""
    return f"act_{role}"


def role_of(codename: str) -> Role:
    return Role(codename.removeprefix("act_"))
