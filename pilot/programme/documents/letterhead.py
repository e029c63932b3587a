"""How an issuer stands at the head of its documents. Source: NĐ 30/2020/NĐ-CP, Phụ lục I, phần II."""

import re

from pilot.programme.models import Agency, Site
from pilot.programme.models.organisation import AdminLevel

VNPOST = "Tổng công ty Bưu điện Việt Nam"
UNIT_WORDS = ("thành phố", "thị xã", "thị trấn", "huyện", "phường", "tỉnh", "xã")
K = Agency.Kind
DRAFTERS: dict[
    str, str
] = {  # tổ giúp việc, phòng Tổ chức - Hành chính, phòng Hành chính - Tổ chức; elsewhere the office (văn phòng)
    K.STEERING_COMMITTEE: "TGV",
    K.SECRETARIAT: "TGV",
    K.POST_OFFICE: "TCHC",
    K.PROVINCIAL_OFFICE: "HCTC",
}


Issuer = Agency | Site


def full_name(issuer: Issuer) -> str:
    """Name without the office abbreviation: "UBND huyện Can Lộc" → "Ủy ban nhân dân huyện Can Lộc"."""
    return issuer.name.replace("UBND", "Ủy ban nhân dân")


def short_name(issuer: Issuer) -> str:
    """What stands for the issuer in the symbol of a document: "STTTT", "UBND", "TTPVHCC"; the place is left out.

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I, II.3; as the seeds print it (31/KH-SKHCN, 419/STTTT-BCVT).
    """
    words = re.split(rf" (?:{'|'.join(UNIT_WORDS)}) ", issuer.name, maxsplit=1)[0].split()
    return "".join(word if word.isupper() else word[0].upper() for word in words if word[0].isalpha() and word != "và")


def symbol(of: str, issuer: Issuer) -> str:
    """Kind and issuer: "BB-TTPVHCC"."""
    return f"{of}-{short_name(issuer)}"


def parent_name(issuer: Issuer) -> str:
    """The body above, abbreviated as the decree allows; "" where none is printed (people's committees)."""
    if isinstance(issuer, Site):
        return issuer.agency.name if issuer.agency else ""
    if issuer.kind == K.PEOPLES_COMMITTEE:
        return ""
    return VNPOST if issuer.kind == K.POST_OFFICE else f"UBND tỉnh {issuer.pilot.province}"


def place_of(issuer: Issuer) -> str:
    """Địa danh: the province for a provincial body, otherwise the name of the unit without its level."""
    if issuer.level == AdminLevel.PROVINCE or issuer.admin_unit is None:
        return str(issuer.pilot.province)
    name = str(issuer.admin_unit.name)
    word = next((w for w in UNIT_WORDS if name.lower().startswith(f"{w} ")), "")
    return name[len(word) :].strip()


def drafting_unit(issuer: Issuer) -> str:
    """The unit after "Lưu: VT,": the one that drafts for this kind of issuer, unless the document's kind names another.

    ASSUMPTION: the usual abbreviations; the seeds print none.
    """
    return DRAFTERS.get(issuer.kind, "VP") if isinstance(issuer, Agency) else "HCC"


def columns(issuer: Issuer) -> dict[str, object]:
    """Where a document says who issued it; for the steering committee its head and secretariat act."""
    if isinstance(issuer, Site):
        return {"issuer": None, "site": issuer, "committee": None}
    committee = issuer.pilot if issuer.kind == K.STEERING_COMMITTEE else None
    return {"issuer": issuer, "site": None, "committee": committee}


def letterhead(issuer: Issuer) -> dict[str, object]:
    """What the head of the first page prints; a people's committee breaks before the name of its unit."""
    name = full_name(issuer)
    committee = "Ủy ban nhân dân "
    lines = [committee.strip(), name.removeprefix(committee)] if name.startswith(committee) else [name]
    return {
        "parent": parent_name(issuer),
        "agency": name,
        "agency_lines": lines,
        "place": place_of(issuer),
        "drafting_unit": drafting_unit(issuer),
    }
