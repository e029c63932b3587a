"""The "?" of every page: the rules of the documents that stand behind it, and one sentence about it.

What a rule says stands in the facts (pilot/facts/rules.yaml) and is read when help is opened, never with the page.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.case import Case
from pilot.platform.cases.waiting import WORK
from pilot.platform.kernel.types import Words
from pilot.programme.models import Pilot, User
from pilot.programme.presenters.rule_words import KEYS, TITLES
from pilot.programme.presenters.rules import RuleRow, rules_of_pilots


@dataclass(frozen=True)
class Topic:
    """What help says about a page. Without rules: no document rules what happens there."""

    rules: tuple[str, ...]
    text: Words


TOPICS = (  # url names, rules, what the page is
    ("worklist", "", _("What waits for you, with its deadline; each line leads to the page where you act.")),
    (
        "enter-rule rule-step set-threshold", "",
        _("A rule is entered in the words of its document, and holds from a day on."),
    ),
    ("setup setup-note", "", _("What the pilot has, what it lacks for its next steps, and who can enter that.")),
    ("search", "", _("Finds what you may see by name, number or code; marks and capitals may be left out.")),
    ("audit-log", "", _("Who did or tried what, about whom or what, and when. Nothing in it can be changed.")),
    (
        "demo-clock", "",
        _("The business day of the demo: a year ahead at most, and back as long as nothing was done since."),
    ),
    ("operations outbox-message", "", _("What the installation sends and does by itself, and what failed.")),
    (
        "verify-runs verify-run", "",
        _("Reads the whole record again: chains, sums, decisions. Whoever starts it may leave; the result stays here."),
    ),
    ("retention erase-person", "", _("How long personal data is kept, by which source, and what happens then.")),
    (
        "accounts account open-pilot invite-account reset-account decide-reset close-account propose-role decide-grant",
        "",
        _("Where a pilot has two administrators, one proposes a role and the other confirms it."),
    ),
    (
        "require-second-factor decide-second-factor", "",
        _("From a day on whoever acts in these roles signs in with an app; two administrators decide it."),
    ),
    (
        "my-account change-password set-up-totp recovery-codes", "",
        _("Your own account: roles, password, authenticator app and the codes for the day on which it is lost."),
    ),
    (
        "number-book", "",
        _("The numbers an agency gave in a year, in the columns of the decree's form, with those that are missing."),
    ),
    (
        "print-invitation print-invitations", "",
        _("Letters on paper with a one-time link, for accounts that nobody has used. The links are kept nowhere."),
    ),
    (
        "delegate-role propose-delegation decide-delegation", "",
        _("A delegate acts for the principal up to the last day given; the log names both."),
    ),
    ("pilots pilot", "R30 R31 R40 R41 R42 R43 R44", _("Where the pilots stand: phases, sites, work that is due.")),
    ("phase", "R29 R31 R33 R34 R43", _("A phase of the pilot, with those who take part in it.")),
    (
        "rules adopt-rules", "",
        _("The rules as the documents give them; what is taken over from another pilot stays marked as assumed."),
    ),
    (
        "reorganise", "R10 R11 R12",
        _("Merge, split, rename or dissolve bodies and units; the preview shows what goes over and what cannot."),
    ),
    (
        "pilot-step enter-site site-step enter-agency agency-step enter-phase phase-step participation-step",
        "", _("What is entered or changed here holds once a second person has confirmed it."),
    ),
    ("enter-participation", "", _("What is entered or changed here holds once a second person has confirmed it.")),
    ("procedure-set-step", "R34", _("Whether all procedures of the agency take part, or some; two people decide it.")),
    ("enter-unit admin-unit-step", "", _("A unit is entered, corrected or closed once a second person has confirmed.")),
    ("agency", "R13 R16 R29 R42", _("An agency, its procedures and the places where it takes part.")),
    ("site-posting", "R09", _("The procedures that postal employees do at the site, to be posted there.")),
    ("site", "R15 R19 R22 R23 R24 R32 R33 R35 R37 R39", _("A site: who takes part, counters, procedures, staff.")),
    (
        "counter-post counter-post-step enter-post", "R01 R02 R03 R19 R35",
        _("A place at the counter: its fields, who sits there, what happened."),
    ),
    (
        "procedures procedure procedure-step", "R34 R36 R44 R45",
        _("Procedures and where each of them has been handed over."),
    ),
    (
        "enter-document legal-document-step", "",
        _("A document is cited by its kind, number, day and issuer, as it is printed."),
    ),
    (
        "legal-documents legal-document attach-scan", "",
        _("The documents that the facts were read from, and those they cite."),
    ),
    ("admin-units", "", _("Administrative units, and what became of those that were merged.")),
    (
        "questions question settle-question", "",
        _("Where the documents disagree or are silent, how that is treated, and what follows from each answer."),
    ),
    (
        "reference-plans reference-plan", "",
        _("A plan of another place holds for a pilot only where it was taken over; one that binds an agency says so."),
    ),
    ("pilot-plan adopt-item", "R31 R45 R46", _("Targets, tasks and reports of the pilot.")),
    (
        "handover step-handover handover-minutes handover-history", "R04 R09 R34 R35 R36",
        _("Each procedure goes up the ladder step by step, with the document that each step rests on."),
    ),
    ("employees add-employee employee employee-act", "R01 R02 R03 R05 R47", _("Employees of the post offices.")),
    ("create-account close-system-account", "R17 R18", _("An account of the one-stop software for an employee.")),
    ("team-reports team-report report-team", "R05 R06", _("The team that was chosen, as reported to the committee.")),
    ("start-learning attest", "R04 R18 R38", _("The learning period at the counter.")),
    ("assess", "R04 R08 R38", _("Two people assess, each in a capacity of their own.")),
    (
        "week-board site-week presence-note", "R01 R03",
        _("Who stands, is away and stands in, day by day; red is uncovered."),
    ),
    ("site-competence", "R01 R03 R04 R08 R09", _("Who at this site has learnt, was assessed and is recognised.")),
    ("facilities facility facility-step enter-facility", "R21 R22 R23 R24 R25", _("Premises and the leases of them.")),
    (
        "billing billing-month billing-month-open billing-month-step", "R26 R27 R28",
        _("A month from timesheet to payment, contract by contract."),
    ),
    ("day-marks day-mark-add day-mark-end", "R28", _("The marks of a timesheet, and what each counts.")),
    (
        "vat-rates vat-rate-enter vat-rate-step", "",
        _("VAT rates from a day to a day, each with its decree; a month is taxed at the rate of its first day."),
    ),
    (
        "statement statement-issue payment-record payment-reverse", "R26 R27 R28",
        _("The request for payment, and what was paid."),
    ),
    (
        "imports import import-start import-upload import-undo", "",
        _("A list is checked and shown before it is written, and can be undone while nothing refers to its rows."),
    ),
    ("export", "", _("The list as a workbook; only rows that you may see.")),
    ("gallery", "", _("Every component in every state, with made-up data.")),
)  # fmt: skip


@cache
def pages() -> dict[str, Topic]:
    """The topic of each page by the name of its address: what stands here, and what the cases say of theirs."""
    cases = (
        (" ".join(case.addresses()), case.rule_codes, case.help)
        for case in WORK
        if isinstance(case, Case) and case.help
    )
    return {
        name: Topic(tuple(rules.split()), text) for names, rules, text in (*TOPICS, *cases) for name in names.split()
    }


Line = tuple[str, str, RuleRow | None]  # code, what the rule is about, the rule as the pilot has it


def rules_behind(topic: Topic, pilots: Sequence[Pilot], user: User, on: dt.date) -> list[tuple[Pilot, list[Line]]]:
    """For each pilot the rules of the topic in force on `on`, then those its documents do not give (None).

    Two queries, none for a topic without rules.
    """
    if not topic.rules:
        return []
    found = rules_of_pilots(pilots, topic.rules, user, on)
    titles = [(code, str(TITLES[KEYS[code]])) for code in topic.rules]
    lines = {pilot: [(code, title, found.get((pilot.pk, code))) for code, title in titles] for pilot in pilots}
    return [(pilot, sorted(rows, key=lambda line: line[2] is None)) for pilot, rows in lines.items()]
