"""What the gallery shows: one example of every shape in every state. Names and figures are made up."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.http import QueryDict

from pilot.platform.kernel.types import TemplateContext

from .forms import VndField
from .shapes import (
    Action,
    AsOf,
    Cell,
    Change,
    Condition,
    DocumentCard,
    Fact,
    MatrixRow,
    Rung,
    Step,
    TimelineEntry,
)
from .tags.records import condition_counts

TODAY = dt.date(2021, 6, 15)
HASH = "9f2c4a7d1be04c53a8e6f0d2b7c91e3544d0a6b8c7f1e2d3a4b5c6d7e8f90a1b"


AGENCIES = [
    ("can-loc", "Huyện Can Lộc"),
    ("ky-anh", "Thị xã Kỳ Anh"),
    ("hong-linh", "Thị xã Hồng Lĩnh"),
    *((f"so-{n}", f"Sở mẫu số {n}") for n in range(1, 12)),
]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Họ và tên", max_length=80, help_text="Như trên quyết định phân công.")
    agency = forms.ChoiceField(label="Đơn vị", choices=[("", "– chọn –"), *AGENCIES])
    start = forms.DateField(label="Ngày bắt đầu", help_text="Ngày/tháng/năm, ví dụ 01/07/2021.")
    price_vnd = VndField(label="Đơn giá một tháng", help_text="Đồng, chưa có thuế.", required=False)
    fields_ = forms.MultipleChoiceField(
        label="Lĩnh vực",
        choices=[("dat-dai", "Đất đai"), ("ho-tich", "Hộ tịch"), ("chung-thuc", "Chứng thực")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Từ 1 đến 3 lĩnh vực.",
    )
    decision = forms.ChoiceField(
        label="Kết quả đánh giá",
        choices=[("yes", "Đạt"), ("no", "Không đạt")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    scan = forms.FileField(label="Bản chụp văn bản", required=False, help_text="PDF, tối đa 5 MB.")
    confirmed = forms.BooleanField(label="Tôi đã đối chiếu với bản giấy")
    operation_key = forms.CharField(widget=forms.HiddenInput, initial="b7c9-mau")
    row_version = forms.IntegerField(widget=forms.HiddenInput, initial=4)


class SampleFilter(forms.Form):
    """Filters of the sample table."""

    agency = forms.ChoiceField(label="Đơn vị", required=False, choices=[("", "Tất cả"), ("can-loc", "Huyện Can Lộc")])
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), ("cham", "Chậm"), ("dung", "Đúng hạn")]
    )
    until = forms.DateField(label="Hạn đến ngày", required=False)


WRONG_DATA = {
    "wrong-name": "Nguyễn Thị Mẫu",
    "wrong-start": "31/09/2021",
    "wrong-price_vnd": "7,5",
    "wrong-operation_key": "k",
    "wrong-row_version": "4",
    "wrong-agency": "can-loc",
    "wrong-confirmed": "on",
}

ACTIONS = [
    Action("Xuất Excel", "#"),
    Action("In", "#"),
    Action("Rút lại đề nghị", "#", method="post"),
]
PRIMARY = Action("Trình duyệt", "#", kind="primary")
FACTS = [
    Fact("Đơn vị đề nghị", "UBND huyện Can Lộc", "#"),
    Fact("Số công chức", 2, note="trên 6 đang bố trí"),
    Fact("Đơn giá", "7.000.000 đ"),
    Fact("Quyết định phân công", None),
]
HEAD_FACTS = [Fact("Trình", "11/06/2021"), Fact("Hạn quyết định", "18/06/2021", note="còn 3 ngày")]
FIGURES = [
    Fact("Lĩnh vực bàn giao", 5, note="/ 5"),
    Fact("Nhân viên đảm nhiệm", 3, note="+ 1 dự phòng"),
    Fact("Hồ sơ/người/ngày (tháng 5)", "17,4", note="mức 15–20"),
    Fact("Hiệu lực đề nghị", "01/07/2021"),
]
CONDITIONS = [
    Condition(
        "pass",
        "Toàn bộ 42 thủ tục của 5 lĩnh vực đã bàn giao cho điểm này",
        "KH giai đoạn II, mục III.3.2",
        "#",
        (),
        "42 thủ tục",
    ),
    Condition(
        "warn",
        "Lĩnh vực Đất đai chỉ còn một người có mặt từ 14/06 đến 20/06",
        "Yêu cầu có số dư, mục III.3.1.1",
        "#",
        ("Người dự phòng nghỉ phép 14–20/06/2021.",),
        "Phương án thay",
    ),
    Condition("fail", "Hai phiếu đánh giá lĩnh vực Hộ tịch do cùng một người ký", "mục III.3.2", "#"),
    Condition("wait", "Khối lượng hồ sơ tháng 6 chưa có số liệu", "mục III.3.1"),
    Condition("idle", "Quy chế phối hợp chưa lập", "mục III (tổ chức thực hiện).5"),
]
TIMELINE = [
    TimelineEntry(dt.datetime(2021, 6, 11, 9, 5), "Trình Chủ tịch UBND huyện", "Trần Văn Mẫu, Giám đốc Trung tâm"),
    TimelineEntry(
        dt.datetime(2021, 6, 10, 16, 40),
        "Trả lại để bổ sung",
        "Lê Thị Mẫu",
        "Thiếu phiếu đánh giá lĩnh vực Hộ tịch.",
        state="warn",
        on_behalf_of="Phạm Văn Mẫu",
    ),
    TimelineEntry(dt.date(2021, 6, 9), "Soạn hồ sơ rút công chức", "Trần Văn Mẫu", url="#"),
    TimelineEntry(None, "Họp Tổ Giúp việc", detail="Biên bản không ghi ngày."),
]
STEPS = [
    Step("Soạn hồ sơ", "done", "Trung tâm HCC huyện Can Lộc", at=dt.date(2021, 6, 9)),
    Step("Xác nhận đánh giá", "returned", "Giám đốc Trung tâm", at=dt.date(2021, 6, 10), note="trả lại một lần"),
    Step(
        "Quyết định",
        "current",
        "Chủ tịch UBND huyện",
        dt.date(2021, 6, 18),
        note="thay khi vắng: Phó Chủ tịch",
    ),
    Step("Xin ý kiến Sở Nội vụ", "skipped"),
    Step("Báo cáo Ban Chỉ đạo", "todo", "tự gửi cùng quyết định"),
    Step("Có hiệu lực", "todo", due=dt.date(2021, 7, 1)),
]
FIELDS = ["Đất đai", "Hộ tịch", "Chứng thực", "Hộ kinh doanh", {"label": "HTX", "title": "Hợp tác xã"}]
GOOD = Cell("pass", "CN", "Công nhận 22/04/2021", "#")
MATRIX = [
    MatrixRow("Nhân viên A", [GOOD, GOOD, None, Cell("idle", "–", "Chưa học"), None], "#", total="2/3"),
    MatrixRow("Nhân viên B", [None, GOOD, GOOD, None, GOOD], "#", total="3/3"),
    MatrixRow("Nhân viên C", [None, None, Cell("wait", "ĐG", "Đang đánh giá", "#"), GOOD, GOOD], "#", total="3/3"),
    MatrixRow(
        "Nhân viên D",
        [
            Cell("warn", "45n", "Công nhận hết hạn sau 45 ngày", "#"),
            GOOD,
            None,
            Cell("fail", "KĐ", "Không đạt"),
            None,
        ],
        "#",
        "dự phòng",
        "3/3",
    ),
]
LADDER = [
    Rung("Chưa bắt đầu", "done", dt.date(2021, 1, 4), dt.date(2021, 2, 21)),
    Rung(
        "Học việc cùng công chức",
        "done",
        dt.date(2021, 2, 22),
        dt.date(2021, 4, 22),
        "KH giai đoạn II, III.3.2",
    ),
    Rung("Làm có hỗ trợ", "done", dt.date(2021, 4, 23), dt.date(2021, 5, 31)),
    Rung("Đã bàn giao", "current", dt.date(2021, 6, 1), None, "Biên bản bàn giao"),
]
STOPPED = [*LADDER[:2], Rung("Làm có hỗ trợ", "paused", dt.date(2021, 4, 23)), Rung("Đã bàn giao")]
CHANGES = [
    Change("Ngày hiệu lực", "01/07/2021", "15/07/2021"),
    Change("Người dự phòng", None, "Nhân viên D"),
    Change("Đơn giá", "7.000.000 đ", "7.200.000 đ"),
]
CONSEQUENCES = [
    "Lập Quyết định của Chủ tịch UBND huyện để văn thư vào số.",
    "Gửi báo cáo Ban Chỉ đạo cùng lúc.",
    {"text": "Một cảnh báo còn mở: ghi lý do trước khi duyệt.", "state": "warn"},
]
DOCUMENTS = [
    DocumentCard(
        "Quyết định cử nhân viên Bưu điện",
        "QĐ mẫu 01",
        dt.date(2021, 2, 22),
        "Bưu điện tỉnh",
        "pass",
        "Đã ban hành",
        HASH,
        "#",
        "#",
        "#",
    ),
    DocumentCard("Biên bản bàn giao", "", None, "Trung tâm HCC huyện Can Lộc", "wait", "Chờ vào số"),
]
TABS = [
    {"label": "Bằng chứng", "url": "#", "current": True, "count": 10},
    {"label": "Văn bản", "url": "#", "count": 3},
    {"label": "Lịch sử", "url": "#", "count": 0},
    {"label": "Ghi chú", "url": "#"},
]
FALLS = [("Người mới", 96_000_000), ("Nghỉ việc", -38_500_000), ("Đơn giá", 21_000_000), ("Vắng", -9_250_000)]
ROWS = [
    {
        "name": "Nguyễn Thị Mẫu",
        "unit": "Can Lộc",
        "days": 22,
        "amount": 7_000_000,
        "state": "pass",
        "word": "Đã ký",
    },
    {
        "name": "Trần Văn Mẫu",
        "unit": "Kỳ Anh",
        "days": 19,
        "amount": 6_045_455,
        "state": "warn",
        "word": "Thiếu chữ ký",
    },
    {
        "name": "Lê Thị Mẫu",
        "unit": "Hồng Lĩnh",
        "days": None,
        "amount": None,
        "state": "idle",
        "word": "Chưa chấm công",
    },
]


def gallery(query: QueryDict | None) -> TemplateContext:
    """All of it, as the context of the gallery page. `query`: the GET parameters, for the filters."""
    return {
        "today": TODAY,
        "as_of_today": AsOf(TODAY, TODAY),
        "as_of_other": AsOf(dt.date(2021, 5, 1), TODAY),
        "actions": ACTIONS,
        "primary": PRIMARY,
        "facts": FACTS,
        "head_facts": HEAD_FACTS,
        "figures": FIGURES,
        "conditions": CONDITIONS,
        "condition_counts": condition_counts(CONDITIONS),
        "timeline": TIMELINE,
        "steps": STEPS,
        "fields": FIELDS,
        "matrix_rows": MATRIX,
        "ladder": LADDER,
        "stopped": STOPPED,
        "changes": CHANGES,
        "consequences": CONSEQUENCES,
        "documents": DOCUMENTS,
        "tabs": TABS,
        "falls": FALLS,
        "start": ("Tháng 4", 951_000_000),
        "rows": ROWS,
        "overdue": dt.date(2021, 6, 13),
        "later": dt.date(2021, 7, 10),
        "amount": 1_234_567,
        "moment": dt.datetime(2021, 6, 15, 8, 12),
        "states": ["pass", "warn", "fail", "wait", "idle"],
        "dated": SimpleNamespace(valid_from=dt.date(2021, 2, 22), valid_to=dt.date(2021, 10, 1)),
        "form": SampleForm(),
        "wrong": SampleForm(WRONG_DATA, prefix="wrong"),
        "filters": SampleFilter(query, auto_id="filter_%s"),
        "crumbs": [("Việc cần xử lý", "#"), ("Thành phần giao diện", "")],
    }
