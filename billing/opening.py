"""VAT rates and marks of timesheets that billing works with, as rows with their source.

Adds what is missing, changes nothing.
"""

import datetime as dt
from decimal import Decimal

from billing.calculation.marks import mark_key
from billing.models import DayMark, VatRate
from billing.models.calendar import VatCategory
from pilot.platform.periods import Period
from pilot.programme.models import Pilot
from staffing.models import Leave

LAW_OF_2008, LAW_OF_2024 = "Luật Thuế giá trị gia tăng số 13/2008/QH12", "Luật Thuế giá trị gia tăng số 48/2024/QH15"
RATES = [  # category, first day, last day inclusive, rate, source; the law of 2024 holds from 01/07/2025 on
    (VatCategory.STANDARD, None, dt.date(2022, 1, 31), "0.100", f"{LAW_OF_2008}, Điều 8 khoản 3"),
    (VatCategory.STANDARD, dt.date(2022, 2, 1), dt.date(2022, 12, 31), "0.080", "NQ 43/2022/QH15, NĐ 15/2022/NĐ-CP"),
    (VatCategory.STANDARD, dt.date(2023, 1, 1), dt.date(2023, 6, 30), "0.100", f"{LAW_OF_2008}, Điều 8 khoản 3"),
    (VatCategory.STANDARD, dt.date(2023, 7, 1), dt.date(2023, 12, 31), "0.080", "NQ 101/2023/QH15, NĐ 44/2023/NĐ-CP"),
    (VatCategory.STANDARD, dt.date(2024, 1, 1), dt.date(2024, 6, 30), "0.080", "NQ 110/2023/QH15, NĐ 94/2023/NĐ-CP"),
    (VatCategory.STANDARD, dt.date(2024, 7, 1), dt.date(2024, 12, 31), "0.080", "NQ 142/2024/QH15, NĐ 72/2024/NĐ-CP"),
    (VatCategory.STANDARD, dt.date(2025, 1, 1), dt.date(2025, 6, 30), "0.080", "NQ 174/2024/QH15, NĐ 180/2024/NĐ-CP"),
    (VatCategory.STANDARD, dt.date(2025, 7, 1), dt.date(2026, 12, 31), "0.080", "NQ 204/2025/QH15, NĐ 174/2025/NĐ-CP"),
    (VatCategory.STANDARD, dt.date(2027, 1, 1), None, "0.100", f"{LAW_OF_2024}, Điều 9 khoản 3, nếu không giảm tiếp"),
    (VatCategory.ZERO, None, dt.date(2025, 6, 30), "0", f"{LAW_OF_2008}, Điều 8 khoản 1"),
    (VatCategory.ZERO, dt.date(2025, 7, 1), None, "0", f"{LAW_OF_2024}, Điều 9 khoản 1"),
    (VatCategory.NOT_SUBJECT, None, dt.date(2025, 6, 30), None, f"{LAW_OF_2008}, Điều 5"),
    (VatCategory.NOT_SUBJECT, dt.date(2025, 7, 1), None, None, f"{LAW_OF_2024}, Điều 5"),
]

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
    """Add missing marks and rates; returns how many rows are new. What people entered or changed stays."""
    return _marks() + _rates()


def _marks() -> int:
    known = set(DayMark.objects.filter(pilot=None).values_list("key", flat=True))
    rows = [
        DayMark(mark=mark, key=mark_key(mark), meaning=meaning, half_days=half_days, leave=leave, source=source)
        for marks, meaning, half_days, leave, source in MARKS
        for mark in marks.split()
        if mark_key(mark) not in known
    ]
    return len(DayMark.objects.bulk_create(rows))


def _rates() -> int:
    """The rates of the categories of which a pilot has none."""
    known = set(VatRate.objects.order_by().values_list("pilot", "category").distinct())
    rows = [_rate(pilot, *row) for pilot in Pilot.objects.all() for row in RATES if (pilot.pk, row[0]) not in known]
    return len(VatRate.objects.bulk_create(rows))


def _rate(
    pilot: Pilot, category: str, first: dt.date | None, last: dt.date | None, rate: str | None, source: str
) -> VatRate:
    term = Period.inclusive(first, last)
    return VatRate(
        pilot=pilot,
        category=category,
        valid_from=term.start,
        valid_to=term.end,
        source=source,
        rate=rate and Decimal(rate),
    )
