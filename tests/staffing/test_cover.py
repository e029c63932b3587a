"""The proof of a withdrawal stays true: judged at each step, watched at each write, named to its people when broken."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilot.platform.cases.work import Task
from pilot.platform.exchange import importing
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel import jobs, ledger, watching
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import CounterPost, ProcedureHandover, ProcedureSetEntry, User
from pilot.programme.workflows.handover import step_handover
from pilot.programme.workflows.procedures import enter_procedure
from staffing.cases import WITHDRAWAL
from staffing.models import Assignment, CoverBreak, PostalEmployee, ReadinessJudgement, Recognition, WithdrawalRequest
from staffing.models.cover import seal_of
from staffing.selectors import cover as selectors
from staffing.workflows import cover, employees
from staffing.workflows import withdrawal as verbs
from tests.platform.exchange.books import xlsx
from tests.staffing import people as p
from tests.worklist import lines

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
EFFECT, REASON = dt.date(2021, 7, 1), "Đồng ý rút từ 01/07/2021."
CAN_LOC = ("buudien", "gd.tt.canloc", "ct.canloc")  # post-office HR, director of the centre, who proposes and decides


@pytest.fixture
def waiting():
    """Can Lộc, submitted, one warning."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.fixture
def approved(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    waiting.refresh_from_db()
    return waiting


@pytest.fixture
def issued(approved, act):
    """Numbered, its day ahead."""
    number(approved, act)
    approved.refresh_from_db()
    return approved


def number(request, act, **more):
    verbs.number_withdrawal(request, act("ct.canloc", **more), number="55/QĐ-UBND", date=p.TODAY)


def open_breaks(request):
    return list(CoverBreak.objects.filter(decision__request=request, closed_at=None).order_by("condition"))


def told(name, request, on=p.TODAY):
    """The steps that wait for the account about this request."""
    address = reverse("withdrawal", args=[request.pk])
    user = User.objects.get(username=name)
    return [line.due for step, line in lines(user, on, [WITHDRAWAL]) if line.url == address and step == "restore_cover"]


# --- the four cases of 0.3.0


def test_an_employee_who_left_between_decision_and_number_stops_the_number(approved, act):
    p.let_go(act, approved.post)
    assert p.codes(lambda: number(approved, act)) == {"recognised"}
    approved.refresh_from_db()
    assert approved.status == "approved"


def test_an_employee_who_leaves_after_the_number_is_named_at_once(issued, act):
    assert [told(name, issued) for name in CAN_LOC] == [[], [], []]
    p.let_go(act, issued.post)
    (row,) = open_breaks(issued)
    assert (row.condition, row.first_day, row.noted_on, row.cause.verb) == (
        "recognised",
        EFFECT,
        p.TODAY,
        "end_employee",
    )
    assert [told(name, issued) for name in CAN_LOC] == [[EFFECT], [EFFECT], [EFFECT]]
    event = AuditEvent.objects.filter(verb="judge_cover").latest("pk")
    assert event.after["broken"] == {"recognised": "2021-07-01"}
    assert event.user is None


def test_a_post_is_not_proposed_again_once_its_withdrawal_was_issued(issued, act):
    with pytest.MonkeyPatch.context() as patch:  # only this rule
        patch.setattr(verbs.draft_withdrawal, "rules", (verbs.rules.rule_withdrawn_once,))
        again = lambda: verbs.draft_withdrawal(issued.post, act("ct.canloc"), effective_on=dt.date(2021, 9, 1))  # noqa: E731
        assert p.codes(again) == {"withdrawn_already"}
    again = lambda: verbs.draft_withdrawal(issued.post, act("ct.canloc"), effective_on=dt.date(2021, 9, 1))  # noqa: E731
    assert p.codes(again) == {"withdrawn_already", "nobody_there"}


def test_nobody_agrees_to_what_is_not_ready(act):
    request = verbs.draft_withdrawal(
        CounterPost.objects.get(code="HT-SCT-Q2"), act("gd.congthuong"), effective_on=EFFECT,
        proposal_document="90/SCT-VP",
    )  # fmt: skip
    p.pause_one(act, request.post, "gd.congthuong")
    for verb, who in ((verbs.agree_provincial_office, "vp.ubnd"), (verbs.agree_centre, "gd.trungtam")):
        assert p.codes(lambda: verb(request, act(who))) == {"handed_over"}  # noqa: B023 - called at once


def test_a_withdrawal_of_nobody_is_refused(act):
    post = CounterPost.objects.get(code="HT-CL-Q2")
    post.incumbencies.update(valid_to=dt.date(2021, 6, 20))
    draft = lambda: verbs.draft_withdrawal(post, act("ct.canloc"), effective_on=EFFECT)  # noqa: E731
    assert p.codes(draft) == {"nobody_there"}


def test_advice_is_refused_too(act):
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    WithdrawalRequest.objects.filter(pk=request.pk).update(route="province")
    p.pause_one(act, request.post, "pct.canloc")
    assert p.codes(lambda: verbs.advise_withdrawal(request, act("truongban"))) == {"handed_over"}


def test_the_form_shows_the_conditions_and_whom_to_ask_before_the_first_click(act, as_user):
    post = CounterPost.objects.get(code="HT-SCT-Q2")
    p.pause_one(act, post, "gd.congthuong")
    address = reverse("withdrawal-draft", args=[post.code])
    conditions = as_user("gd.congthuong").get(address).context["conditions"]
    (failing,) = [one for one in conditions if one.state == "fail"]
    director = User.objects.get(username="gd.congthuong").person.full_name
    assert any(line.startswith("Liên hệ:") and director in line for line in failing.lines)


def test_who_agrees_in_spite_of_a_warning_says_why(act, as_user):
    post = CounterPost.objects.get(code="HT-SCT-Q2")
    request = verbs.draft_withdrawal(post, act("gd.congthuong"), effective_on=EFFECT, proposal_document="90/SCT-VP")
    Assignment.objects.filter(agency=post.agency, site=post.site, role="reserve").update(valid_to=p.TODAY)
    for verb, who in ((verbs.agree_provincial_office, "vp.ubnd"), (verbs.agree_centre, "gd.trungtam")):
        assert p.codes(lambda: verb(request, act(who))) == {"reserve"}  # noqa: B023 - called at once
        form = as_user(who).get(reverse("withdrawal-step", args=[request.pk, verb.name])).context["form"]
        assert form.fields["reason"].required
        verb(request, act(who, reason="Bố trí dự phòng sau."))


# --- judged and kept


def test_each_judgement_is_kept_and_sealed(issued):
    rows = ReadinessJudgement.objects.filter(request=issued).order_by("pk")
    assert [row.moment for row in rows] == ["draft", "submission", "decision", "number"]
    assert all(row.sha256 == seal_of(row.findings) and row.day and row.judged_by for row in rows)
    assert rows[2].findings == issued.decision.readiness
    assert list(ledger.check_ledgers()) == []


def test_the_page_says_what_changed_who_did_it_and_when(waiting, act, as_user):
    p.pause_one(act, waiting.post, "pct.canloc")
    changes = as_user("ct.canloc").get(reverse("withdrawal", args=[waiting.pk])).context["changes"]
    assert "gửi đề nghị" in changes.since
    assert changes.lines == ["41 / 42 thủ tục của vị trí đã được bàn giao."] or len(changes.lines) == 1
    assert any(line.startswith("Chuyển bước") or "15/06/2021" in line for line in changes.acts)


def test_a_number_asks_for_no_reason_that_the_decision_has_given(approved, act):
    number(approved, act)
    assert WithdrawalRequest.objects.get(pk=approved.pk).status == "effective"


# --- in effect only from its day on


@pytest.mark.parametrize(
    ("on", "words"), [(p.TODAY, "đã ban hành, chờ đến ngày hiệu lực"), (EFFECT, "đang có hiệu lực")]
)
def test_what_was_issued_is_in_effect_from_its_day_on(issued, on, words):
    assert str(issued.standing(on)) == words
    row = WITHDRAWAL.rows(issued.drafted_by, on).get(pk=issued.pk)
    assert (str(row.state), WITHDRAWAL.tone(row)) == (words, "pass" if on == EFFECT else "wait")


def test_the_list_is_filtered_by_whether_its_day_has_come(issued, as_user):
    def found(state):
        rows = as_user("thuky").get(f"/nhan-su/rut-cong-chuc/?status={state}").context["rows"]
        return {str(cells[0].value) for _row, cells in rows}

    assert found("waiting") == {str(issued.post)}
    assert str(issued.post) not in found("effective")
    assert len(found("effective")) == 2


# --- watched


def broken_by_assignment(act, post):
    for row in Assignment.objects.filter(agency=post.agency, site=post.site, role="primary"):
        employees.end_assignment(row, act("buudien"), last_day=dt.date(2021, 7, 9))
    return dt.date(2021, 7, 10), "recognised"


def broken_by_the_ladder(act, post):
    p.pause_one(act, post, "pct.canloc")
    return EFFECT, "handed_over"


def broken_by_leaving(act, post):
    p.let_go(act, post)
    return EFFECT, "recognised"


def broken_by_the_set(act, post):
    entry = ProcedureSetEntry.objects.filter(procedure_set__agency=post.agency).first()
    field = post.fields_on(p.TODAY)[0]
    enter_procedure(
        post.agency, act("ct.canloc"), code="1.777777", valid_from=dt.date(2021, 8, 1), legal_basis="1/QĐ-UBND",
        name="Thủ tục mới", field=field, level=entry.procedure.level,
    )  # fmt: skip
    return dt.date(2021, 8, 1), "handed_over"


WRITES = [broken_by_assignment, broken_by_the_ladder, broken_by_leaving, broken_by_the_set]


@pytest.mark.parametrize("write", WRITES)
def test_each_kind_of_write_names_what_it_breaks(write, issued, act):
    day, condition = write(act, issued.post)
    assert [(row.condition, row.first_day) for row in open_breaks(issued)] == [(condition, day)]
    assert told("buudien", issued) == [day]


def test_what_is_mended_closes_by_itself(issued, act):
    p.pause_one(act, issued.post, "pct.canloc")
    (row,) = open_breaks(issued)
    paused = ProcedureHandover.objects.get(agency=issued.post.agency, step="paused")
    step_handover(
        paused.agency, act("pct.canloc", reason="Đã khắc phục.", on=dt.date(2021, 6, 17)), site=paused.site,
        procedures=[paused.procedure], step="handed_over", day=dt.date(2021, 6, 17), legal_basis="9/TB-UBND",
    )  # fmt: skip
    row.refresh_from_db()
    assert row.closed_on == dt.date(2021, 6, 17)
    assert told("buudien", issued) == []


def test_mending_by_hand_is_refused_while_it_is_broken(issued, act):
    p.pause_one(act, issued.post, "pct.canloc")
    assert p.codes(lambda: verbs.restore_cover(issued, act("buudien"))) == {"cover_broken"}
    ProcedureHandover.objects.filter(step="paused").update(step="handed_over")  # behind the back of every verb
    verbs.restore_cover(issued, act("buudien"))
    assert open_breaks(issued) == []
    assert ReadinessJudgement.objects.filter(request=issued).latest("pk").moment == "repair"


def test_the_confirmation_shows_first_which_posts_it_breaks(issued, as_user):
    here = {"agency": issued.post.agency, "site": issued.post.site}
    employee = Assignment.objects.filter(**here, role="primary").first().employee
    address = reverse("employee-act", args=[employee.pk, "end_employee"])
    sent = {"day": "15/06/2021", "shown": "2021-06-15", "reason": "Nghỉ việc.", "row_version": employee.row_version}
    first = as_user("buudien").post(address, sent)
    assert first.status_code == 200, first.context["form"].errors
    errors = " ".join(first.context["form"].non_field_errors())
    assert issued.post.name in errors
    assert "01/07/2021" in errors
    assert open_breaks(issued) == []
    seen = first.context["form"]["seen_warnings"].value()
    assert as_user("buudien").post(address, sent | {"seen_warnings": seen}).status_code == 302
    assert [row.condition for row in open_breaks(issued)] == ["recognised"]


def test_a_list_that_breaks_cover_is_written_once_that_was_read(issued, act, as_user):
    head = ["STT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Mức độ", "Cấp"]
    rows = ([n, f"9.00000{n}", f"Thủ tục {n}", issued.post.fields_on(p.TODAY)[0].name, "4", "huyện"] for n in (1, 2))
    batch = importing.receive(resource("procedures"), issued.post.agency, act("thuky"), "ds.xlsx", xlsx(head, *rows))
    client = as_user("thuky")
    first = client.post(reverse("import-confirm", args=[batch.pk]), {"row_version": batch.row_version})
    batch.refresh_from_db()
    assert (batch.status, open_breaks(issued)) == ("checked", [])
    page = client.get(first.url)
    assert issued.post.name in page.content.decode()
    client.post(page.context["confirm_url"], {"row_version": batch.row_version})
    batch.refresh_from_db()
    assert batch.status == "confirmed"
    (row,) = open_breaks(issued)  # of two procedures one break
    assert (row.condition, row.cause.object_type) == ("handed_over", "exchange.ImportBatch")


def test_the_page_names_the_break_and_what_did_it(issued, act, as_user):
    p.pause_one(act, issued.post, "pct.canloc")
    answer = as_user("buudien").get(reverse("withdrawal", args=[issued.pk]))
    (row,) = answer.context["broken"]
    assert row.day == EFFECT
    assert row.said.startswith("Từ 01/07/2021: ")
    assert "15/06/2021" in row.said.partition("Nguyên nhân:")[2]
    assert "không còn đủ điều kiện" in answer.content.decode()


def test_a_write_about_something_else_asks_nobody(issued, act, monkeypatch):
    looked = []
    monkeypatch.setattr(selectors, "watched", lambda *asked: looked.append(asked) or [])
    monkeypatch.setattr(cover, "watched", selectors.watched)
    p.tick(p.selected(), act)
    assert len(looked) == 1  # an employee: his own row
    looked.clear()
    verbs.draft_withdrawal(p.held(CounterPost.objects.get(code="HT-CL-Q2")), act("ct.canloc"), effective_on=EFFECT)
    assert looked == []


def test_a_post_that_is_not_touched_is_not_judged(issued, act):
    there = Assignment.objects.exclude(agency=issued.post.agency).first()
    found = selectors.watched(p.TODAY, cover.posts_touched([there]))
    assert issued.post not in [one.post for one in found]
    assert [one.post for one in selectors.watched(p.TODAY, cover.posts_touched([issued.post]))] == [issued.post]


def test_a_write_that_touches_no_decided_withdrawal_costs_one_statement():
    employee = p.selected()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert selectors.watched(p.TODAY, cover.posts_touched([employee])) == []
    assert len(asked) == 1


def test_every_watched_model_is_registered():
    (models, _watcher) = watching.WATCHERS["staffing: cover of withdrawn posts"]
    assert {PostalEmployee, Assignment, Recognition, CounterPost, ProcedureSetEntry} <= models


# --- the job of the night


def test_the_night_names_the_day_on_which_time_alone_breaks_the_cover(issued):
    ends = dt.date(2021, 8, 20)
    Recognition.objects.filter(agency=issued.post.agency, site=issued.post.site).update(valid_to=ends)
    assert cover.judge_by_night(p.TODAY)["cover_changed"] == 1
    (row,) = open_breaks(issued)
    assert (row.condition, row.first_day, row.cause) == ("recognised", ends, None)
    assert told("gd.tt.canloc", issued) == [ends]
    assert cover.judge_by_night(p.TODAY)["cover_changed"] == 0


def test_the_night_looks_no_further_than_the_parameter(issued):
    Recognition.objects.filter(agency=issued.post.agency).update(valid_to=dt.date(2021, 6, 15) + dt.timedelta(91))
    assert cover.judge_by_night(p.TODAY)["cover_changed"] == 0
    assert cover.judge_by_night(dt.date(2021, 6, 16))["cover_changed"] == 1


def test_the_judgement_of_the_day_of_effect_is_kept_once(issued):
    cover.judge_by_night(dt.date(2021, 6, 30))
    assert not issued.judgements.filter(moment="effect").exists()
    cover.judge_by_night(EFFECT)
    cover.judge_by_night(EFFECT)
    assert issued.judgements.filter(moment="effect", day=EFFECT, judged_by=None).count() == 1


def test_the_job_runs_in_the_night():
    schedule = jobs.SCHEDULES["judge the cover of withdrawn posts"]
    assert (schedule.when, schedule.handler) == (dt.time(0, 30), cover.judge_by_night)


def test_mending_is_no_signature():
    assert WITHDRAWAL.task_of(verbs.restore_cover) is Task.DO


# --- manage.py readiness


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        call_command("readiness", *arguments)
    return left.value.code, capsys.readouterr().out


def test_the_command_gives_codes_posts_and_conditions(issued, act, capsys):
    p.pause_one(act, issued.post, "pct.canloc")
    code, said = run(capsys, "HT-S-CL", "--on", "2021-07-01", "--json")
    found = json.loads(said)
    assert (code, found["site"], found["day"]) == (1, "HT-S-CL", "2021-07-01")
    post = next(post for post in found["posts"] if post["post"] == "HT-CL-Q1")
    line = next(line for line in post["conditions"] if line["id"] == "handed_over")
    assert (line["status"], set(line)) == ("fail", {"id", "source", "status", "facts", "message"})
    assert line["source"].startswith("R09")


def test_the_command_says_it_in_words(capsys):
    call_command("readiness", "HT-S-CX", "--on", "2021-06-15")
    assert "pass recognised:" in capsys.readouterr().out


def test_the_command_knows_the_site():
    with pytest.raises(CommandError):
        call_command("readiness", "HT-S-XX")
