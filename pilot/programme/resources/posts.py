"""The counter posts of an agency as a workbook."""

import datetime as dt
import re
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Column, Known, Row, TwoStepResource, Values, Verbs
from pilot.platform.exchange.widgets import CodeWidget, TextWidget
from pilot.platform.kernel.types import User
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, CounterPost, ServiceField, Site, post_fields
from pilot.programme.resources.cells import (
    FIRST_DAY,
    SeveralWidget,
    joined,
    keep_recorded,
    parts_of,
    put,
    refuse_taken_codes,
    rename,
    split,
)
from pilot.programme.rules.procedures import closed
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.posts import next_codes

PEOPLE = re.compile(r"(?:ho (?:va )?ten|can bo|cong chuc|nguoi phu trach)\b")  # headings of people, as search keys


class PostSheet(TwoStepResource):
    """Danh sách vị trí tại quầy: one row a counter post of the agency, with its site and its fields.

    A list enters posts and puts names right. What is recorded of site, fields and days is changed on the page of the
    post, where it says from which day on.
    """

    kind, title = "posts", gettext_lazy("List of an agency's counter posts")
    verbs = Verbs(
        upload="upload_post_list", check="check_post_list", confirm="confirm_post_list", discard="discard_post_list",
        undo="undo_post_list", export="export_posts",
    )  # fmt: skip
    key, named_by, identified_by, gives_keys = "code", "name", (("name",),), True
    writes = "pilot.CounterPost"
    prepared_by = {"fields_": ("procedures",), "site": ("sites",)}
    words = {
        "staffing.Incumbency": gettext_lazy("civil servants at the posts"),
        "staffing.WithdrawalRequest": gettext_lazy("withdrawals"),
        "billing.LabourContractLine": gettext_lazy("lines of contracts"),
    }
    filters = {"agency": gettext_lazy("Agency")}
    known_but_not_kept = (
        "Ghi chú", "Họ và tên", "Họ tên", "Công chức", "Cán bộ, công chức", "Người phụ trách", "Chức vụ", "Điện thoại",
        "Điện thoại quầy", "Chức danh", "Số điện thoại",
    )  # fmt: skip

    code = Column(
        "code", "Mã vị trí", widget=CodeWidget(40), example="HT-CX-Q1", width=16,
        hint=gettext_lazy("Without one the system gives a code."), aliases=("Mã quầy", "Mã số vị trí", "Post code"),
    )  # fmt: skip
    name = Column(
        "name", "Tên vị trí", widget=TextWidget(160), required=True, example="Quầy 3 – Đất đai", width=36,
        aliases=(
            "Vị trí", "Quầy", "Quầy số", "Số quầy", "Tên quầy", "Vị trí tại quầy", "Quầy giao dịch", "Bàn số",
            "Quầy trực", "Vị trí trực", "Ô số", "Số ô", "Cửa số", "Số bàn",
            "Vị trí việc làm", "Vị trí, quầy", "Counter post",
        ),
    )  # fmt: skip
    site = Column(
        "site__name", "Địa điểm", widget=TextWidget(160), width=44,
        hint=gettext_lazy("Name or code of the site. Left out where the agency has one site only."),
        example="Trung tâm Hành chính công huyện Cẩm Xuyên",
        aliases=(
            "Điểm", "Nơi đặt", "Nơi làm việc", "Trung tâm", "Địa điểm tiếp nhận", "Điểm tiếp nhận", "Bộ phận một cửa",
            "Nơi tiếp nhận", "Site",
        ),
    )  # fmt: skip
    fields_ = Column(
        "fields_in_words", "Lĩnh vực tiếp nhận", widget=SeveralWidget(600), width=50,
        hint=gettext_lazy("Several in one cell with semicolons or line breaks between them."),
        example="Đất đai; Môi trường",
        aliases=("Lĩnh vực", "Các lĩnh vực", "Lĩnh vực phụ trách", "Nhóm thủ tục", "Lĩnh vực TTHC", "Fields"),
    )  # fmt: skip
    first_day = FIRST_DAY

    def present(self, target: Agency, on: dt.date) -> QuerySet[CounterPost]:
        return CounterPost.objects.filter(agency=target)

    def existing(self, target: Agency, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The posts of the agency by code, each with the fields of the day in the order of their names."""
        rows = self.present(target, on).order_by("pk").select_related("site").prefetch_related("received__field")
        found = rows.select_for_update(of=("self",)) if lock else rows
        return {code_key(post.code): Known(post.pk, _values(post, on)) for post in found}

    def next_keys(self, target: Agency) -> Iterator[str]:
        return next_codes(target)

    def questions(self, target: Agency, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Site and fields become those that are recorded, before rows are compared. Two queries.

        Where the office's one list names the people at its counters too, its day is asked about: it is theirs, unless
        somebody says otherwise.
        """
        sites, fields = Sites(target, on), {search_key(field.name): field.name for field in ServiceField.objects.all()}
        for row in rows:
            if (name := row.values.get("name") or "").isdecimal():
                row.values["name"] = f"Quầy {name}"
            sites.find(row)
            _find_fields(row, fields)
        dated = [row for row in rows if row.values.get("first_day")]
        if not dated or not any(PEOPLE.match(search_key(text)) for text in self.around):
            return []
        asked = _whose_day()
        if asked.answer(answers) == "people":
            for row in dated:
                row.values["first_day"] = None
        return [asked]

    def check(self, target: Agency, rows: list[Row], on: dt.date) -> None:
        """No code of another agency's post; nothing recorded but the name is changed by a list. Six queries."""
        others = set(CounterPost.objects.exclude(agency=target).values_list("code_key", flat=True))
        refuse_taken_codes(rows, others, _("This code is that of a counter post of another agency."))
        known = {one.object_id: one.values for one in self.existing(target, on).values()}
        words = _("Recorded is “%(known)s”. Change or correct it on the page of the counter post.")
        gone = {field.name for field in ServiceField.objects.all() if not field.period.contains(on)}
        for row in rows:
            if row.object_id:
                keep_recorded(self, row, known[row.object_id], ("site", "fields_", "first_day"), words)
            elif not row.values.get("site") and not row.faults:
                row.refuse("site", _("Say at which site the counter post stands."))
            for name in () if row.object_id else gone.intersection(split(row.values.get("fields_"))):
                row.refuse("fields_", closed(name).message)

    def create(self, target: Agency, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """One post a row and its fields. Five statements. In the demo they are illustrative."""
        sites = Sites(target, on).known
        fields = ServiceField.objects.in_bulk(field_name="name")
        illustrative = enters_illustrations(self.act)
        posts = [
            CounterPost(
                pilot_id=target.pilot_id, agency=target, site=sites[search_key(row["site"])], code=row["code"],
                name=row["name"], valid_from=row.get("first_day"), illustrative=illustrative,
            )
            for row in rows
        ]  # fmt: skip
        made = bulk.insert(posts)
        received = [
            one
            for post, row in zip(posts, rows, strict=True)
            for one in post_fields(post, [fields[name] for name in split(row.get("fields_"))], None)
        ]
        return {"pilot.PostField": bulk.insert(received), self.writes: made}

    def change(self, target: Agency, changes: dict[int, Values]) -> None:
        """Names only (see `check`)."""
        rename(CounterPost, changes)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[CounterPost]:
        """The posts of the day (`agency`: the code of theirs), each with its `fields_in_words`."""
        rows = CounterPost.objects.visible_to(user, on).as_at(on).select_related("site", "pilot", "agency")
        if agency := query.get("agency"):
            rows = rows.filter(agency__code=agency)
        found = list(rows.prefetch_related("received__field").order_by("site__name", "code"))
        for post in found:
            post.fields_in_words = joined(field.name for field in post.fields_on(on))
        return found


class Sites:
    """The sites at which a post of an agency can stand, by name, code and other names."""

    def __init__(self, target: Agency, on: dt.date) -> None:
        rows = list(Site.objects.filter(pilot=target.pilot_id).as_at(on))
        self.known = {search_key(text): site for site in rows for text in (site.name, site.code, *site.aliases)}
        own = [site for site in rows if site.agency_id == target.pk]
        self.only = own[0] if len(own) == 1 else None

    def find(self, row: Row) -> None:
        """Put the site's recorded name into the row; the only one of the agency where the list says none."""
        if said := row.values.get("site"):
            site = self.known.get(search_key(said))
            if site is None:
                row.refuse("site", _("The pilot has no site “%(name)s”. Enter it first, or write its name as there.")
                           % {"name": said})  # fmt: skip
        else:
            site = self.only
        if site is not None and row.values.get("site") != site.name:
            put(row, "site", site.name)


def _whose_day() -> Question:
    choices = ("people", _("that on which they came to the counter post")), ("post", _("that on which the post began"))
    return Question("whose_day", _("The list also names people. Whose day is it?"), choices, "people", "Từ ngày")


def _find_fields(row: Row, fields: dict[str, str]) -> None:
    """The recorded names of the fields, in their order; one whose name has a comma is found before it is divided."""
    if not (said := row.values.get("fields_")):
        return
    parts = [one for part in parts_of(said) for one in _divided(part, fields)]
    unknown = [part.strip() for part in parts if search_key(part) not in fields]
    if unknown:
        words = _("No such field in the catalogue of procedures: %(names)s. Bring in the list of procedures first.")
        row.refuse("fields_", words % {"names": "; ".join(unknown)})
    else:
        row.values["fields_"] = joined(fields[search_key(part)] for part in parts)


def _divided(part: str, fields: dict[str, str]) -> list[str]:
    """Commas divide only what is then known whole: "Lao động, Thương binh và Xã hội" is one field."""
    pieces = part.split(",")
    known = search_key(part) not in fields and all(search_key(piece) in fields for piece in pieces)
    return pieces if known else [part]


def _values(post: CounterPost, on: dt.date) -> Values:
    return {
        "code": post.code, "name": post.name, "site": post.site.name, "first_day": post.valid_from,
        "fields_": joined(field.name for field in post.fields_on(on)),
    }  # fmt: skip
