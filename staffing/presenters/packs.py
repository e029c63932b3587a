"""The evidence pack of a withdrawal: its files, in Vietnamese whatever language the reader uses.

Reads once (selectors/packs.py); the readable page and the JSON files say the same. What the reader may not see is
absent, and the pack says so. A pack names no reason of an absence, no identity number and no telephone number.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation

from pilot.platform.access.people import who
from pilot.platform.cases.naming import RowKey, key_of, names_of
from pilot.platform.cases.timeline import entry
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.packing import Pack, Part, as_json, that_fit, verifier
from pilot.platform.documents.verify_pack import FIRST_LINK, LOG, next_link
from pilot.platform.half_days import part_of
from pilot.platform.kernel import audit, ledger
from pilot.platform.kernel.audit import Columns
from pilot.platform.kernel.models import AuditEvent, StoredFile
from pilot.platform.kernel.types import User
from pilot.platform.ui.tags.text import vn_date, vn_datetime
from pilot.platform.vietnamese import search_key
from staffing.models import PostalEmployee, ReadinessJudgement, WithdrawalRequest
from staffing.presenters import exceptions
from staffing.presenters.cover import judged_in_words
from staffing.presenters.withdrawals import decider_of
from staffing.readiness import Kept
from staffing.selectors import packs
from staffing.selectors.withdrawals import judgements_of

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
LOG_CUT = (
    "Nhật ký trong gói này chỉ có các sự kiện của chính đề nghị rút công chức và không kèm nội dung ghi sổ, vì người"
    " lấy gói không có quyền đọc nhật ký hệ thống. Gói do thanh tra, kiểm toán lấy có đủ."
)
HIDDEN = "{count} người không nêu tên: người lấy gói không có quyền xem."
"""Said of people whom the reader may not see by name."""
NEVER = "Gói không bao giờ có: lý do vắng mặt, số căn cước, số điện thoại."


@dataclass(frozen=True)
class Frozen:
    """Findings as they were frozen: in which file, at which step, for which day, with their seal."""

    stem: str
    what: str
    row: Model
    day: dt.date
    lines: list[Kept]
    seal: str = ""

    @property
    def name(self) -> str:
        return f"dieu-kien/{self.stem}.json"

    def part(self) -> Part:
        """The columns as the digest in the audit log covers them."""
        content = as_json({"model": self.row._meta.label, "row": ledger.held(self.row)})
        return Part(self.name, f"điều kiện: {self.what}", content)


@dataclass
class Contents:
    """What the pack of a request holds for a reader."""

    row: Any  # a request that came through packs.packed
    user: User
    on: dt.date
    absent: list[str] = field(default_factory=list)

    @cached_property
    def whole_log(self) -> bool:
        return packs.reads_the_log(self.row, self.user, self.on)

    @cached_property
    def events(self) -> list[AuditEvent]:
        return packs.log_of(self.row, self.whole_log)

    @cached_property
    def judgements(self) -> list[ReadinessJudgement]:
        """The oldest first."""
        return judgements_of(self.row)[::-1]

    @cached_property
    def documents(self) -> list[OfficialDocument]:
        return packs.documents_of(self.row, self.user, self.on)

    @cached_property
    def day(self) -> tuple[dt.date, list[packs.FieldDay]]:
        return packs.first_day(self.row)

    @cached_property
    def in_charge(self) -> list[packs.InCharge]:
        return packs.in_charge(self.row, self.row.effective_on)

    @cached_property
    def seen(self) -> set[int]:
        """Employees whom the reader may see named."""
        slots = [one.slot for one in self.day[1]]
        standing = {e.pk for slot in slots for e in (*slot.standing, *(a.employee for a in slot.away))}
        standing |= {sub.employee_id for slot in slots for sub in slot.stand_ins}
        return packs.seen_among({one.assignment.employee_id for one in self.in_charge} | standing, self.user, self.on)

    @cached_property
    def names(self) -> dict[RowKey, str]:
        """What the rows are called that the events are about."""
        return names_of({key_of(event) for event in self.events})

    # --- the case

    @cached_property
    def case(self) -> dict[str, Any]:
        """The request in words."""
        row, post = self.row, self.row.post
        officers = packs.withdrawn(row, self.user, self.on)
        return {
            "vi_tri": {"ten": post.name, "ma": post.code},
            "diem": {"ten": post.site.name, "ma": post.site.code},
            "co_quan": {"ten": post.agency.name, "ma": post.agency.code},
            "quy_trinh": str(row.get_route_display()), "trang_thai": str(row.standing(self.on)),
            "ngay_hieu_luc": vn_date(row.effective_on), "van_ban_de_nghi": row.proposal_document,
            "co_quan_quyet_dinh": decider_of(row), "minh_hoa": row.illustrative,
            "cong_chuc_duoc_rut": self._named(officers.names, officers.besides),
            "cac_buoc": list(self._steps()), "quyet_dinh": self._decision(),
            "diem_dac_biet": exceptions.in_words(row), "nguoi_dam_nhiem": [self._in_charge(o) for o in self.in_charge],
        }  # fmt: skip

    def _named(self, names: Iterable[str], besides: int) -> list[str]:
        return [*names, *([HIDDEN.format(count=besides)] if besides else [])]

    def _name(self, employee: PostalEmployee) -> str:
        return employee.person.full_name if employee.pk in self.seen else "(không nêu tên)"

    def _steps(self) -> Iterator[dict[str, str]]:
        row = self.row
        steps = (
            ("Lập đề nghị", row.drafted_by, row.drafted_at),
            ("Văn phòng UBND tỉnh thống nhất", row.agreed_office_by, row.agreed_office_at),
            ("Giám đốc Trung tâm thống nhất", row.agreed_centre_by, row.agreed_centre_at),
            ("Trình", row.submitted_by, row.submitted_at),
        )
        for what, by, at in steps:
            if at is not None:
                yield {"viec": what, "nguoi": by.person.full_name, "luc": vn_datetime(at)}
        if row.paper_date:
            yield {"viec": "Ghi nhận từ văn bản giấy", "nguoi": str(row.paper_entered_by), "luc": str(row.paper_mark)}
        if row.paper_checked_at:
            by, at = str(row.paper_checked_by), vn_datetime(row.paper_checked_at)
            yield {"viec": "Đối chiếu với văn bản giấy", "nguoi": by, "luc": at}

    def _decision(self) -> dict[str, str] | None:
        decision = getattr(self.row, "decision", None)
        if decision is None:
            return None
        paper = next((d for d in self.documents if d.kind == "withdrawal_decision" and d.number), None)
        return {
            "ket_qua": str(decision.get_outcome_display()), "nguoi_quyet_dinh": exceptions.decided_by(self.row),
            "tu_cach": exceptions.decided_as(self.row), "ngay": vn_date(decision.decided_on),
            "ly_do": decision.reason, "so_van_ban": str(paper.number) if paper else self.row.paper_source,
            "ngay_van_ban": vn_date(paper.issued_on) if paper else vn_date(self.row.paper_date),
        }  # fmt: skip

    def _in_charge(self, one: packs.InCharge) -> dict[str, str]:
        recognition = one.recognition
        return {
            "linh_vuc": recognition.field.name, "vai_tro": str(one.assignment.get_role_display()),
            "nhan_vien": self._name(one.assignment.employee), "cong_nhan_theo": recognition.document_number,
            "tu_ngay": vn_date(recognition.valid_from), "den_het_ngay": vn_date(recognition.period.last_day),
            "danh_gia_boi": f"{recognition.by_agency_head}; {recognition.by_centre_director}",
            "cong_nhan_boi": "; ".join(map(str, filter(None, (recognition.recognised_by, recognition.cosigned_by)))),
        }  # fmt: skip

    # --- the conditions at each step

    @cached_property
    def frozen(self) -> list["Frozen"]:
        """Each thing that was frozen, in order: judgements, the decision, breaks."""
        found = [
            Frozen(f"{number:02}-{one.moment}", judged_in_words(one), one, one.effective_on, one.findings, one.sha256)
            for number, one in enumerate(self.judgements, 1)
        ]
        decision = getattr(self.row, "decision", None)
        if decision is None:
            return found
        found.append(
            Frozen("quyet-dinh", "như ghi trong quyết định", decision, decision.effective_on, decision.readiness)
        )
        for number, one in enumerate(sorted(decision.breaks.all(), key=lambda one: one.pk), 1):
            name, what = f"gian-doan-{number:02}", f"gián đoạn, ghi nhận ngày {vn_date(one.noted_on)}"
            found.append(Frozen(name, what, one, one.first_day, [one.finding], one.sha256))
        return found

    # --- presence on the first day

    @cached_property
    def presence(self) -> dict[str, Any]:
        day, found = self.day
        lines = [self._slot(one) for one in found]
        note = "" if found else "Chưa xác định: không có ngày làm việc hoặc vị trí không có lĩnh vực nào."
        return {
            "ngay_hieu_luc": vn_date(self.row.effective_on), "ngay_lam_viec": vn_date(day), "buoi": lines,
            "ghi_chu": note or ("Ngày này chưa đến: số liệu theo những gì đã ghi nhận." if day > self.on else ""),
        }  # fmt: skip

    def _slot(self, one: packs.FieldDay) -> dict[str, Any]:
        slot = one.slot
        return {
            "linh_vuc": one.field.name, "buoi": str(part_of(one.half).label),
            "co_mat": [self._name(employee) for employee in slot.standing],
            "vang": [self._name(away.employee) for away in slot.away],
            "truc_thay": [self._name(sub.employee) for sub in slot.stand_ins],
            "bo_trong": slot.uncovered,
        }  # fmt: skip

    # --- the log

    @cached_property
    def log(self) -> list[dict[str, Any]]:
        """The events with their place in the chain of the pilot and their link in this pack."""
        lines, link = [], FIRST_LINK
        for event in self.events:
            link = next_link(link, event.hash)
            told = entry(event, self.names.get(key_of(event), ""))
            words = {
                "luc": vn_datetime(told.at), "viec": told.title, "ve": told.thing, "nguoi": who(event),
                "thay_mat": told.on_behalf_of, "ly_do": event.reason,
            }  # fmt: skip
            content = audit.hashed(event) if self.whole_log else None
            lines.append({
                "chain": event.chain, "seq": event.seq, "hash": event.hash, "link": link, "words": words,
                "content": content,
            })  # fmt: skip
        return lines

    @property
    def last_link(self) -> str:
        return str(self.log[-1]["link"]) if self.log else FIRST_LINK

    def heads(self) -> list[Columns]:
        """The heads of the chain that documents were issued with, and the last event of the case."""
        issued = [d for d in self.documents if d.chain_length]
        found: list[Columns] = [
            {"chain": d.pilot.code, "seq": d.chain_length, "hash": d.chain_head, "from": str(d)} for d in issued
        ]
        last = [{"chain": e.chain, "seq": e.seq, "hash": e.hash, "from": "sự kiện cuối"} for e in self.events[-1:]]
        return [*found, *last]

    # --- documents and scans

    def papers(self) -> Iterator[Part]:
        """Each stored file once: PDFs as issued, signed copies, scans of what was recorded from paper."""
        found: dict[str, tuple[StoredFile, list[str]]] = {}
        for what, stored in self._stored():
            found.setdefault(stored.sha256, (stored, []))[1].append(what)
        for number, (stored, told) in enumerate(found.values(), 1):
            ending = ENDINGS.get(stored.content_type, "bin")
            yield Part(f"van-ban/{number:02}-{_plain(told[0])}.{ending}", "; ".join(dict.fromkeys(told)), stored)

    def _stored(self) -> Iterator[tuple[str, StoredFile]]:
        for document in self.documents:
            for what, stored in (("", document.pdf), (" bản đã ký", document.signed_copy)):
                if stored is not None:
                    yield f"{document}{what}", stored
            if document.number and document.pdf is None:
                self.absent.append(f"{document}: chưa có tệp PDF")
        if self.row.paper_scan:
            yield f"bản chụp {self.row.paper_source}", self.row.paper_scan
        for record in packs.records_from_paper(self.row, self.user, self.on):
            if record.paper_scan:
                yield f"bản chụp {record.paper_source}", record.paper_scan

    # --- the files

    def pack(self, made: Columns) -> Pack:
        """The pack. `made`: who takes it and when, which alone differs from one taking to the next."""
        frozen = [one.part() for one in self.frozen]
        papers, absent = that_fit(list(self.papers()))
        missing = [NEVER, *([] if self.whole_log else [LOG_CUT]), *self.absent, *absent]
        told = [
            Part("ho-so.json", "đề nghị, quyết định, người được rút và người đảm nhiệm", as_json(self.case)),
            Part("hien-dien.json", "ai có mặt trong ngày làm việc đầu tiên", as_json(self.presence)),
            Part(LOG, "nhật ký với mã băm và mắt xích", as_json(self.log)),
        ]
        parts = [*told, *frozen, *papers, verifier()]
        page = Part("doc-truoc.html", "đọc trước: toàn bộ hồ sơ bằng chữ", self._page(parts, missing))
        facts: Columns = {
            "title": self.title, "absent": missing, "heads": self.heads(),
            "log": {"events": len(self.log), "last_link": self.last_link, "whole": self.whole_log},
        }  # fmt: skip
        return Pack([page, *parts], facts, made)

    @property
    def title(self) -> str:
        return f"Rút công chức tại {self.row.post.name}, {self.row.post.site.name}"

    def _page(self, parts: list[Part], missing: list[str]) -> bytes:
        context = {
            "title": self.title, "case": self.case, "presence": self.presence, "log": self.log, "missing": missing,
            "frozen": self.frozen, "parts": parts,
            "whole_log": self.whole_log,
        }  # fmt: skip
        return render_to_string("pdf/pack.html", context).encode()


def _plain(words: str) -> str:
    """A name of a file from words: small letters without marks."""
    return re.sub(r"[^a-z0-9]+", "-", search_key(words)).strip("-")[:80]


def pack_of(row: WithdrawalRequest, user: User, on: dt.date) -> Pack:
    """The pack of a request that came through packs.packed, as the user may read it."""
    with translation.override("vi"):
        made: Columns = {
            "at": timezone.localtime().isoformat(timespec="seconds"), "business_day": vn_date(on),
            "by": user.person.full_name, "chain": row.pilot.code, "head": audit.heads().get(row.pilot.code),
        }  # fmt: skip
        return Contents(row, user, on).pack(made)


def file_name(row: WithdrawalRequest) -> str:
    """What the pack is called."""
    return f"ho-so-bang-chung-{_plain(row.post.code)}-{row.pk}.zip"
