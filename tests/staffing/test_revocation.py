"""A recognition is revoked: shown before, told after, kept for good; and assessed anew before it is given again."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, StepUpNeeded
from pilot.programme.models import CounterPost, User
from staffing.cases import WITHDRAWAL
from staffing.cases.competence import RECOGNISING
from staffing.models import CoverBreak, Recognition, WithdrawalRequest
from staffing.presenters.leaving import revoking_effects
from staffing.readiness import readiness
from staffing.selectors.standing import at_place
from staffing.workflows import competence, recognition
from staffing.workflows import withdrawal as verbs
from tests.staffing import people as p
from tests.worklist import lines

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
EFFECT, DAY = dt.date(2021, 7, 1), dt.date(2021, 7, 10)
DOCUMENT, REASON = "09/QĐ-BCĐ ngày 14/06/2021", "Không còn đáp ứng yêu cầu."
PASSWORD = "minh-hoa-2021"


@pytest.fixture
def post():
    return CounterPost.objects.get(code="HT-CL-Q1")


@pytest.fixture
def row(post):
    """What whoever is in charge of one field of the counter post is recognised for."""
    here = {"agency": post.agency, "site": post.site, "field__in": post.fields_on(p.TODAY)}
    held = Recognition.objects.filter(**here, employee__assignments__role="primary")
    return held.filter(employee__assignments__field__in=post.fields_on(p.TODAY)).distinct().order_by("pk").first()


@pytest.fixture
def issued(post, act):
    """Its withdrawal is decided and numbered; the day of effect is ahead."""
    request = WithdrawalRequest.objects.get(post=post)
    verbs.approve_withdrawal(request, act("ct.canloc", reason="Đồng ý rút."))
    verbs.number_withdrawal(request, act("ct.canloc"), number="55/QĐ-UBND", date=p.TODAY)
    request.refresh_from_db()
    return request


def revoke(row, act, day=DAY, who="truongban", **more):
    given = act(who, **{"reason": REASON, **more})
    recognition.revoke_recognition(row, given, day=day, document_number=DOCUMENT)
    row.refresh_from_db()
    return row


def state(post, on):
    return next(one.state for one in readiness([post], on)[post.pk] if one.id == "recognised")


# --- what it does


def test_the_last_day_counts_and_the_day_of_the_revocation_does_not(row, post, act):
    assert state(post, DAY) == "pass"
    revoke(row, act)
    assert (state(post, DAY - dt.timedelta(days=1)), state(post, DAY)) == ("pass", "fail")


def test_whoever_revoked_when_why_and_by_which_decision_is_kept(row, act):
    revoke(row, act)
    person = User.objects.get(username="truongban").person
    kept = row.valid_to, row.revoked_on, row.revoked_by, row.revoking_document
    assert kept == (DAY, p.TODAY, person, DOCUMENT)
    event = AuditEvent.objects.get(verb="revoke_recognition", object_id=str(row.pk), outcome="done")
    assert (event.reason, event.after["from_day"], event.after["document_number"]) == (REASON, "2021-07-10", DOCUMENT)


def test_what_was_revoked_is_never_written_again(row, act):
    revoke(row, act)
    for column, value in (("valid_to", None), ("revoking_document", "khác"), ("revoked_on", EFFECT)):
        with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
            Recognition.objects.filter(pk=row.pk).update(**{column: value})


def test_a_break_is_named_to_its_people_at_once(row, issued, act):
    revoke(row, act)
    (found,) = CoverBreak.objects.filter(decision__request=issued, closed_at=None, condition="recognised")
    assert (found.first_day, found.cause.verb) == (DAY, "revoke_recognition")
    address = reverse("withdrawal", args=[issued.pk])
    for name in ("buudien", "gd.tt.canloc", "ct.canloc"):
        user = User.objects.get(username=name)
        told = [line for step, line in lines(user, p.TODAY, [WITHDRAWAL]) if step == "restore_cover"]
        assert [line.url for line in told] == [address]


def test_nobody_enters_a_number_over_a_recognition_that_was_revoked(row, post, act):
    request = WithdrawalRequest.objects.get(post=post)
    verbs.approve_withdrawal(request, act("ct.canloc", reason="Đồng ý rút."))
    revoke(row, act, day=p.TODAY)
    number = lambda: verbs.number_withdrawal(request, act("ct.canloc"), number="55/QĐ-UBND", date=p.TODAY)  # noqa: E731
    assert "recognised" in p.codes(number)


# --- what it refuses


def test_it_is_not_revoked_for_days_that_are_past(row, act):
    yesterday = p.TODAY - dt.timedelta(days=1)
    assert p.codes(lambda: revoke(row, act, day=yesterday)) == {"day_past"}


def test_it_is_not_revoked_before_it_begins_or_after_it_ends(row, act):
    Recognition.objects.filter(pk=row.pk).update(valid_to=EFFECT)
    row.refresh_from_db()
    assert p.codes(lambda: revoke(row, act, day=EFFECT)) == {"revoked_outside"}
    assert revoke(row, act, day=dt.date(2021, 6, 30)).valid_to == dt.date(2021, 6, 30)


def test_it_is_revoked_once(row, act):
    revoke(row, act)
    assert p.codes(lambda: revoke(row, act, day=EFFECT)) >= {"revoked_already"}


def test_it_asks_for_a_reason_and_for_the_password(row, act):
    assert p.codes(lambda: revoke(row, act, reason=" ")) == {"reason_needed"}
    with pytest.raises(StepUpNeeded):
        revoke(row, act, confirmed=False)


@pytest.mark.parametrize("who", ["buudien", "thuky", "ct.canloc", "gd.tt.canloc"])
def test_only_who_recognises_revokes(who, row, act):
    with pytest.raises(NotAllowed):
        revoke(row, act, who=who)


# --- recognised again


def recognised(act):
    rows = p.assessed(act)
    recognition.recognise(
        p.site("HT-S-TTPVHCC"), act("truongban"), agency=p.agency("HT-STC"), assignments=rows,
        document_number="11/QĐ-BCĐ", valid_from=p.TODAY,
    )  # fmt: skip
    return rows, list(Recognition.objects.filter(employee=rows[0].employee).order_by("field"))


def again(rows, act, day):
    recognition.recognise(
        p.site("HT-S-TTPVHCC"), act("truongban", on=day), agency=p.agency("HT-STC"), assignments=rows,
        document_number="15/QĐ-BCĐ", valid_from=day,
    )  # fmt: skip


def test_assessments_made_before_prove_nothing_after_and_are_made_anew(act):
    rows, held = recognised(act)
    tomorrow, later = p.TODAY + dt.timedelta(days=1), p.TODAY + dt.timedelta(days=2)
    for one in held:
        revoke(one, act, day=tomorrow)
    user = User.objects.get(username="truongban")
    assert not RECOGNISING.rows(user, later).filter(employee=rows[0].employee).exists()
    assert p.codes(lambda: again(rows, act, later)) == {"r09_not_assessed"}
    assert {s.assessed for s in at_place(rows[0], user, later, rows[0].employee_id)} == {False}
    assess = competence.assess_as_agency_head
    assert p.codes(lambda: assess(rows[0], act("gd.taichinh"), **p.results(rows))) == {"revoked_today"}
    assess(rows[0], act("gd.taichinh", on=later), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.trungtam", on=later), **p.results(rows))
    again(rows, act, later)
    assert Recognition.objects.filter(employee=rows[0].employee, revoked_on=None).count() == len(rows)


def test_the_other_field_stays_recognised(act):
    rows, held = recognised(act)
    revoke(held[0], act, day=p.TODAY + dt.timedelta(days=1))
    found = at_place(
        rows[0], User.objects.get(username="truongban"), p.TODAY + dt.timedelta(days=1), rows[0].employee_id
    )
    assert {s.assignment.field_id: s.recognition is None for s in found} == {
        held[0].field_id: True, held[1].field_id: False,
    }  # fmt: skip


# --- the page


def test_the_page_says_first_who_loses_cover_and_which_withdrawal_is_touched(row, issued):
    said = revoking_effects(row, DAY, p.TODAY)
    assert said[0].state == "warn"
    assert str(row.field) in said[0].text
    assert [e for e in said if str(issued.post) in e.text and "01/07/2021" in e.text]


def test_the_page_says_which_months_are_touched(post):
    entry = Recognition.objects.filter(employee__timesheet_entries__day=dt.date(2021, 6, 1)).first()
    said = [effect.text for effect in revoking_effects(entry, dt.date(2021, 6, 2), p.TODAY)]
    assert [line for line in said if "06/2021" in line]


def test_the_employee_page_leads_there_and_says_afterwards_what_was_revoked(row, as_user, act):
    page, way = reverse("employee", args=[row.employee_id]), reverse("revoke-recognition", args=[row.pk])
    assert way in as_user("truongban").get(page).content.decode()
    assert way not in as_user("buudien").get(page).content.decode()
    revoke(row, act)
    after = as_user("buudien").get(page).content.decode()
    assert DOCUMENT in after
    assert "10/07/2021" in after
    assert way not in as_user("truongban").get(page).content.decode()


def test_another_day_is_shown_first_and_what_it_breaks_is_read_before_it_is_done(row, issued, as_user):
    client, way = as_user("truongban"), reverse("revoke-recognition", args=[row.pk])
    assert client.get(way).context["consequences"]
    sent = {"day": "10/07/2021", "document_number": DOCUMENT, "reason": REASON, "secret": PASSWORD,
            "shown": "2021-06-15", "row_version": row.row_version}  # fmt: skip
    first = client.post(way, sent)
    assert "10/07/2021" in first.content.decode()
    second = client.post(way, sent | {"shown": "2021-07-10"})
    assert issued.post.name in " ".join(second.context["form"].non_field_errors())
    row.refresh_from_db()
    assert row.revoked_on is None
    seen = second.context["form"]["seen_warnings"].value()
    assert client.post(way, sent | {"shown": "2021-07-10", "seen_warnings": seen}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == DAY
