"""The accounts of a pilot with their roles as a workbook."""

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot.platform.access.roles import ANCHOR_OF, Anchor, Role, permission_of
from pilot.platform.exchange.models import ACCOUNTS, ImportBatch
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Column, Known, Row, TwoStepResource, Values, Verbs
from pilot.platform.exchange.widgets import NameWidget, TextWidget
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import User as AnyUser
from pilot.platform.text import account_key, code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import AgencyGrant, Person, Pilot, PilotGrant, RoleGrant, SiteGrant, User
from pilot.programme.resources.account_people import HAS_ACCOUNT, SOMEBODY_ELSE, People
from pilot.programme.resources.account_places import Places
from pilot.programme.resources.account_titles import ask_about_titles
from pilot.programme.resources.account_widgets import MailWidget, UserNameWidget, role_widget
from pilot.programme.selectors.accounts import staff_codes
from pilot.programme.workflows.accounts import invite_account, propose_role

MOST = 200  # rows: each is an invitation and a proposal of their own, in one transaction
S = RoleGrant.Status
OPEN = (S.PROPOSED, S.IN_FORCE, S.ENDING)
GIVEN = {Anchor.PILOT: PilotGrant, Anchor.AGENCY: AgencyGrant, Anchor.SITE: SiteGrant}
CHANGED = gettext_lazy("Since the check the account %(name)s has changed. Check the list again.")


class AccountSheet(TwoStepResource):
    """Danh sách tài khoản: one row a role of an account; several rows of one user name are several roles.

    A list makes accounts without a password and proposes roles. It changes and takes away nothing: that is done on the
    page of the account.
    """

    kind, title = ACCOUNTS, gettext_lazy("List of accounts and roles")
    target = "pilot.Pilot"
    verbs = Verbs(
        upload="upload_account_list", check="check_account_list", confirm="confirm_account_list",
        discard="discard_account_list", undo="undo_account_list", export="export_accounts",
    )  # fmt: skip
    key, named_by, identified_by = "entry", "full_name", (("full_name", "role"),)
    signed = key_names = True
    prepared_by = {"place": ("agencies", "sites")}
    writes, onward = "pilot.RoleGrant", (gettext_lazy("Print the invitations"), "print-invitations")
    words = {
        "pilot.PilotGrant": gettext_lazy("roles in force"),
        "pilot.AgencyGrant": gettext_lazy("roles in force"),
        "pilot.SiteGrant": gettext_lazy("roles in force"),
        "pilot.RoleGrant": gettext_lazy("roles of a later list or proposal"),
        "pilot.Delegation": gettext_lazy("delegations"),
    }
    filters = {"pilot": gettext_lazy("Pilot")}
    known_but_not_kept = (
        "Ghi chú", "Ngày sinh", "Năm sinh", "Giới tính", "Nam", "Nữ", "Điện thoại", "Số điện thoại", "Di động",
        "Trình độ", "Phòng, ban", "Phòng", "Ký tên",
    )  # fmt: skip

    entry = Column("", "Mã dòng", widget=TextWidget(200), kept=False, hint=gettext_lazy("Given by the system."))
    full_name = Column(
        "user__person__full_name", "Họ và tên", widget=NameWidget(120), required=True, example="Nguyễn Văn An",
        width=28, aliases=("Họ tên người dùng", "Người dùng", "Tên người dùng", "Full name"),
    )  # fmt: skip
    username = Column(
        "user__username", "Tên đăng nhập", widget=UserNameWidget(60), example="nguyenvanan", width=20,
        hint=gettext_lazy("Without one the system makes one of the name."),
        aliases=("Tài khoản", "Tên tài khoản", "User", "Username", "User name"),
    )  # fmt: skip
    email = Column(
        "user__email", "Thư điện tử", widget=MailWidget(254), example="an@hatinh.gov.vn", width=28,
        aliases=("Email", "E-mail", "Địa chỉ email", "Hộp thư", "Thư công vụ", "Email công vụ"),
    )  # fmt: skip
    role = Column(
        "role", "Vai trò", widget=role_widget(), required=True, example="Thủ trưởng đơn vị", width=34,
        aliases=("Chức vụ", "Chức danh", "Vai trò trên hệ thống", "Quyền", "Nhóm quyền", "Phân quyền", "Role"),
    )  # fmt: skip
    place = Column(
        "place_name", "Đơn vị", widget=TextWidget(160), example="Sở Nội vụ", width=40,
        hint=gettext_lazy("Agency or site, by name or code. Left out where the role is held for the whole pilot."),
        aliases=(
            "Cơ quan", "Cơ quan, đơn vị", "Đơn vị công tác", "Nơi công tác", "Tên đơn vị", "Tên cơ quan", "Địa điểm",
            "Trung tâm", "Nơi giữ vai trò", "Place",
        ),
    )  # fmt: skip
    known = Column(
        "staff_code", "Mã cán bộ, nhân viên", widget=TextWidget(60), width=22,
        hint=gettext_lazy("Staff code of the civil servant or postal employee who gets the account."),
        aliases=("Mã cán bộ", "Mã công chức", "Mã nhân viên", "Mã số cán bộ"),
    )  # fmt: skip

    @cached_property
    def masked(self) -> dict[str, str]:
        """An address is for those who invite: who else sees a list of accounts does not need it."""
        return {"email": "invite_account"}

    def agency_of(self, target: Pilot) -> None:
        """A list of accounts is no agency's; the pilot's administration is its party."""

    def existing(self, target: Pilot, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The roles of open accounts, proposed and in force; an account without one stands for itself. Two queries."""
        places = Places(target)
        held = RoleGrant.objects.filter(pilot=target, status__in=OPEN, user__is_active=True).order_by("pk")
        related = held.select_related("user__person", "agency", "site")
        rows = list(related.select_for_update(of=("self",)) if lock else related)
        without = User.objects.filter(person__pilot=target, is_active=True).exclude(role_grants__in=held)
        found = [(row.pk, row) for row in rows]
        found += [(-account.pk, RoleGrant(user=account, pilot=target, role="")) for account in without]
        known = (Known(pk, _values(row, places)) for pk, row in found)
        return {self.identity(one.values["entry"]): one for one in known}

    def questions(self, target: Pilot, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Finds places, accounts and people before rows are compared; asks who somebody is whose name is known.

        And which role a title means at its body.
        """
        places, named = Places(target), [row for row in rows if row.values.get("full_name")]
        asked = ask_about_titles(named, places, answers)
        for row in named:
            places.find(row)
        recorded = self.existing(target, on)
        people = People(
            target, named, lambda user, row: _entry({**row.values, "username": user.username}, places) in recorded
        )
        asked += people.find(named, answers)
        for row in named:
            row.cells.setdefault("entry", None)
            row.values["entry"] = _entry(row.values, places)
        return asked

    def check(self, target: Pilot, rows: list[Row], on: dt.date) -> None:
        """No address of another account; what is there already needs nothing. One query."""
        mails = set(User.objects.filter(is_active=True).exclude(email_key="").values_list("email_key", flat=True))
        given: dict[str, str] = {}
        for row in rows:
            if row.object_id:
                row.values["known"] = None
            elif (mail := account_key(row.values.get("email") or "")) and row.values["known"] != HAS_ACCOUNT:
                owner = given.setdefault(mail, row.values["username"])
                if mail in mails or owner != row.values["username"]:
                    row.refuse("email", _("This address belongs to another account already. Enter another one."))

    def check_whole(self, target: Pilot, rows: list[Row], on: dt.date) -> list[str]:
        words = _("A list of accounts has %(most)d rows at most; this one has %(count)d. Divide it.")
        return [words % {"most": MOST, "count": len(rows)}] if len(rows) > MOST else []

    def create(self, target: Pilot, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """An invitation for each new account and a proposal for each row, by the verbs of the page, row by row.

        Raises TransitionRefused changed_since_check, and what those verbs refuse.
        """
        places, accounts, made = Places(target), Accounts(target, self), []
        act = replace(self.act, reason=str(_("From a list.")), seen=None)
        for row in rows:
            at = places.anchor(row["role"], row.get("place"))
            made.append(propose_role(target, act, user=accounts.of(row), role=Role(row["role"]), **at))
        return {
            **_given(made), self.writes: [grant.pk for grant in made], "pilot.User": [user.pk for user in accounts.new],
            "pilot.Person": [user.person_id for user in accounts.new if user.person_id not in accounts.known],
        }  # fmt: skip

    def afterwards(self, batch: ImportBatch) -> tuple[str, str, str]:
        """The roles that nobody has confirmed yet, and where that is done."""
        waiting = RoleGrant.objects.filter(pk__in=batch.created.get(self.writes, []), status=S.PROPOSED).count()
        words = ngettext(
            "%(count)d role of this list holds only once a second administrator has confirmed it.",
            "%(count)d roles of this list hold only once a second administrator has confirmed them.",
            waiting,
        )
        return (words % {"count": waiting}, _("Accounts"), reverse("accounts")) if waiting else ("", "", "")

    def used(self, created: dict[str, list[int]]) -> list[str]:
        """Accounts whose owners have set a password stay, and roles that a second administrator has confirmed."""
        accounts = User.objects.filter(pk__in=created.get("pilot.User", []))
        words = _("somebody has used the account %(name)s")
        used = [words % {"name": user} for user in accounts if user.last_login or user.has_usable_password()]
        confirmed = RoleGrant.objects.filter(pk__in=created.get(self.writes, []), confirmed_by__isnull=False)
        words = _("a second administrator has confirmed: %(role)s")
        return used + [words % {"role": grant} for grant in confirmed.select_related("user__person")]

    def repeats(self, label: str, ids: list[int]) -> Q:
        """The rows about the roles of these accounts, and about accounts without one (see `existing`)."""
        if label != "pilot.User":
            return Q(pk__in=[])
        roles = RoleGrant.objects.filter(user__in=ids).values("pk")
        return Q(object_id__in=roles) | Q(object_id__in=[-pk for pk in ids])

    def change(self, target: Pilot, changes: dict[int, Values]) -> None:
        """Nothing: whatever differs is refused (see `questions`)."""

    def exported(self, user: AnyUser, on: dt.date, query: dict[str, str]) -> list[RoleGrant]:
        """The roles of open accounts that the reader sees (`pilot`: the code of theirs), and accounts without one."""
        accounts = User.objects.visible_to(user, on).filter(is_active=True).select_related("person__pilot")
        if code := query.get("pilot"):
            accounts = accounts.filter(person__pilot__code=code)
        rows = []
        for pilot in dict.fromkeys(account.person.pilot for account in accounts):
            rows += _exported(pilot, [account for account in accounts if account.person.pilot == pilot])
        return rows


class Accounts:
    """The accounts of the rows that are written: those there are, and new ones, each made once."""

    def __init__(self, pilot: Pilot, sheet: AccountSheet) -> None:
        self.pilot, self.act, self.new, self.known = pilot, sheet.act, list[User](), set[int]()
        self.made: dict[str, User] = {}

    def of(self, row: Values) -> User:
        """The account of the row. Raises TransitionRefused changed_since_check."""
        key = account_key(row["username"])
        if key not in self.made:
            there = User.objects.filter(username_key=key).first()
            if (there is not None) != (row.get("known") == HAS_ACCOUNT):
                raise TransitionRefused("changed_since_check", CHANGED % {"name": row["username"]})
            self.made[key] = there or self._invite(row)
        return self.made[key]

    def _invite(self, row: Values) -> User:
        """A new account, for the person that the check has found."""
        said, person = row.get("known"), None
        if said and said != SOMEBODY_ELSE:
            person = _person(self.pilot, row)
            self.known.add(person.pk)
        act = replace(self.act, reason=said if said == SOMEBODY_ELSE else "", seen=None)
        user: User = invite_account(
            self.pilot, act, username=row["username"], person=person, full_name="" if person else row["full_name"],
            email=row.get("email") or "",
        )  # fmt: skip
        self.new.append(user)
        return user


def _given(grants: list[RoleGrant]) -> dict[str, list[int]]:
    """What was written with the roles that are in force at once, so that an undo takes it away with them."""
    found: dict[str, list[int]] = defaultdict(list)
    for grant in (one for one in grants if one.status == S.IN_FORCE):
        model = GIVEN[ANCHOR_OF[Role(grant.role)]]
        rows = model.objects.filter(user=grant.user, content_object=grant.place)
        found[model._meta.label] += [row.pk for row in rows.filter(permission__codename=permission_of(grant.role))]
    return found


def _entry(values: Values, places: Places) -> str:
    """What tells the rows of the list apart, within 120 characters: user name, role and the code of the place."""
    role, place = values.get("role") or "", values.get("place")
    return f"{account_key(values.get('username') or '')}/{role}/{places.code(role, place) if role and place else ''}"


def _values(row: RoleGrant, places: Places) -> Values:
    values = {
        "full_name": row.user.person.full_name, "username": row.user.username, "email": row.user.email or None,
        "role": row.role or None, "place": places.name(row),
    }  # fmt: skip
    return {**values, "entry": _entry(values, places)}


def _person(pilot: Pilot, row: Values) -> Person:
    """The person whom the row names by staff code or number, of its name. Raises TransitionRefused."""
    people = Person.objects.filter(pilot=pilot, erased_at=None, search_key=search_key(row["full_name"]))
    codes, said = staff_codes(pilot, people), code_key(row["known"])
    found = [one for one in people if said in map(code_key, [*codes.get(one.pk, []), f"#{one.pk}"])]
    if len(found) != 1:
        raise TransitionRefused("changed_since_check", CHANGED % {"name": row["username"]})
    return found[0]


def _exported(pilot: Pilot, accounts: list[User]) -> list[RoleGrant]:
    """The rows of the accounts of one pilot, in the order of the accounts, with what the columns read. Four queries."""
    places, codes = Places(pilot), staff_codes(pilot, [account.person for account in accounts])
    held: dict[int, list[RoleGrant]] = defaultdict(list)
    grants = RoleGrant.objects.filter(user__in=accounts, status__in=OPEN).select_related("agency", "site", "pilot")
    for grant in grants.order_by("pk"):
        held[grant.user_id].append(grant)
    rows = []
    for account in accounts:
        for row in held[account.pk] or [RoleGrant(user=account, pilot=pilot, role="")]:
            row.user, row.place_name = account, places.name(row) or ""
            row.staff_code = next(iter(codes.get(account.person_id, [])), "")
            rows.append(row)
    return rows
