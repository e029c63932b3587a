"""Calendar, VAT rates and marks of timesheets that billing works with, as rows with their source.

Adds what is missing, changes nothing.
"""

import datetime as dt
from decimal import Decimal

from billing.calculation.marks import mark_key
from billing.models import DayMark, Holiday, Leave, VatRate
from billing.models.calendar import VatCategory
from pilot.platform.periods import Period

CALENDAR_2021 = "Lịch nghỉ năm 2021 (danh mục công khai, ngoài tài liệu); Bộ luật Lao động 2019, Điều 111, 112"
HOLIDAYS = {  # weekdays off; 01/5/2021 is a Saturday, so 03/5 is off instead
    dt.date(2021, 1, 1): "Tết Dương lịch",
    dt.date(2021, 2, 10): "Tết Nguyên đán",
    dt.date(2021, 2, 11): "Tết Nguyên đán",
    dt.date(2021, 2, 12): "Tết Nguyên đán",
    dt.date(2021, 2, 15): "Tết Nguyên đán",
    dt.date(2021, 2, 16): "Tết Nguyên đán",
    dt.date(2021, 4, 21): "Giỗ Tổ Hùng Vương",
    dt.date(2021, 4, 30): "Ngày Chiến thắng",
    dt.date(2021, 5, 3): "Nghỉ bù Ngày Quốc tế lao động",
    dt.date(2021, 9, 2): "Quốc khánh",
    dt.date(2021, 9, 3): "Quốc khánh",
}
UNCHECKED = "thông lệ, chưa đối chiếu văn bản; cơ quan thuế xác nhận"
RATES = [  # first day, last day inclusive, rate, source; only what had to be known for the months in question
    (None, dt.date(2022, 1, 31), "0.100", f"Thuế suất phổ thông ({UNCHECKED})"),
    (dt.date(2022, 2, 1), dt.date(2022, 12, 31), "0.080", f"Giảm thuế năm 2022 ({UNCHECKED})"),
    (dt.date(2023, 1, 1), dt.date(2023, 6, 30), "0.100", f"Thuế suất phổ thông ({UNCHECKED})"),
    (dt.date(2023, 7, 1), dt.date(2023, 12, 31), "0.080", f"Giảm thuế nửa cuối năm 2023 ({UNCHECKED})"),
    (dt.date(2024, 1, 1), dt.date(2024, 12, 31), "0.080", f"Giảm thuế năm 2024 ({UNCHECKED})"),
    (dt.date(2025, 1, 1), dt.date(2025, 6, 30), "0.080", "NQ 174/2024/QH15, NĐ 180/2024/NĐ-CP"),
    (dt.date(2025, 7, 1), dt.date(2026, 12, 31), "0.080", "NQ 204/2025/QH15, NĐ 174/2025/NĐ-CP"),
    (dt.date(2027, 1, 1), None, "0.100", f"Thuế suất phổ thông, nếu không gia hạn giảm ({UNCHECKED})"),
]
NOT_SUBJECT = f"Dịch vụ bưu chính công ích: không chịu thuế ({UNCHECKED})"

FORM = "Mẫu 01a-LĐTL, Thông tư 200/2014/TT-BTC và 133/2016/TT-BTC; C01a-HD, Thông tư 107/2017/TT-BTC: ký hiệu chấm công"
FORM_OF_2006 = "Mẫu 01a-LĐTL, Quyết định 15/2006/QĐ-BTC: ký hiệu chấm công"
FORM_OF_OFFICES = "Mẫu C01a-HD, Quyết định 19/2006/QĐ-BTC và Thông tư 107/2017/TT-BTC: ký hiệu chấm công"
HABIT = "Cách ghi quen dùng, ngoài mẫu"
OURS = "Quy ước của phần mềm, ngoài mẫu"
MARKS = [  # marks, meaning, half-days at work, kind of leave, source
    ("+", "Lương thời gian: cả ngày", 2, "", FORM),
    ("SP", "Lương sản phẩm: cả ngày", 2, "", FORM),
    ("x 1 8 ✓ ✔ √", "Làm việc cả ngày", 2, "", HABIT),
    ("0,5 0.5 ,5 .5 ½ 1/2 4 /", "Làm việc nửa ngày", 1, "", HABIT),
    ("0 -", "Không làm việc", 0, "", HABIT),
    ("Ô", "Ốm, điều dưỡng", 0, Leave.SICK, FORM),
    ("Cô", "Con ốm", 0, Leave.CHILD_SICK, FORM),
    ("TS", "Thai sản", 0, Leave.MATERNITY, FORM),
    ("T", "Tai nạn", 0, Leave.OTHER, FORM),
    ("P", "Nghỉ phép", 0, Leave.ANNUAL, FORM),
    ("H", "Hội nghị, học tập", 0, Leave.STUDY, FORM),
    ("NB", "Nghỉ bù", 0, Leave.COMPENSATORY, FORM),
    ("KL", "Nghỉ không lương", 0, Leave.UNPAID, FORM),
    ("Ro", "Nghỉ không lương", 0, Leave.UNPAID, FORM_OF_2006),
    ("No", "Nghỉ không lương", 0, Leave.UNPAID, FORM_OF_OFFICES),
    ("N", "Ngừng việc", 0, Leave.OTHER, FORM),
    ("LĐ", "Lao động nghĩa vụ", 0, Leave.OTHER, FORM),
    ("L", "Nghỉ lễ, tết", 0, Leave.HOLIDAY, HABIT),
    ("CT", "Đi công tác, không đứng quầy", 0, Leave.OTHER, HABIT),
    ("NK", "Nghỉ khác", 0, Leave.OTHER, OURS),
]


def sync_reference() -> int:
    """Add missing marks, holidays and rates; returns how many rows are new. What people entered or changed stays."""
    return _marks() + _calendar_and_rates()


def _marks() -> int:
    known = set(DayMark.objects.filter(pilot=None).values_list("key", flat=True))
    rows = [
        DayMark(mark=mark, key=mark_key(mark), meaning=meaning, half_days=half_days, leave=leave, source=source)
        for marks, meaning, half_days, leave, source in MARKS
        for mark in marks.split()
        if mark_key(mark) not in known
    ]
    return len(DayMark.objects.bulk_create(rows))


def _calendar_and_rates() -> int:
    known = set(Holiday.objects.values_list("day", flat=True))
    days = [Holiday(day=day, name=name, source=CALENDAR_2021) for day, name in HOLIDAYS.items() if day not in known]
    Holiday.objects.bulk_create(days)
    if VatRate.objects.exists():
        return len(days)
    rates = [_rate(VatCategory.STANDARD, first, last, rate, source) for first, last, rate, source in RATES]
    rates.append(_rate(VatCategory.NOT_SUBJECT, None, None, None, NOT_SUBJECT))
    return len(days) + len(VatRate.objects.bulk_create(rates))


def _rate(category: str, first: dt.date | None, last: dt.date | None, rate: str | None, source: str) -> VatRate:
    term = Period.inclusive(first, last)
    return VatRate(
        category=category,
        valid_from=term.start,
        valid_to=term.end,
        source=source,
        rate=rate and Decimal(rate),
    )
