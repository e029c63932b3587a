"""The frame around every page: six places, pilots, account, delegation, demo banner."""

import datetime as dt
from collections.abc import Callable
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.demo.accounts import ACCOUNTS, PASSWORD
from pilot.overview.help import pages
from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.middleware import session_limits
from pilot.platform.access.roles import SEES, Group, Role
from pilot.platform.access.types import Request
from pilot.platform.ui.codes import Meant
from pilot.programme.models import Delegation, Inconsistency, Pilot, User
from pilot.programme.presenters.rule_words import KEYS, TITLES

PLACES = [  # key after `g`, url name, words, groups of which one must be seen, how the addresses there begin
    ("v", "worklist", gettext_lazy("Worklist"), set(), {""}),
    (
        "t", "pilots", gettext_lazy("Pilots"), {Group.PROGRAMME},
        set("thi-diem diem co-quan vi-tri thu-tuc ban-giao van-de don-vi-hanh-chinh van-ban-can-cu".split())
        | {"ke-hoach-tham-chieu"},
    ),
    ("n", "employees", gettext_lazy("Staff"), {Group.PEOPLE, Group.WITHDRAWAL}, {"nhan-su"}),
    ("c", "facilities", gettext_lazy("Facilities"), {Group.FACILITY}, {"co-so"}),
    ("p", "billing", gettext_lazy("Payments"), {Group.MONEY}, {"thanh-toan"}),
    ("b", "official-documents", gettext_lazy("Documents"), {Group.PROGRAMME}, {"van-ban"}),
]  # fmt: skip
QUESTIONS = [f"A{n:02}" for n in range(1, 100)]


class FramedRequest(Request):
    """What the frame adds to the request, and what it reads of it. A name for types only."""

    frame_data: object
    waiting: int  # what the worklist has counted already


class PilotLink(TypedDict):
    """A pilot of the reader in the menu."""

    code: str
    url: str
    label: str
    current: bool


class FrameMiddleware:
    """Offers request.frame_data; it is worked out only when a template asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: FramedRequest) -> HttpResponse:
        request.frame_data = SimpleLazyObject(lambda: frame_data(request))
        return self.get_response(request)


def frame_data(request: Request) -> dict[str, object]:
    """What templates/layout shows. Signed out: only the demo banner."""
    on = request.business_day
    data: dict[str, object] = {"business_day": on}
    if not request.user.is_authenticated:
        return data | demo_accounts()
    held = capacities(request.user, on)
    mine = pilots(request, held)
    return data | {
        "places": places(request, held),
        "pilots": mine,
        "codes": SimpleLazyObject(lambda: codes(request, mine)),  # few pages name one
        "help_url": help_url(request, mine),
        "log_url": reverse("audit-log") if any(Group.AUDIT in SEES[c.role] for c in held) else "",
        "account": account(request.user, held),
        "on_behalf_of": on_behalf_of(request.user, held, on),
        "may_move_clock": settings.DEMO and any(c.role is Role.ADMINISTRATOR for c in held),
        "clock_url": reverse("demo-clock"),
        "session": session_limits(request),
    }


def demo_accounts() -> dict[str, object]:
    """Who can be tried in the demo, for the sign-in page."""
    return {"demo_accounts": ACCOUNTS, "demo_password": PASSWORD} if settings.DEMO else {}


def places(request: Request, held: list[Capacity]) -> list[dict[str, object]]:
    """The same for everybody, minus what one may not see."""
    seen = {group for c in held for group in SEES[c.role]}
    return [
        {
            "url": reverse(url), "label": label, "key": key,
            "current": request.path.split("/")[1] in starts,
            "count": getattr(request, "waiting", None) if url == "worklist" else None,
            "count_url": reverse("worklist-count") if url == "worklist" and not hasattr(request, "waiting") else "",
        }
        for key, url, label, groups, starts in PLACES
        if url == "worklist" or groups & seen
    ]  # fmt: skip


def pilots(request: Request, held: list[Capacity]) -> list[PilotLink]:
    """The pilots of the user; current is the one whose pages are being read, or the only one."""
    rows = Pilot.objects.filter(pk__in={c.pilot_id for c in held}).values_list("code", "province")
    pages = [(code, province, reverse("pilot", args=[code])) for code, province in rows]
    return [
        {"code": code, "url": url, "label": label, "current": len(pages) == 1 or request.path.startswith(url)}
        for code, label, url in pages
    ]


def codes(request: Request, pilots: list[PilotLink]) -> dict[str, Meant]:
    """Code of a rule or of a question on the documents → where it stands, what it is; rules in the pilot one is in.

    How a question was settled is read once, by a page that names one.
    """
    here = next((pilot["code"] for pilot in pilots if pilot["current"]), pilots[0]["code"] if pilots else None)
    if here is None:
        return {}
    rules, questions = reverse("rules", args=[here]), reverse("questions")
    found = {code: Meant(f"{rules}#{code}", TITLES[key]) for code, key in KEYS.items()}
    settled = SimpleLazyObject(lambda: settled_questions(request.user, request.business_day))
    state: Callable[[str], object] = lazy(lambda code: settled.get(code, ""), str)
    words = _("Question on the documents")
    asked = {code: Meant(f"{questions}#{code}", words, state(code)) for code in QUESTIONS}
    return found | asked


def settled_questions(user: User, on: dt.date) -> dict[str, str]:
    """Code of each settled question → its answer and the document that gives it, in one line. One query."""
    rows = Inconsistency.objects.visible_to(user, on).filter(status=Inconsistency.Status.SETTLED)
    words = _("settled: %(answer)s")
    return {row.code: words % {"answer": " ".join(row.settlement.split())} for row in rows}


def help_url(request: Request, pilots: list[PilotLink]) -> str:
    """Help for this page, for the pilot one is in; "" where there is none."""
    page = request.resolver_match and request.resolver_match.url_name
    if page not in pages():
        return ""
    here = [pilot["code"] for pilot in pilots if pilot["current"]]
    query = {"thi_diem": here[0]} if here and len(pilots) > 1 else None
    return reverse("help", args=[page], query=query)


def account(user: User, held: list[Capacity]) -> dict[str, object]:
    return {
        "name": user.person.full_name,
        "roles": list(dict.fromkeys(str(c.role.label) for c in held)) or [_("no role")],
        "links": links(held),
        "sign_out_url": reverse("sign-out"),
    }


def links(held: list[Capacity]) -> list[dict[str, str]]:
    """The account menu: accounts, log and operations for those who keep them."""
    seen = {group for c in held for group in SEES[c.role]}
    entries = [
        ("my-account", _("My account"), True),
        ("accounts", _("Accounts and roles"), Group.ACCOUNTS in seen),
        ("audit-log", _("Audit log"), Group.AUDIT in seen),
        ("verify-runs", _("Check of all records"), Group.AUDIT in seen),
        ("operations", _("Operations"), any(c.role is Role.ADMINISTRATOR for c in held)),
    ]
    return [{"url": reverse(name), "label": label} for name, label, shown in entries if shown]


def on_behalf_of(user: User, held: list[Capacity], on: dt.date) -> list[dict[str, object]]:
    """Everybody for whom the user may act today, each with the last day of it. One query, none without delegation."""
    principals = {c.principal_id for c in held if c.principal_id}
    if not principals:
        return []
    given = Delegation.objects.filter(
        delegate=user, principal__in=principals, status=Delegation.Status.IN_FORCE, valid_from__lte=on, valid_to__gt=on
    )
    last: dict[str, dt.date] = {}
    for row in given.select_related("principal__person").order_by("principal__person__sort_key"):
        name = row.principal.person.full_name
        last[name] = max(last.get(name, dt.date.min), row.period.last_day or dt.date.max)
    return [{"name": name, "until": day} for name, day in last.items()]
