"""Names of people and places of the simulated province: put together from lists, after no real person or place."""

import random

FAMILY = (
    "Bạch Cao Chu Diệp Doãn Đàm Đoàn Giáp Hà Hứa Kiều La Lâm Lưu Mạc Mai Nghiêm Ninh Phùng Quách Tạ Thái Tô Vũ".split()
)
MIDDLE = (
    "Bảo Bích Công Duy Đình Gia Hoài Hồng Huy Khắc Kiều Mạnh Mỹ Nhật Như Phú Phương Tấn Thế Trọng Tuyết Viết".split()
)
GIVEN = (
    "Ái Bắc Bằng Cẩm Chi Cúc Cương Diễm Du Duyên Đài Điệp Đông Đức Hiền Hiệp Hoan Hoàn Hợp Huệ Huyền Hưng Kha Khang "
    "Khôi Kiên Liên Loan Lộc Lợi Luân Mẫn Mỹ Nghĩa Nguyệt Nhã Nhân Nhung Oanh Phát Phong Quế Quyên Quỳnh Sang Sen "
    "Sinh Tài Thạch Thành Thi Thoa Thơ Thuận Thúy Tiến Toàn Trâm Trí Trinh Trúc Tùng Tường Vinh Vui Vy Xuyến Ý"
).split()
FIRST = "An Bảo Cát Châu Diên Đại Gia Hòa Hưng Khánh Lạc Mỹ Nghi Ninh Phú Quảng Tân Thái Thịnh Vĩnh".split()
SECOND = "Cầu Điền Giang Hải Hồ Khê Lâm Lĩnh Môn Ngạn Phong Sơn Thạch Thủy Trạch Xá".split()
FIELDS = (
    "Bảo trợ xã hội;Bảo vệ môi trường;Cấp phép xây dựng;Chăn nuôi;Chứng thực;Đăng ký kinh doanh;Đất đai;Đo đạc bản đồ;"
    "Giao thông đường bộ;Hộ tịch;Khuyến công;Lâm nghiệp;Lao động việc làm;Nhà ở;Người có công;Phí và lệ phí;Thể thao;"
    "Thủy lợi;Thư viện;Trồng trọt"
).split(";")
MARK = "(minh họa)"


def person(chance: random.Random) -> str:
    return " ".join(chance.choice(part) for part in (FAMILY, MIDDLE, GIVEN))


def places(count: int) -> list[str]:
    """As many different names of places; from 321 on with a number behind."""
    names = [f"{first} {second}" for second in SECOND for first in FIRST]
    return [f"{names[n % len(names)]} {n // len(names) or ''}".strip() for n in range(count)]
