"""The accounts that can be tried in the demo, as the sign-in page and the README name them."""

from dataclasses import dataclass

from pilot.platform.access.roles import Role

PASSWORD = "minh-hoa-2021"  # noqa: S105 - printed on the demo's sign-in page


@dataclass(frozen=True)
class Account:
    """A demo account: user name, role, code of its place, and who it stands for."""

    username: str
    role: Role
    place: str
    title: str


ACCOUNTS = [
    Account("thuky", Role.SECRETARIAT, "HATINH", "Tổ Giúp việc Ban Chỉ đạo Đề án Hà Tĩnh"),
    Account("truongban", Role.COMMITTEE_HEAD, "HATINH", "Trưởng Ban Chỉ đạo Đề án Hà Tĩnh"),
    Account("buudien", Role.POST_OFFICE_HR, "HT-BDT", "Bưu điện tỉnh Hà Tĩnh, nhân sự"),
    Account("gd.buudien", Role.POST_OFFICE_HR, "HT-BDT", "Giám đốc Bưu điện tỉnh Hà Tĩnh"),
    Account("gd.congthuong", Role.AGENCY_HEAD, "HT-SCT", "Giám đốc Sở Công Thương"),
    Account("gd.taichinh", Role.AGENCY_HEAD, "HT-STC", "Giám đốc Sở Tài chính"),
    Account("gd.noivu", Role.AGENCY_HEAD, "HT-SNV", "Giám đốc Sở Nội vụ"),
    Account("pct.canloc", Role.AGENCY_HEAD, "HT-CL", "Phó Chủ tịch UBND huyện Can Lộc (người đánh giá)"),
    Account("pct.camxuyen", Role.AGENCY_HEAD, "HT-CX", "Phó Chủ tịch UBND huyện Cẩm Xuyên (người đánh giá)"),
    Account("gd.trungtam", Role.CENTRE_DIRECTOR, "HT-S-TTPVHCC", "Giám đốc Trung tâm Phục vụ hành chính công tỉnh"),
    Account("gd.tt.canloc", Role.CENTRE_DIRECTOR, "HT-S-CL", "Giám đốc Trung tâm Hành chính công huyện Can Lộc"),
    Account("gd.tt.camxuyen", Role.CENTRE_DIRECTOR, "HT-S-CX", "Giám đốc Trung tâm Hành chính công huyện Cẩm Xuyên"),
    Account("ct.canloc", Role.DISTRICT_CHAIRMAN, "HT-CL", "Chủ tịch UBND huyện Can Lộc"),
    Account("ct.camxuyen", Role.DISTRICT_CHAIRMAN, "HT-CX", "Chủ tịch UBND huyện Cẩm Xuyên"),
    Account("ubnd.tinh", Role.PROVINCIAL_DECIDER, "HT-UBND", "Ủy ban nhân dân tỉnh Hà Tĩnh"),
    Account("vp.ubnd", Role.PROVINCIAL_OFFICE, "HT-VPUBND", "Văn phòng UBND tỉnh Hà Tĩnh"),
    Account("taichinh", Role.FINANCE_OFFICER, "HATINH", "Sở Tài chính, theo dõi thanh toán"),
    Account("chitra", Role.PAYER, "HT-VPUBND", "Văn phòng UBND tỉnh, bên chi trả"),
    Account("chitra.camxuyen", Role.PAYER, "HT-CX", "UBND huyện Cẩm Xuyên, bên chi trả"),
    Account("vt.congthuong", Role.CLERK, "HT-SCT", "Văn thư Sở Công Thương"),
    Account("vt.canloc", Role.CLERK, "HT-CL", "Văn thư UBND huyện Can Lộc"),
    Account("vt.buudien", Role.CLERK, "HT-BDT", "Văn thư Bưu điện tỉnh Hà Tĩnh"),
    Account("ct.camthanh", Role.AGENCY_HEAD, "HT-U-CAMTHANH", "Chủ tịch UBND xã Cẩm Thành"),
    Account("thanhtra", Role.AUDITOR, "HATINH", "Thanh tra, kiểm toán"),
    Account("quantri1", Role.ADMINISTRATOR, "HATINH", "Quản trị viên thứ nhất"),
    Account("quantri2", Role.ADMINISTRATOR, "HATINH", "Quản trị viên thứ hai"),
    Account("thuky.gialai", Role.SECRETARIAT, "GIALAI", "Đầu mối Đề án Gia Lai"),
    Account("quantri.gialai", Role.ADMINISTRATOR, "GIALAI", "Quản trị viên Gia Lai"),
]

FIRST = {  # the first administrators, who stand on no list: a command on the server makes them
    "quantri1": "Hồ Quang Hương",
    "quantri.gialai": "Đặng Kim Hòa",
}
