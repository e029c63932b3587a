"""Kiểm tra một hồ sơ bằng chứng. / Check an evidence pack.

    python verify.py goi.zip
    python verify.py goi.zip --expect MA-GHI-TRONG-NHAT-KY

Chỉ cần Python 3.8 trở lên, không cần cài đặt gì thêm, không cần mạng. Kết quả: 0 là nguyên vẹn, 1 là có chỗ sai,
2 là không đọc được tệp. / It needs Python 3.8 or later and nothing else. Exit code: 0 whole, 1 something is wrong,
2 the file cannot be read.

What is checked: every byte of the ZIP against the one form in which it is made; the manifest against its own hash; each
file against the manifest; each judgement against its seal; each event against its hash, its link and its neighbour in
the audit log; each frozen row against the event that wrote it. `--expect`: the code of the pack as the audit log says
it, so that a pack that was made anew as a whole is found, too.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
UTF8, NOT_PACKED, MADE_WITH, DAY = 0x0800, 0, 20, 0x0021  # 01/01/1980: the day of a file says nothing here
LOCAL_SIZE, CENTRAL_SIZE, END_SIZE = 30, 46, 22
MANIFEST, SEAL_OF_MANIFEST, LOG = "manifest.json", "manifest.sha256", "nhat-ky.json"
FIRST_LINK = "0" * 64
WROTE = "wrote"
MISSING = ("thiếu tệp", "the file is missing")


# --- the one form of the ZIP: files as they are, one after the other, then the directory


def local_header(name: str, crc: int, size: int) -> bytes:
    """What stands before a file."""
    raw = name.encode()
    fields = (LOCAL, MADE_WITH, UTF8, NOT_PACKED, 0, DAY, crc, size, size, len(raw), 0)
    return struct.pack("<4s5H3L2H", *fields) + raw


def directory_record(name: str, crc: int, size: int, at: int) -> bytes:
    """What stands of a file in the directory; `at`: where its header begins."""
    raw = name.encode()
    fields = (CENTRAL, MADE_WITH, MADE_WITH, UTF8, NOT_PACKED, 0, DAY, crc, size, size, len(raw), 0, 0, 0, 0, 0, at)
    return struct.pack("<4s6H3L5H2L", *fields) + raw


def end_record(count: int, size: int, at: int) -> bytes:
    """The last bytes: how many files, how long the directory is and where it begins."""
    return struct.pack("<4s4H2LH", END, 0, 0, count, count, size, at, 0)


# --- what stands for what


def sealed(value: object) -> str:
    """SHA-256 of a value in the one form in which it is hashed."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def next_link(link: str, event_hash: str) -> str:
    """The link of an event in the log of the pack: it follows from the one before and the hash of the event."""
    return sha256(f"{link}{event_hash}".encode())


def content_code(files: list[dict[str, Any]]) -> str:
    """SHA-256 over names and hashes of all files: the same whenever the same case is packed in the same state."""
    return sha256("".join(f"{one['sha256']}  {one['name']}\n" for one in files).encode())


# --- what is found


@dataclass
class Report:
    """What is right and what is wrong, each in Vietnamese and English; what is wrong with its place."""

    right: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def fault(self, place: str, vietnamese: str, english: str) -> None:
        self.wrong.append((place, vietnamese, english))

    def fine(self, vietnamese: str, english: str) -> None:
        self.right.append((vietnamese, english))

    def lines(self) -> Iterator[str]:
        yield from (f"[ĐÚNG / RIGHT] {vietnamese} / {english}" for vietnamese, english in self.right)
        yield from (f"[SAI / WRONG] {place}: {vietnamese} / {english}" for place, vietnamese, english in self.wrong)
        if self.wrong:
            yield f"KẾT LUẬN: hồ sơ KHÔNG nguyên vẹn, {len(self.wrong)} chỗ sai. / RESULT: NOT whole."
        else:
            yield "KẾT LUẬN: hồ sơ nguyên vẹn. / RESULT: the pack is whole."


@dataclass(frozen=True)
class Member:
    """A file in the ZIP: where its header begins, where its content does and ends."""

    name: str
    at: int
    start: int
    end: int


class NotRead(Exception):
    """The file is no evidence pack that can be read at all."""


# --- the bytes of the ZIP


def members_of(data: bytes) -> list[Member]:
    """The files as their headers say, or as the directory says where a header is damaged. Raises NotRead."""
    found = list(_by_headers(data))
    if not found or data[found[-1].end : found[-1].end + 4] != CENTRAL:
        found = list(_by_directory(data)) or found
    if not found:
        raise NotRead
    return found


def _by_headers(data: bytes) -> Iterator[Member]:
    at = 0
    while data[at : at + 4] == LOCAL and at + LOCAL_SIZE <= len(data):
        size, _whole, name_length = struct.unpack_from("<LLH", data, at + 18)
        start = at + LOCAL_SIZE + name_length
        yield Member(data[at + LOCAL_SIZE : start].decode(errors="replace"), at, start, start + size)
        at = start + size


def _by_directory(data: bytes) -> Iterator[Member]:
    (place,) = struct.unpack_from("<L", data, len(data) - 6) if len(data) >= END_SIZE else (len(data),)
    while data[place : place + 4] == CENTRAL and place + CENTRAL_SIZE <= len(data):
        size, _whole, name_length = struct.unpack_from("<LLH", data, place + 20)
        (at,) = struct.unpack_from("<L", data, place + 42)
        start = at + LOCAL_SIZE + name_length
        name = data[place + CENTRAL_SIZE : place + CENTRAL_SIZE + name_length].decode(errors="replace")
        yield Member(name, at, start, start + size)
        place += CENTRAL_SIZE + name_length


def check_zip(data: bytes, members: list[Member], report: Report) -> None:
    """Every byte outside the contents, and each content against its checksum."""
    before, records = len(report.wrong), []
    for one in members:
        content = data[one.start : one.end]
        crc = zlib.crc32(content)
        records.append((one.name, directory_record(one.name, crc, len(content), one.at)))
        if data[one.at : one.start] != local_header(one.name, crc, len(content)):
            words = "nội dung hoặc phần đầu của tệp trong ZIP đã bị thay đổi"
            report.fault(one.name, words, "its content, or its header in the ZIP, was changed")
    _check_directory(data, members[-1].end, records, report)
    if len(report.wrong) == before:
        english = f"each byte of the ZIP is as it was made, {len(members)} files"
        report.fine(f"cấu trúc ZIP đúng từng byte, {len(members)} tệp", english)


def _check_directory(data: bytes, at: int, records: list[tuple[str, bytes]], report: Report) -> None:
    size = sum(len(record) for _name, record in records)
    begin = at
    for name, record in records:
        if data[at : at + len(record)] != record:
            english = "its record in the directory of the ZIP was changed"
            report.fault(name, "mục lục ZIP của tệp này đã bị thay đổi", english)
        at += len(record)
    if data[at:] != end_record(len(records), size, begin):
        words = "các byte cuối của tệp ZIP đã bị thay đổi"
        report.fault("ZIP", words, "the last bytes of the ZIP were changed")


# --- files, judgements, events


def check_files(files: dict[str, bytes], report: Report) -> dict[str, Any]:
    """The manifest against its own hash, each file against the manifest. The manifest, {} where it cannot be read."""
    manifest = _read(files, MANIFEST, report)
    if SEAL_OF_MANIFEST not in files:
        report.fault(SEAL_OF_MANIFEST, *MISSING)
    elif files[SEAL_OF_MANIFEST] != f"{sha256(files.get(MANIFEST, b''))}\n".encode():
        english = f"does not match the hash in {SEAL_OF_MANIFEST}"
        report.fault(MANIFEST, f"không khớp mã trong {SEAL_OF_MANIFEST}", english)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), list):
        return {}
    if content_code(manifest["files"]) != manifest.get("content_sha256"):
        report.fault(MANIFEST, "danh mục tệp không khớp mã chung", "the list of files does not match its own hash")
    _check_listed(files, {one["name"]: one["sha256"] for one in manifest["files"]}, report)
    return manifest


def _check_listed(files: dict[str, bytes], listed: dict[str, str], report: Report) -> None:
    """Each file is there, named and as its hash says."""
    for name in sorted(listed.keys() - files.keys()):
        report.fault(name, *MISSING)
    for name in sorted(files.keys() - listed.keys() - {MANIFEST, SEAL_OF_MANIFEST}):
        report.fault(name, "tệp lạ, không có trong manifest.json", "a file that manifest.json does not name")
    there = listed.keys() & files.keys()
    changed = sorted(name for name in there if sha256(files[name]) != listed[name])
    for name in changed:
        report.fault(name, "nội dung đã bị thay đổi (SHA-256)", "its content was changed (SHA-256)")
    same = len(there) - len(changed)
    report.fine(f"{same} tệp khớp mã SHA-256 trong manifest.json", f"{same} files match their SHA-256 in manifest.json")


def _read(files: dict[str, bytes], name: str, report: Report) -> Any:
    try:
        return json.loads(files[name])
    except KeyError:
        report.fault(name, *MISSING)
    except ValueError:
        report.fault(name, "không đọc được (JSON)", "cannot be read (JSON)")
    return None


def check_seals(files: dict[str, bytes], report: Report) -> dict[tuple[str, int], tuple[str, str]]:
    """Each judgement and break against its seal. By model and id of each frozen row: its file and its digest."""
    rows: dict[tuple[str, int], tuple[str, str]] = {}
    right = 0
    for name in sorted(files):
        if not name.startswith("dieu-kien/") or not name.endswith(".json"):
            continue
        kept = _read(files, name, report)
        if not isinstance(kept, dict) or "row" not in kept:
            continue
        row = kept["row"]
        findings = [row["finding"]] if "finding" in row else row.get("findings")
        if findings is not None and sealed(findings) != row.get("sha256"):
            report.fault(name, "kết quả xét điều kiện không khớp mã niêm phong", "the findings do not match their seal")
        right += findings is not None and sealed(findings) == row.get("sha256")
        rows[kept["model"], int(row["id"])] = name, sealed(row)
    report.fine(f"{right} lần xét điều kiện khớp mã niêm phong", f"{right} judgements match their seals")
    return rows


def check_log(files: dict[str, bytes], manifest: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Each event against its hash, its link, and the event before it in the chain of the audit log."""
    found = _read(files, LOG, report)
    events: list[dict[str, Any]] = found if isinstance(found, list) else []
    before: dict[str, Any] = {}
    link, neighbours = FIRST_LINK, 0
    for event in events:
        if event["link"] != next_link(link, event["hash"]):
            words = "mắt xích không khớp: có sự kiện bị cắt, thêm hoặc đổi chỗ"
            report.fault(_place(event), words, "its link does not fit: an event was cut, added or moved")
        _check_content(event, report)
        neighbours += _check_neighbour(before, event, report)
        link, before = event["link"], event
    told = manifest.get("log", {})
    if (told.get("events"), told.get("last_link")) != (len(events), link):
        words = "số sự kiện hoặc mắt xích cuối không khớp manifest.json"
        report.fault(LOG, words, "number of events or last link do not match manifest.json")
    whole = sum(event.get("content") is not None for event in events)
    report.fine(
        f"{len(events)} sự kiện trong nhật ký: {whole} có nội dung và khớp mã băm, {neighbours} nối liền sự kiện trước",
        f"{len(events)} events in the log: {whole} with content and its hash, {neighbours} next to the one before",
    )
    return events


def _place(event: dict[str, Any]) -> str:
    return f"{LOG} {event['chain']}#{event['seq']}"


def _check_content(event: dict[str, Any], report: Report) -> None:
    content = event.get("content")
    if content is None:
        return
    if sealed(content) != event["hash"] or (content["chain"], content["seq"]) != (event["chain"], event["seq"]):
        report.fault(_place(event), "nội dung sự kiện đã bị thay đổi", "the content of the event was changed")


def _check_neighbour(before: dict[str, Any], event: dict[str, Any], report: Report) -> bool:
    """Whether the event follows the one before it in the chain, so that its content holds the hash of that one."""
    content = event.get("content")
    if not before or content is None or (before["chain"], before["seq"] + 1) != (event["chain"], event["seq"]):
        return False
    if content["previous_hash"] != before["hash"]:
        words = "không nối tiếp sự kiện liền trước trong nhật ký"
        report.fault(_place(event), words, "does not follow the event before it in the audit log")
    return True


def check_heads(manifest: dict[str, Any], events: list[dict[str, Any]], report: Report) -> None:
    """The heads of the chain that documents were issued with, where that event stands in the log of the pack."""
    known = {(event["chain"], event["seq"]): event["hash"] for event in events}
    for head in manifest.get("heads", []):
        kept = known.get((head["chain"], head["seq"]))
        if kept is not None and kept != head["hash"]:
            place = f"{head['chain']}#{head['seq']}"
            report.fault(
                place, f"khác mã ghi khi phát hành {head['from']}", f"differs from the head kept with {head['from']}"
            )


def check_rows(rows: dict[tuple[str, int], tuple[str, str]], events: list[dict[str, Any]], report: Report) -> None:
    """Each frozen row against the event that says it was written."""
    vouched = 0
    for event in events:
        wrote = ((event.get("content") or {}).get("after") or {}).get(WROTE) or {}
        for model, kept in wrote.items():
            for key, digest in kept.items():
                name, found = rows.get((model, int(key)), ("", digest))
                if found != digest:
                    report.fault(name, "không đúng như sự kiện đã ghi", "is not what its event says was written")
                elif name:
                    vouched += 1
    report.fine(f"{vouched} bản ghi đúng như sự kiện đã ghi", f"{vouched} rows are as their events say")


def check(data: bytes, expect: str = "") -> tuple[Report, dict[str, Any], str]:
    """All of it: what was found, the manifest, the code of the pack. Raises NotRead."""
    report = Report()
    members = members_of(data)
    check_zip(data, members, report)
    files = {one.name: data[one.start : one.end] for one in members}
    if len(files) != len(members):
        report.fault("ZIP", "một tên có hai tệp", "two files have one name")
    code = sha256(files.get(MANIFEST, b""))
    if expect and expect.lower() != code:
        report.fault(MANIFEST, "không phải mã ghi trong nhật ký hệ thống", "is not the code that the audit log says")
    try:
        manifest = check_files(files, report)
        rows = check_seals(files, report)
        events = check_log(files, manifest, report)
        check_heads(manifest, events, report)
        check_rows(rows, events, report)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        report.fault("ZIP", f"có tệp không đúng mẫu ({error!r})", "a file does not have its form")
        return report, {}, code
    return report, manifest, code


def main(arguments: list[str]) -> int:
    """Say what was found about the pack that the arguments name; the exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # a Windows console knows few letters
    expect = ""
    if len(arguments) == 3 and arguments[1] == "--expect":
        expect = arguments[2]
    elif len(arguments) != 1:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    try:
        report, manifest, code = check(Path(arguments[0]).read_bytes(), expect)
    except (OSError, NotRead) as error:
        sys.stdout.write(f"Không đọc được hồ sơ. / The pack cannot be read. {error}\n")
        return 2
    made = manifest.get("made", {})
    sys.stdout.write(f"HỒ SƠ BẰNG CHỨNG / EVIDENCE PACK: {manifest.get('title', arguments[0])}\n")
    sys.stdout.write(f"Lập / Made: {made.get('at', '?')}, {made.get('by', '?')}\n")
    sys.stdout.write(f"Mã hồ sơ / Code of the pack: {code}\n")
    sys.stdout.write("".join(f"{line}\n" for line in report.lines()))
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
