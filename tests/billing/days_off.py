"""Weekdays off and weekend days worked in exchange, 2019 to 2026, typed from what was published; no package is asked.

Holidays with a day of the sun calendar and their compensatory days: Bộ luật Lao động 2012, Điều 115 (until 2020), and
2019, Điều 111 khoản 3, Điều 112. Giỗ Tổ is the 10th day of the third month of the moon calendar, Tết its first days;
which days before and after are off is announced each year, as are exchanges:
2019 and 31/12/2018: 6519/VPCP-KGVX of 2018. 2020: Tết 23/01–29/01. 2021: Tết 10/02–16/02, 02–03/9.
2022: 245/VPCP-KGVX of 11/01/2022 (Tết 31/01–04/02); 01–02/9. 2023: 8056/VPCP-KGVX of 01/12/2022.
2024: Tết 08/02–14/02, 02–03/9; 2450/VPCP-KGVX of 2024 (29/4 for 04/5). 2025: 8726/VPCP-KGVX of 26/11/2024.
2026: 12729/VPCP-KGVX of 25/12/2025 (02/01 for 10/01); Tết 16/02–20/02, 31/8 for 22/8, 01–02/9. Whether 24/11 is a day
off in 2026 already the table does not say.
"""

import datetime as dt

TYPED = {
    2019: "1/1 4/2 5/2 6/2 7/2 8/2 15/4 29/4 30/4 1/5 2/9",
    2020: "1/1 23/1 24/1 27/1 28/1 29/1 2/4 30/4 1/5 2/9",
    2021: "1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9",
    2022: "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9",
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9",
}
TYPED_WORKED = {2019: "5/1 4/5", 2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}


def _days(year: int, text: str) -> set[dt.date]:
    return {dt.date(year, int(month), int(day)) for day, month in (one.split("/") for one in text.split())}


DAYS_OFF = {year: _days(year, text) for year, text in TYPED.items()}
WORKED = {year: _days(year, TYPED_WORKED.get(year, "")) for year in TYPED}
