"""Whom the rows of a list of accounts mean: accounts that are there, people who are known, new ones. Nobody twice."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Row
from pilot.platform.text import account_key, code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Person, Pilot, User
from pilot.programme.selectors.accounts import staff_codes

NEW, EACH, ONE = "new", "each", "one"
SOMEBODY_ELSE = "người khác trùng tên"  # in the cell: nobody of those who are known by this name
HAS_ACCOUNT = "đã có tài khoản"  # the row gives a role to an account that is there
NOT_IN_NAMES = re.compile(r"[^a-z0-9]")


class People:
    """The people of a pilot who bear a name of the list, and the accounts there are. Four queries."""

    def __init__(self, pilot: Pilot, rows: list[Row], holds: Callable[[User, Row], bool]) -> None:
        self.holds = holds  # whether an account has the role of a row already
        names = {_name(row) for row in rows}
        found = list(Person.objects.filter(pilot=pilot, erased_at=None, search_key__in=names).order_by("pk"))
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for person in found:
            self.by_name[person.search_key].append(person)
        self.codes = staff_codes(pilot, found)
        self.taken = set(User.objects.values_list("username_key", flat=True))
        accounts = list(User.objects.filter(person__pilot=pilot, is_active=True).order_by("-pk"))
        self.by_user_name = {account.username_key: account for account in accounts}
        self.by_person = {account.person_id: account for account in accounts}

    def find(self, rows: list[Row], answers: Answers) -> list[Question]:
        """Give each row the user name of its account, and say whom a new account is for; what nobody may guess."""
        named, asked = _by_user_name(rows), []
        for same in _by_name([row for row in rows if not row.values.get("username")]):
            apart, question = ([same], []) if self._holder(same) else _people(same, answers)
            named += apart
            asked += question
        self.taken |= {account_key(row.values.get("username") or "") for row in rows}
        for group in named:
            asked += self._find_one(group, answers)
        return asked

    def _find_one(self, rows: list[Row], answers: Answers) -> list[Question]:
        """The rows of one person."""
        account = self.by_user_name.get(account_key(rows[0].values.get("username") or ""))
        account = account or self._holder(rows) or self._by_mail(rows)
        if account is not None:
            _take_account(rows, account)
            return []
        person, asked = self._who(rows, answers)
        if person is not None and person.pk in self.by_person:
            _take_account(rows, self.by_person[person.pk])
        else:
            known = SOMEBODY_ELSE if self.by_name[_name(rows[0])] else None
            self._begin(rows, known if person is None else self._mark(person))
        return asked

    def _holder(self, rows: list[Row]) -> User | None:
        """The account of the same name that has every one of these roles: the list was sent before."""
        same = [self.by_person.get(person.pk) for person in self.by_name[_name(rows[0])]]
        return next((one for one in same if one and all(self.holds(one, row) for row in rows)), None)

    def _by_mail(self, rows: list[Row]) -> User | None:
        """The account of the same name and address: no question is open then."""
        mails = {account_key(row.values["email"]) for row in rows if row.values.get("email")}
        same = [self.by_person.get(person.pk) for person in self.by_name[_name(rows[0])]]
        return next((one for one in same if one and one.email_key in mails), None)

    def _who(self, rows: list[Row], answers: Answers) -> tuple[Person | None, list[Question]]:
        """The person of this name who is meant, by the code in the list or by the reader's word; None: a new one."""
        people = self.by_name[_name(rows[0])]
        said = next((row.values["known"] for row in rows if row.values.get("known")), "")
        if not people or search_key(said) == search_key(SOMEBODY_ELSE):
            return None, []
        coded = [one for one in people if said and code_key(said) in map(code_key, self._marks(one))]
        if len(coded) == 1:
            return coded[0], []
        words = _("Row %(number)d: somebody called %(name)s is known already. Who is it?")
        question = Question(
            f"who_{rows[0].number}", words % {"number": rows[0].number, "name": rows[0].values["full_name"]},
            (*((str(one.pk), self._label(one)) for one in people), (NEW, _("somebody else of the same name"))),
        )  # fmt: skip
        chosen = question.answer(answers)
        return next((one for one in people if str(one.pk) == chosen), None), [question]

    def _marks(self, person: Person) -> list[str]:
        return [*self.codes.get(person.pk, []), f"#{person.pk}"]

    def _mark(self, person: Person) -> str:
        """What names the person among those of his name: a staff code of his own, else his number here."""
        others = {code_key(code) for one in self.by_name[person.search_key] if one != person
                  for code in self._marks(one)}  # fmt: skip
        return next(mark for mark in self._marks(person) if code_key(mark) not in others)

    def _label(self, person: Person) -> str:
        account = self.by_person.get(person.pk)
        more = [*self.codes.get(person.pk, []), *([_("account %(name)s") % {"name": account}] if account else [])]
        return f"{person.full_name} ({', '.join(more) or f'#{person.pk}'})"

    def _begin(self, rows: list[Row], known: str | None) -> None:
        """The rows of an account that is new, with a user name made of the name where the list gives none."""
        given = rows[0].values.get("username") or self._free_name(rows[0].values["full_name"])
        for row in rows:
            if not row.values.get("username"):
                row.notes.append(_("The list gives no user name; this one is given: %(name)s.") % {"name": given})
            row.values |= {"username": given, "known": known}
        _agree(rows)

    def _free_name(self, full_name: str) -> str:
        """ "Nguyễn Văn An" → nguyenvanan, nguyenvanan2 …"""
        base = NOT_IN_NAMES.sub("", search_key(full_name))[:50].ljust(3, "0")
        number = 1
        while (name := base if number == 1 else f"{base}{number}") in self.taken:
            number += 1
        self.taken.add(name)
        return name


def _name(row: Row) -> str:
    return search_key(row.values.get("full_name") or "")


def _by_user_name(rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if name := row.values.get("username"):
            groups[account_key(name)].append(row)
    return list(groups.values())


def _by_name(rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_name(row)].append(row)
    return list(groups.values())


def _people(rows: list[Row], answers: Answers) -> tuple[list[list[Row]], list[Question]]:
    """Rows of one name without a user name: one person with several roles, or several people?

    One address is one person, and so is one role at one place; different addresses are different people.
    """
    mails = [account_key(row.values.get("email") or "") for row in rows]
    held = {(row.values.get("role"), row.values.get("place")) for row in rows}
    if len(held) == 1 or (all(mails) and len(set(mails)) == 1):
        return [rows], []
    if all(mails) and len(set(mails)) == len(rows):
        return [[row] for row in rows], []
    words = _("Rows %(numbers)s bear the name %(name)s. One person with several roles, or different people?")
    said = {"numbers": ", ".join(str(row.number) for row in rows), "name": rows[0].values["full_name"]}
    choices = ((ONE, _("one person")), (EACH, _("different people")))
    question = Question(f"people_{rows[0].number}", words % said, choices)
    return ([[row] for row in rows] if question.answer(answers) == EACH else [rows]), [question]


def _take_account(rows: list[Row], account: User) -> None:
    """The account that is there; what the list says otherwise of it is refused, what it leaves out stays."""
    for row in rows:
        if _name(row) != account.person.search_key:
            words = _("The account %(account)s is that of %(name)s. Write another user name.")
            row.refuse("full_name", words % {"account": account, "name": account.person.full_name})
        if (mail := row.values.get("email")) and account_key(mail) != account.email_key:
            words = _("Recorded is “%(known)s”, and a list changes no address. Leave the cell empty.")
            row.refuse("email", words % {"known": account.email or _("not stated")})
        if not row.values.get("username"):
            row.notes.append(_("The account %(name)s is there already.") % {"name": account})
        row.values |= {
            "full_name": account.person.full_name, "username": account.username, "email": account.email or None,
            "known": HAS_ACCOUNT,
        }  # fmt: skip


def _agree(rows: list[Row]) -> None:
    """The rows of a new account say the same of its owner; an empty address is that of the other rows."""
    first, mail = rows[0], next((row.values["email"] for row in rows if row.values.get("email")), None)
    for row in rows:
        if _name(row) != _name(first):
            words = _("Row %(number)d gives the same user name to %(name)s. Write another one.")
            row.refuse("username", words % {"number": first.number, "name": first.values["full_name"]})
        if row.values.get("email") and account_key(row.values["email"]) != account_key(mail or ""):
            words = _("Another row gives this person the address %(email)s. Write one address.")
            row.refuse("email", words % {"email": mail})
        row.values["email"] = mail
