"""The evidence pack: it verifies without us, a changed byte is named, nobody finds in it what he may not see."""

import datetime as dt
import io
import json
import random
import subprocess
import sys
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilot.platform.documents import packing, verify_pack
from pilot.platform.documents.packing import Pack, Part
from pilot.platform.half_days import half_day
from pilot.platform.kernel import audit, files
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Person
from staffing.models import Absence, PaperRecord, PostalEmployee, ReadinessJudgement, WithdrawalRequest
from tests.guards import without_guards

pytestmark = [pytest.mark.usefixtures("demo")]
SEED = 20261130
READERS = ("thanhtra", "thuky", "truongban", "buudien", "gd.congthuong", "gd.trungtam", "ubnd.tinh", "vp.ubnd")
WHY = "viêm phổi phải nằm viện"


def answer(client, row):
    return client.get(reverse("withdrawal-pack", args=[row.pk]))


def taken(client, row):
    given = answer(client, row)
    assert given.status_code == 200
    data = b"".join(given.streaming_content)
    assert given["Content-Length"] == str(len(data))
    return data


def faults(data, expect=""):
    """Places that the verifier names; every report that finds something says so in its last line."""
    report, _manifest, _code = verify_pack.check(data, expect)
    assert (list(report.lines())[-1].startswith("KẾT LUẬN: hồ sơ nguyên vẹn")) == (not report.wrong)
    return {place.split(" ")[0] for place, _vietnamese, _english in report.wrong}


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def made_again(parts, **told):
    """A pack made anew from changed files, with the hashes that belong to them."""
    manifest = json.loads(parts.pop("manifest.json"))
    parts.pop("manifest.sha256")
    facts = {name: manifest[name] for name in manifest if name not in ("files", "made", "content_sha256", "format")}
    return b"".join(Pack([Part(name, "", content) for name, content in parts.items()], facts | told, manifest["made"]))


@pytest.fixture
def issued():
    """Sở Công Thương: by the provincial route, in all its steps."""
    return WithdrawalRequest.objects.get(post__agency__code="HT-SCT", status="effective")


@pytest.fixture
def pack(issued, as_user):
    return taken(as_user("thanhtra"), issued)


# --- it verifies, without us


@pytest.mark.both_engines
def test_the_pack_of_any_withdrawal_verifies(as_user):
    rows = WithdrawalRequest.objects.all()
    assert len(rows) > 2
    for row in rows:
        assert faults(taken(as_user("thanhtra"), row)) == set()


def test_the_program_in_the_pack_needs_nothing_but_python(pack, tmp_path):
    """As an inspector runs it: with nothing installed, no path of ours and no environment."""
    (tmp_path / "pack.zip").write_bytes(pack)
    (tmp_path / "verify.py").write_bytes(contents(pack)["verify.py"])
    run = [sys.executable, "-I", "-S", "verify.py", "pack.zip"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stderr) == (0, "")
    assert "KẾT LUẬN: hồ sơ nguyên vẹn. / RESULT: the pack is whole." in done.stdout
    (tmp_path / "pack.zip").write_bytes(pack.replace(b"HT-SCT", b"HT-STC", 1))
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 1
    assert "[SAI / WRONG]" in done.stdout
    (tmp_path / "pack.zip").write_bytes(b"no pack")
    assert subprocess.run(run, cwd=tmp_path, capture_output=True, check=False, env={}).returncode == 2
    assert subprocess.run(run[:-1], cwd=tmp_path, capture_output=True, check=False, env={}).returncode == 2


def test_the_log_knows_the_code_of_each_pack_and_who_took_it(issued, pack, as_user):
    event = AuditEvent.objects.filter(verb="take_evidence_pack").latest("id")
    assert (event.user.username, event.object_id) == ("thanhtra", str(issued.pk))
    assert event.capacity.startswith("auditor@pilot")
    assert faults(pack, expect=event.after["sha256"]) == set()
    assert faults(pack, expect="0" * 64) == {"manifest.json"}
    assert "Lấy hồ sơ bằng chứng" in as_user("thanhtra").get(f"/nhan-su/rut-cong-chuc/{issued.pk}/").content.decode()


def test_the_same_state_gives_the_same_bytes_but_for_who_took_it_when(issued, pack, as_user):
    again = taken(as_user("thanhtra"), issued)
    first, second = contents(pack), contents(again)
    told = [json.loads(one.pop("manifest.json")) for one in (first, second)]
    assert all(one.pop("made")["by"] for one in told)
    assert told[0] == told[1]
    assert {**first, "manifest.sha256": b""} == {**second, "manifest.sha256": b""}


# --- what was changed is named


def owners(data):
    """By byte: the file whose header, content or record in the directory it is."""
    members = verify_pack.members_of(data)
    found = [one.name for one in members for _ in range(one.end - one.at)]
    for one in members:
        found += [one.name] * (verify_pack.CENTRAL_SIZE + len(one.name.encode()))
    return found + ["ZIP"] * (len(data) - len(found))


def test_each_changed_byte_is_named(pack):
    """Bytes drawn outside the contents, where a ZIP reader would not notice, and inside; the seed tells which."""
    draw, whose = random.Random(SEED), owners(pack)
    inside = {n for one in verify_pack.members_of(pack) for n in range(one.start, one.end)}
    outside = [n for n in range(len(pack)) if n not in inside]
    places = [*draw.sample(outside, 250), *outside[-verify_pack.END_SIZE :], *draw.sample(sorted(inside), 150)]
    for place in places:
        changed = bytearray(pack)
        changed[place] ^= draw.randrange(1, 256)
        found = faults(bytes(changed))
        assert whose[place] in found, (SEED, place, whose[place], found)


def rewritten(data, change):
    """The same files as another program would pack them, after `change` of the list of (name, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in change(list(contents(data).items())):
            archive.writestr(name, content)
    return out.getvalue()


def test_a_file_that_was_dropped_added_or_renamed_is_named(pack):
    for name in contents(pack):
        assert name in faults(rewritten(pack, lambda files, name=name: [f for f in files if f[0] != name]))
        moved = faults(rewritten(pack, lambda files, name=name: [(n if n != name else "x.txt", c) for n, c in files]))
        assert {name, "x.txt"} <= moved
    assert "them.txt" in faults(rewritten(pack, lambda files: [*files, ("them.txt", b"x")]))


def test_a_pack_that_was_cut_or_lengthened_is_wrong(pack):
    draw = random.Random(SEED)
    for _ in range(50):
        cut = pack[: draw.randrange(30, len(pack))]
        assert faults(cut)
    assert faults(pack + b"\0")


def changed_log(pack, change, **told):
    parts = contents(pack)
    log = json.loads(parts["nhat-ky.json"])
    change(log)
    parts["nhat-ky.json"] = packing.as_json(log)
    return made_again(parts, **told)


def test_a_log_that_was_edited_or_cut_is_named_although_the_manifest_was_made_anew(pack):
    def edit(log):
        log[3]["content"]["reason"] = "khác"

    def cut(log):
        del log[3]

    def swap(log):
        log[3], log[4] = log[4], log[3]

    for change in (edit, cut, swap):
        assert any(place.startswith("nhat-ky.json") for place in faults(changed_log(pack, change)))


def test_an_edited_event_with_its_own_hashes_does_not_fit_its_neighbour(pack):
    def forge(log):
        steps = [n for n in range(1, len(log)) if log[n - 1]["seq"] + 1 == log[n]["seq"]]
        event, link = log[steps[0] - 1], verify_pack.FIRST_LINK
        event["content"]["reason"] = "khác"
        event["hash"] = verify_pack.sealed(event["content"])
        for one in log:
            link = one["link"] = verify_pack.next_link(link, one["hash"])

    forged = changed_log(pack, forge)
    report, _manifest, _code = verify_pack.check(forged)
    assert any("không nối tiếp" in words for _place, words, _english in report.wrong)


def test_a_changed_judgement_breaks_its_seal_and_what_its_event_says(pack):
    parts = contents(pack)
    name = "dieu-kien/06-decision.json"
    kept = json.loads(parts[name])
    kept["row"]["findings"][0]["state"] = "fail"
    parts[name] = packing.as_json(kept)
    assert faults(made_again(dict(parts))) == {name}
    kept["row"]["sha256"] = verify_pack.sealed(kept["row"]["findings"])
    parts[name] = packing.as_json(kept)
    assert faults(made_again(parts)) == {name}


def test_what_was_changed_in_the_database_shows_in_the_pack(issued, as_user):
    with without_guards():
        judgement = ReadinessJudgement.objects.filter(request=issued).earliest("id")
        judgement.findings[0]["message"] = "khác"
        judgement.save()
        event = AuditEvent.objects.filter(verb="submit_withdrawal", object_id=str(issued.pk)).get()
        AuditEvent.objects.filter(pk=event.pk).update(reason="khác")
    assert faults(taken(as_user("thanhtra"), issued)) == {"dieu-kien/01-draft.json", "nhat-ky.json"}


# --- who sees what


def test_whoever_does_not_see_the_withdrawal_gets_no_pack(issued, as_user):
    for name in ("taichinh", "chitra", "vt.congthuong", "quantri1", "gd.taichinh", "ct.canloc"):
        assert answer(as_user(name), issued).status_code == 404, name
    assert not AuditEvent.objects.filter(verb="take_evidence_pack").exists()


def test_only_who_reads_the_audit_log_gets_its_contents(issued, as_user):
    parts = contents(taken(as_user("thuky"), issued))
    log = json.loads(parts["nhat-ky.json"])
    assert {event["content"] for event in log} == {None}
    assert len(log) == AuditEvent.objects.filter(
        object_type="staffing.WithdrawalRequest", object_id=str(issued.pk), outcome="done"
    ).exclude(verb="take_evidence_pack").count()  # fmt: skip
    assert any("không kèm nội dung" in line for line in json.loads(parts["manifest.json"])["absent"])
    assert "không kèm nội dung" in parts["doc-truoc.html"].decode()


def test_names_that_the_reader_may_not_see_are_absent_and_counted(issued, as_user):
    seen, hidden = (json.loads(contents(taken(as_user(name), issued))["ho-so.json"]) for name in ("thuky", "buudien"))
    assert seen["cong_chuc_duoc_rut"]
    count = len(seen["cong_chuc_duoc_rut"])
    assert hidden["cong_chuc_duoc_rut"] == [f"{count} người không nêu tên: người lấy gói không có quyền xem."]


def test_no_pack_holds_a_reason_of_an_absence_or_a_telephone_number(issued, as_user):
    """Who stood where is said, and who was away; why, nobody finds in a pack."""
    employee = issued.post.site.assignments.filter(agency=issued.post.agency).first().employee
    Person.objects.filter(pk=employee.person_id).update(phone="0912345678")
    for day in range(10):
        first = half_day(issued.effective_on + dt.timedelta(days=day))
        Absence.objects.create(
            pilot=issued.pilot, employee=employee, leave="sick", why=WHY, sudden=True, first_half=first,
            past_half=first + 2,
        )  # fmt: skip
    found = [name for name in READERS if answer(as_user(name), issued).status_code == 200]
    assert {"thanhtra", "thuky", "buudien"} <= set(found)
    for name in found:
        parts = contents(taken(as_user(name), issued))
        text = "".join(content.decode(errors="ignore") for content in parts.values())
        assert not any(word in text for word in (WHY, "sick", "nghỉ ốm", "0912345678")), name
        away = {who for line in json.loads(parts["hien-dien.json"])["buoi"] for who in line["vang"]}
        assert away, name


# --- files


def test_a_damaged_scan_stays_away_and_is_named(issued, as_user, tmp_path, settings):
    settings.FILE_ROOT = tmp_path
    record = PaperRecord.objects.filter(agency=issued.post.agency, site=issued.post.site).first()
    parts = contents(taken(as_user("thanhtra"), issued))
    absent = json.loads(parts["manifest.json"])["absent"]
    assert any(record.paper_scan.sha256 in line and "hỏng" in line for line in absent)
    assert not any(name.startswith("van-ban/") for name in parts)


def test_what_is_too_much_for_one_pack_stays_away_with_its_hash(db, settings, tmp_path, monkeypatch):
    settings.FILE_ROOT = tmp_path
    stored = [files.store(bytes([n]) * 40, f"{n}.pdf", "application/pdf") for n in range(3)]
    monkeypatch.setattr(packing, "MOST_BYTES", 100)
    kept, absent = packing.that_fit([Part(f"{one.name}", "", one) for one in stored])
    assert [part.name for part in kept] == ["0.pdf", "1.pdf"]
    assert stored[2].sha256 in absent[0]


def test_a_large_file_is_never_whole_in_memory(settings, tmp_path):
    settings.FILE_ROOT = tmp_path
    content = b"x" * (3 * packing.PIECE)
    pieces = list(Pack([Part("a.pdf", "", files.store(content, "a.pdf", "application/pdf"))], {}, {}))
    assert max(map(len, pieces)) <= packing.PIECE


@pytest.mark.both_engines
def test_a_pack_takes_as_many_statements_for_many_people_as_for_few(issued, as_user):
    client = as_user("thanhtra")

    def count():
        with CaptureQueriesContext(connection) as seen:
            taken(client, issued)
        return len(seen)

    count()
    few = count()
    assert few <= 60
    first = issued.post.site.assignments.filter(agency=issued.post.agency, role="primary").first()
    recognition = first.employee.recognitions.filter(site=first.site, agency=first.agency).first()
    office = first.employee.post_office
    for number in range(12):
        person = Person.objects.create(pilot=issued.pilot, full_name=f"Nhân viên {number}")
        employee = PostalEmployee.objects.create(
            pilot=issued.pilot, post_office=office, person=person, staff_code=f"N{number}", status="in_charge"
        )
        first.pk = recognition.pk = None
        first.employee = recognition.employee = employee
        first._state.adding = recognition._state.adding = True
        first.save()
        recognition.field = first.field
        recognition.save()
    assert count() <= few


def test_the_hash_of_an_event_and_of_a_row_are_what_the_database_reckons(issued):
    event = AuditEvent.objects.filter(object_id=str(issued.pk)).latest("id")
    assert verify_pack.sealed(audit.hashed(event)) == audit.digest(event) == event.hash
