"""The words for the keys and fixed values of the rules R01–R47, in the order of the documents' subjects."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.programme.selectors.rules import UNSTATED, codes_between

GROUPS = (
    (_("Postal staff: tasks, selection, assignment, training"), codes_between((1, 3), (5, 7), (17, 20), (35, 38))),
    (_("Learning, assessment, recognition"), codes_between((4, 4), (8, 9))),
    (_("Withdrawal of civil servants"), codes_between((10, 14), (29, 29))),
    (_("Supervision, coordination, responsibility"), codes_between((15, 16), (30, 32), (39, 42))),
    (_("Premises"), codes_between((21, 25))),
    (_("Costs"), codes_between((26, 28))),
    (_("Scope, selection and publication"), codes_between((33, 34), (43, 47))),
)

SEVERITIES = {
    "block": ("warn", _("refused")),
    "block_above_max": ("warn", _("refused above the maximum")),
    "warn": ("wait", _("warning")),
}

TITLES = {
    "fields_per_employee": _("Fields in charge of one employee"),
    "min_dossiers_per_employee_per_day": _("Dossiers received by one employee a day"),
    "reserve_required": _("Reserve staff"),
    "learning_period_months": _("Learning period, months"),
    "selection_responsible": _("Who selects the employees"),
    "selection_reported_to": _("To whom the chosen team is reported"),
    "assignment_decision_with_list": _("Assignment decision with its list"),
    "competency_assessors": _("Who assesses the employees"),
    "competency_recognition": _("Who recognises them, and when hand-over may begin"),
    "withdrawal_province": _("Withdrawal at province level"),
    "withdrawal_district": _("Withdrawal at district level"),
    "withdrawal_commune": _("No withdrawal at commune level"),
    "sonoivu_exception": _("Exception of the department of home affairs"),
    "support_channel_required": _("Support channel after the withdrawal"),
    "supervising_parties": _("Three supervising parties"),
    "coordination_regulation_required": _("Regulation of coordination"),
    "account_creation": _("Accounts of the electronic one-stop software"),
    "training": _("Training"),
    "management_unit_unchanged": _("The management unit of the centre stays"),
    "commune_postal_support": _("Postal support at the commune point"),
    "workspace_separation": _("Separate working space"),
    "facility_handover_district": _("Hand-over of the district premises"),
    "facility_relocation_commune": _("Move of the commune one-stop units"),
    "facility_counts": _("Number of premises"),
    "facility_model": _("The post office builds, the agency rents"),
    "labour_contract_parties": _("Parties of the labour contract"),
    "operating_costs_excluded": _("Running costs stay with the agency"),
    "funding": _("Funding"),
    "phase1_agencies_action": _("Agencies of phase I"),
    "difficulties_escalation": _("Where difficulties are reported"),
    "interim_review": _("Interim review at the end of the phase"),
    "inspection": _("Inspection of one-stop units"),
    "gialai_scope": _("Places of the pilot on the three levels"),
    "gialai_order": _("From easy to hard"),
    "transferred_tasks": _("Tasks transferred"),
    "dossier_safety_and_time": _("Safety, confidentiality and time of dossiers"),
    "centre_host_duty": _("Duties of the hosting centre"),
    "mentoring_by_civil_servants": _("Guidance by the civil servants on duty"),
    "standing_body_supervision": _("Supervision by the standing body"),
    "publicity_channels": _("Publicity"),
    "steering_committee_duties": _("Duties of the steering committee"),
    "accountable_persons": _("Who answers for the plan"),
    "gialai_selection": _("How units and ways are chosen"),
    "gialai_direction": _("Where the pilot is heading"),
    "bcci_list_posting": _("Posting of the lists of procedures by post"),
    "ratio_accountability": _("Who answers for the ratios"),
    "gialai_postal_training": _("Training of postal staff by the department"),
}

KEYS = dict(zip(codes_between((1, 47)), TITLES, strict=True))  # the titles stand in the order of the codes

DETAILS = {
    "min": _("at least"), "max": _("at most"), "floor": _("at least"), "target": _("aim"),
    "ratio": _("ratio"), "from": pgettext_lazy("rule", "from"), "quarter": _("quarter"),
    "counted_from": _("counted from"), "early_exit": _("earlier if"), "criteria": _("criteria"),
    "then_meet": _("then meets"), "purpose": _("purpose"), "issuer": _("issued by"),
    "list_granularity": _("list down to"), "recipients": _("recipients"), "both_required": _("both needed"),
    "lead": _("lead"), "with": _("together with"), "precondition": _("only after"), "effect": _("effect"),
    "proposer": _("proposed by"), "form": _("form"), "prior_agreement": _("agreed before with"),
    "reviewer": _("considered by"), "reviewer_action": _("how"), "decider": _("decided by"),
    "decider_is_liable": _("answers for the decision"), "report_to": _("reported to"),
    "report_purpose": _("reported for"), "allowed": _("allowed"), "agency": _("agency"),
    "when": pgettext_lazy("rule", "when"), "count": _("how many"), "parties": _("parties"),
    "basis": _("basis"), "see_also": _("see also"), "signer": _("signed by"),
    "responsible": _("responsible"), "what": _("what"), "advises": _("advises"), "topics": _("topics"),
    "also": _("also"), "tasks": _("tasks"), "excluded": _("not included"), "sites": _("sites"),
    "deadline": _("deadline"), "replaces": _("in place of"), "moves": _("what moves"),
    "window": _("from – to"), "use": _("used as"), "lessor": _("lessor"), "lessee": _("lessee"),
    "province": _("province level"), "district": _("district level"), "commune": _("commune level"),
    "locality": _("localities"), "payer": _("payer"), "provider": _("provider"), "site": _("place"),
    "scope": _("scope"), "initiative": _("initiative"), "borne_by": _("borne by"), "items": _("items"),
    "open_list": _("open list"), "adviser": _("advised by"), "province_basis": _("basis at the province"),
    "commune_kybac": _("Kỳ Bắc commune"), "to": pgettext_lazy("rule", "to"), "via": _("through"),
    "who": _("who"), "output": _("result"), "principles": _("principles"), "directed_by": _("directed by"),
    "duties": _("duties"), "channels": _("channels"), "poster_places": _("places of posters"),
    "mode": _("way"), "lists": _("lists"), "places": _("places"), "contact_data": _("contact data"),
    "checked_by": _("checked by"), "district_centres": _("district centres"),
    "postal_cultural_points": _("postal-cultural points"), "ambiguity": _("open question"),
    "level": _("level"),
}  # fmt: skip

VALUES = {
    UNSTATED: _("not stated in the documents"),
    "phase_start": _("the start of the phase"),
    "proficient": _("proficient"),
    "agencies_concerned": _("the agencies concerned"),
    "after_withdrawal": _("after the withdrawal"),
    "labour_transfer": _("labour transfer"),
    "formal_intake": _("formal intake of dossiers"),
    "checksum": _("a check of the counts"),
    "province": _("province level"),
    "district": _("district level"),
    "commune": _("commune level"),
    "hướng dẫn": _("guidance"),
    "tiếp nhận hồ sơ": _("reception of dossiers"),
    "chuyển hồ sơ": _("transfer of dossiers"),
    "trả kết quả": _("return of results"),
}

UNITS = {  # as the documents write them
    "lĩnh vực/nhân viên": _("fields an employee"),
    "hồ sơ/ngày làm việc": _("dossiers a working day"),
    "nhân viên/điểm": _("employee at a point"),
}
