"""Legends of printed timesheets: as forms of the Ministry of Finance and offices print them."""

import pytest

from billing.resources.legend import legend_of

FORM = [
    "Ký hiệu chấm công:",
    "- Lương SP:",
    "SP",
    "- Nghỉ phép",
    "P",
    "- Ốm, điều dưỡng:",
    "Ô",
    "- Hội nghị, học tập:",
    "H",
]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (FORM, {"sp": "Lương SP", "p": "Nghỉ phép", "ô": "Ốm, điều dưỡng", "h": "Hội nghị, học tập"}),
        (["Ký hiệu chấm công:", "- Nghỉ phép: P", "– Nghỉ bù: NB"], {"p": "Nghỉ phép", "nb": "Nghỉ bù"}),
        (["Ký hiệu: ✓ có mặt; P nghỉ phép; Ô nghỉ ốm"], {"✓": "có mặt", "p": "nghỉ phép", "ô": "nghỉ ốm"}),
        (["Ký hiệu chấm công\n- Lương thời gian: +\n- Thai sản: Ts"], {"+": "Lương thời gian", "ts": "Thai sản"}),
        (["Ký hiệu: P = Nghỉ phép", "CĐ: Nghỉ chế độ"], {"p": "Nghỉ phép", "cđ": "Nghỉ chế độ"}),
        (["- Nghỉ phép: P"], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_a_legend_says(texts: list[str], said: dict[str, str]) -> None:
    assert legend_of(texts) == said
