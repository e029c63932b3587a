"""The form of a recognition on paper: signers with an account are chosen, signers of phase I named as printed."""

import pytest
from django.urls import reverse

from pilot.programme.models import Person, User
from staffing.models import Assignment, PaperRecord, Recognition
from staffing.workflows import paper
from tests.paper import scan

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def learner():
    """An assignment whose field nobody has recognised yet."""
    return Assignment.objects.filter(agency__code="HT-STC", employee__recognitions=None).first()


@pytest.fixture
def address(learner):
    place = f"{learner.agency_id}-{learner.site_id}"
    return reverse("record-from-paper", args=["HT-BDT", "recognition"]) + f"?place={place}"


@pytest.fixture
def typed(learner):
    return {
        "document": "03/QĐ-BCĐ", "document_date": "20/05/2021", "signers": "Lê Cũ, Phó Trưởng ban",
        "employee": learner.employee_id, "fields_": [learner.field_id], "valid_from": "24/05/2021",
        "by_agency_head_printed": "Nguyễn Văn Trước", "by_centre_director_printed": "Trần Thị Xưa",
        "recognised_by": User.objects.get(username="truongban").person_id,
    }  # fmt: skip


def test_signers_as_printed_become_people_without_account(as_user, act, learner, address, typed):
    client = as_user("buudien")
    assert client.post(address, typed | {"scan": scan()}).status_code == 302
    record = PaperRecord.objects.latest("id")
    assert (record.by_agency_head.full_name, record.by_centre_director.full_name) == (
        "Nguyễn Văn Trước",
        "Trần Thị Xưa",
    )
    assert not record.by_agency_head.accounts.exists()
    assert record.recognised_by == User.objects.get(username="truongban").person

    paper.check_paper_record(record, act("thuky"))
    assert Recognition.objects.get(paper=record).by_agency_head == record.by_agency_head
    offered = client.get(address).context["form"].fields["by_agency_head"].queryset
    assert record.by_agency_head in offered  # the next record chooses the same person


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"scan": None}, "scan"),
        ({"signers": ""}, "signers"),
        ({"by_agency_head_printed": ""}, "by_agency_head"),
        ({"recognised_by_printed": "Lê Cũ"}, "recognised_by"),
    ],
)
def test_what_is_missing_or_said_twice_is_refused(as_user, address, typed, change, wrong):
    people = Person.objects.count()
    sent = {name: value for name, value in (typed | {"scan": scan()} | change).items() if value is not None}
    answer = as_user("buudien").post(address, sent)
    assert wrong in answer.context["form"].errors
    assert Person.objects.count() == people
