"""The civil servants of an agency as a workbook, with the counter posts they hold."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Column, Known, Row, TwoStepResource, Values, Verbs
from pilot.platform.exchange.widgets import NameWidget, TextWidget, VietnameseDateWidget
from pilot.platform.kernel.types import User
from pilot.platform.text import code_key, line
from pilot.platform.vietnamese import search_key, sort_key
from pilot.programme.models import Agency, CounterPost, Person
from pilot.programme.resources.cells import joined, split
from pilot.programme.workflows.acting import enters_illustrations
from staffing.models import CivilServant, Incumbency, WithdrawalRequest
from staffing.resources.employees import StaffCodeWidget
from staffing.rules.same_holder import ask_about_holders
from staffing.selectors.civil_servants import civil_servants, named_or_coded, next_codes, with_held

NUMBERED = ("Quầy", "Quầy số", "Ô số", "Cửa số", "Bàn số")  # before the number that is all a cell says


class CivilServantSheet(TwoStepResource):
    """Danh sách công chức of an agency: one row a civil servant, with the counter posts that he holds.

    A list enters people, puts names right, and says which post somebody holds who held none. Who holds a post already
    leaves it on the page of the post, where it says on which day and why.
    """

    kind, title = "civil-servants", gettext_lazy("List of an agency's civil servants")
    verbs = Verbs(
        upload="upload_civil_servant_list", check="check_civil_servant_list", confirm="confirm_civil_servant_list",
        discard="discard_civil_servant_list", undo="undo_civil_servant_list", export="export_civil_servants",
    )  # fmt: skip
    key, named_by, identified_by, gives_keys = "staff_code", "full_name", (("full_name",),), True
    writes = "staffing.CivilServant"
    prepared_by = {"post": ("posts",)}
    words = {
        "staffing.Incumbency": gettext_lazy("counter posts they hold"),
        "staffing.LearningPeriod": gettext_lazy("learning periods that they guide"),
        "pilot.User": gettext_lazy("accounts"),
    }
    filters = {"q": gettext_lazy("Name or code"), "agency__code": gettext_lazy("Agency")}
    known_but_not_kept = (
        "Ghi chú", "Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Giới tính", "Nam", "Nữ",
        "Lĩnh vực", "Lĩnh vực tiếp nhận", "Trình độ", "Trình độ chuyên môn", "Điện thoại", "Số điện thoại", "Email",
        "Hệ số lương", "Địa điểm", "Đơn vị", "Phòng, ban", "Phòng", "Quê quán", "Dân tộc",
    )  # fmt: skip

    staff_code = Column(
        "staff_code", "Mã công chức", widget=StaffCodeWidget(20), example="CC-017", width=16,
        hint=gettext_lazy("The code of the agency. Without one the system gives a code."),
        aliases=("Mã số", "Mã CC", "Mã cán bộ", "Số hiệu", "Số hiệu công chức", "Mã số công chức", "Số hiệu cán bộ"),
    )  # fmt: skip
    full_name = Column(
        "person__full_name", "Họ và tên", widget=NameWidget(120), required=True, example="Nguyễn Thị Bình", width=28,
        aliases=("Họ tên công chức", "Công chức", "Cán bộ, công chức", "Tên công chức", "Người phụ trách", "Full name"),
    )  # fmt: skip
    position = Column(
        "position", "Chức vụ, ngạch", widget=TextWidget(120), example="Chuyên viên", width=24,
        hint=gettext_lazy("As it stands in decisions beside the name."),
        aliases=("Chức vụ", "Chức danh", "Ngạch", "Ngạch công chức", "Chức vụ/chức danh", "Chức vụ, chức danh"),
    )  # fmt: skip
    post = Column(
        "held_in_words", "Vị trí tại quầy", widget=TextWidget(300), example="HT-CX-Q1", width=40,
        hint=gettext_lazy("Code or name of the counter post; several with semicolons between them."),
        aliases=(
            "Vị trí", "Quầy", "Quầy số", "Số quầy", "Tên quầy", "Tên vị trí", "Vị trí công tác", "Mã vị trí", "Bàn số",
            "Quầy trực", "Vị trí trực", "Ô số", "Số ô", "Cửa số", "Số bàn", "Quầy phụ trách", "Counter post",
        ),
    )  # fmt: skip
    first_day = Column(
        "held_from", "Từ ngày", widget=VietnameseDateWidget(), example="01/08/2019", width=14,
        aliases=("Ngày bắt đầu", "Giữ vị trí từ ngày", "Từ", "First day"),
    )  # fmt: skip

    def present(self, target: Agency, on: dt.date) -> QuerySet[CivilServant]:
        return CivilServant.objects.filter(agency=target)

    def existing(self, target: Agency, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The civil servants of the agency by code, each with the posts of the day."""
        people = CivilServant.objects.filter(agency=target).order_by("pk").select_related("person")
        rows = with_held(people, Incumbency.objects.all(), on)
        found = rows.select_for_update(of=("self",)) if lock else rows
        return {code_key(row.staff_code): Known(row.pk, _values(said(row))) for row in found}

    def next_keys(self, target: Agency) -> Iterator[str]:
        return next_codes(target)

    def questions(self, target: Agency, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Posts become the codes that are recorded; who may be somebody on record, or in another row, is asked.

        Three queries.
        """
        found = list(CounterPost.objects.filter(agency=target).as_at(on).order_by("code"))
        posts, there = _by_name_and_code(found), [f"{post.code} – {post.name}" for post in found]
        for row in rows:
            _find_posts(row, posts, there)
        return ask_about_holders(rows, self.existing(target, on), answers)

    def check(self, target: Agency, rows: list[Row], on: dt.date) -> None:
        """Nobody comes to a post that is withdrawn, or before it begins; a list takes nobody away. Seven queries."""
        withdrawn = _withdrawn(target)
        begins = dict(CounterPost.objects.filter(agency=target).values_list("code", "valid_from"))
        known = {one.object_id: one.values for one in self.existing(target, on).values()}
        for row in rows:
            if row.object_id:
                _keep_what_is_recorded(row, known[row.object_id])
            for code in split(row.values.get("post")):
                if code in withdrawn:
                    words = _("The civil servants of the post %(post)s are withdrawn.")
                    row.refuse("post", words % {"post": code})
                _refuse_before(row, code, begins.get(code))

    def notes_whole(self, target: Agency, rows: list[Row], on: dt.date) -> list[str]:
        """That nobody will hold a post, where no column of posts was read."""
        new = any(row.outcome == ImportRow.Outcome.NEW for row in rows)
        if not new or any("post" in row.cells for row in rows):
            return []
        return [
            _(
                "No column of counter posts was read: nobody in this list will hold a counter post. Name the column "
                "“Vị trí tại quầy”, or say under “Which column is read as what” which one it is."
            )
        ]

    def create(self, target: Agency, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """A person, a civil servant and the posts held, a row each. Four statements. Illustrative in the demo."""
        shared = {"pilot_id": target.pilot_id, "illustrative": enters_illustrations(self.act)}
        people = [Person(full_name=row["full_name"], **shared) for row in rows]
        for person in people:
            person.set_keys()
        person_ids = bulk.insert(people)
        staff = [
            CivilServant(
                agency=target, person=person, staff_code=row["staff_code"], position=row.get("position") or "", **shared
            )
            for row, person in zip(rows, people, strict=True)
        ]
        staff_ids = bulk.insert(staff)
        held = _held(target, on, zip(staff, rows, strict=True))
        return {
            "staffing.Incumbency": bulk.insert(held), "staffing.CivilServant": staff_ids, "pilot.Person": person_ids
        }  # fmt: skip

    def change(self, target: Agency, changes: dict[int, Values]) -> None:
        """Names, and the posts of those who held none; taken back, they hold none again."""
        rows = CivilServant.objects.filter(pk__in=bulk.among(changes)).select_related("person")
        people, staff = {}, {}
        entered: list[tuple[CivilServant, Values]] = []
        left: list[CivilServant] = []
        for row in rows:
            new = changes[row.pk]
            name = line(new.get("full_name", row.person.full_name))
            keys = {"sort_key": sort_key(name), "search_key": search_key(name)}
            people[row.person_id] = {"full_name": name, "row_version": row.person.row_version + 1, **keys}
            staff[row.pk] = {"position": new.get("position", row.position), "row_version": row.row_version + 1}
            if new.get("post"):
                entered.append((row, new))
            elif "post" in new:
                left.append(row)
        bulk.update(Person, people, ["full_name", "sort_key", "search_key", "row_version"])
        bulk.update(CivilServant, staff, ["position", "row_version"])
        Incumbency.objects.filter(civil_servant__in=left, valid_to=None).delete()
        bulk.insert(_held(target, None, entered))

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[CivilServant]:
        """Those whom the page of civil servants shows under the same filter, each with the posts of the day."""
        rows = civil_servants(user, on)
        if text := query.get("q", ""):
            rows = rows.filter(named_or_coded(text))
        if agency := query.get("agency__code"):
            rows = rows.filter(agency__code=agency)
        return [said(row) for row in rows.order_by("person__sort_key", "pk")]


def said(row: CivilServant) -> CivilServant:
    """The row with the codes of the posts that it holds, and the first day there."""
    held = row.incumbencies.all()
    row.held_in_words = joined(one.post.code for one in held)
    row.held_from = min((one.valid_from for one in held if one.valid_from), default=None)
    return row


def _values(row: CivilServant) -> Values:
    return {
        "staff_code": row.staff_code, "full_name": row.person.full_name, "position": row.position,
        "post": row.held_in_words, "first_day": row.held_from,
    }  # fmt: skip


def _by_name_and_code(posts: Iterable[CounterPost]) -> dict[str, list[str]]:
    """Codes of the posts by code and by name; several posts may bear one name."""
    found: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        found[code_key(post.code)].append(post.code)
        found[search_key(post.name)].append(post.code)
    return found


def _find_posts(row: Row, posts: dict[str, list[str]], there: list[str]) -> None:
    """Put the codes of the posts into the row, or say which are unknown or not clear, and what is `there`."""
    codes = []
    for said in (part.strip() for part in (row.values.get("post") or "").split(";")):
        named = [search_key(f"{kind} {said}") for kind in NUMBERED] if said.isdecimal() else [search_key(said)]
        known = posts.get(code_key(said)) or next((posts[name] for name in named if name in posts), [])
        if len(known) == 1:
            codes += known
        elif said:
            words = _why_not(known, there)
            row.refuse("post", words % {"name": said, "codes": ", ".join(known), "posts": first_of(there)})
    if row.values.get("post"):
        row.values["post"] = joined(set(codes))


def _why_not(known: list[str], there: list[str]) -> str:
    """Why a cell names no post: it fits several, none of those `there`, or there are none."""
    if known:
        return _("Several counter posts are called “%(name)s”: write the code (%(codes)s).")
    if there:
        return _("The agency has no counter post “%(name)s”; it has: %(posts)s. Enter it first, or write its code.")
    return _("The agency has no counter posts yet. Enter “%(name)s” first.")


def _refuse_before(row: Row, code: str, first: dt.date | None) -> None:
    """The rule of the verbs (`rule_days_of_the_post`): nobody holds a post before there is one."""
    day = row.values.get("first_day")
    if first and day and day < first:
        words = _("The counter post %(post)s begins on %(day)s: nobody holds it before.")
        row.refuse("first_day", words % {"post": code, "day": f"{first:%d/%m/%Y}"})


def _keep_what_is_recorded(row: Row, recorded: Values) -> None:
    """What is left out stays. Somebody who holds a post leaves it on its page, not by a list."""
    if not row.values.get("post") or row.values["post"] == recorded["post"]:
        row.values.pop("post", None)
        row.values.pop("first_day", None)
    elif recorded["post"]:
        words = _("Holds %(post)s already. Enter on the page of that counter post the last day there.")
        row.refuse("post", words % {"post": recorded["post"]})


def _withdrawn(target: Agency) -> set[str]:
    done = WithdrawalRequest.objects.filter(post__agency=target, status=WithdrawalRequest.Status.EFFECTIVE)
    return set(done.values_list("post__code", flat=True))


def _held(target: Agency, on: dt.date | None, rows: Iterable[tuple[CivilServant, Values]]) -> list[Incumbency]:
    """The posts of these civil servants, not saved. One query."""
    posts = CounterPost.objects.filter(agency=target).in_bulk(field_name="code")
    return [
        Incumbency(
            pilot_id=row.pilot_id, post=posts[code], civil_servant=row, valid_from=new.get("first_day"),
            illustrative=row.illustrative,
        )
        for row, new in rows
        for code in split(new.get("post"))
    ]  # fmt: skip
