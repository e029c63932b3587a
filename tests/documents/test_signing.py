"""In whose power a delegate signs (NĐ 30/2020/NĐ-CP, Điều 13): by a real delegation, down to the text of the PDF."""

import datetime as dt
from dataclasses import replace

import pytest

from pilot.platform.access.authority import Authority
from pilot.platform.documents import render
from pilot.platform.documents.issuing import approve, prepare
from pilot.platform.documents.registry import KINDS, Signature, kind_of, register_kind
from pilot.platform.kernel import workflow
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Call
from pilot.programme.models import User
from pilot.programme.workflows.delegations import delegate_role
from tests.delegating import delegated
from tests.documents.test_pdf import text_of

pytestmark = pytest.mark.usefixtures("demo")
WRITTEN = {
    "valid_from": dt.date(2021, 6, 15), "valid_to": dt.date(2021, 6, 21), "document_number": "07/UQ-UBND",
}  # fmt: skip
POWERS = [
    ("kt", "Phó Chủ tịch", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"),
    ("tuq", "Chánh Văn phòng", "TUQ. CHỦ TỊCH CHÁNH VĂN PHÒNG"),
    ("tl", "Chánh Văn phòng", "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG"),
    ("q", "", "TM. ỦY BAN NHÂN DÂN Q. CHỦ TỊCH"),
]


@pytest.fixture
def delegate(act):
    """The paying office delegates to the head of the province's office."""

    def by(authority, title):
        return delegate_role(
            User.objects.get(username="chitra").role_grants.get(), act("chitra"),
            delegate=User.objects.get(username="vp.ubnd"), authority=authority, title=title, **WRITTEN,
        )  # fmt: skip

    return by


@pytest.fixture
def signed_by_delegate(provincial_document, act):
    """A second decision about the same withdrawal, signed by the delegate in the capacity the policy finds."""
    subject, attempt = provincial_document.subject, act("vp.ubnd")
    register_kind(replace(kind_of("withdrawal_decision"), code="by_delegate", numbered_by=""))

    def sign():
        capacity = workflow.policy.capacity(attempt.user, "approve_withdrawal", subject.request, attempt.on)
        call = Call(attempt, capacity)
        return approve(prepare("by_delegate", subject, call), call)

    yield sign
    del KINDS["by_delegate"]


@pytest.mark.skipif(bool(render.unavailable()), reason="this machine makes no PDFs")
@pytest.mark.parametrize(("authority", "title", "printed"), POWERS)
def test_delegate_signs_as_the_delegation_says(signed_by_delegate, authority, title, printed):
    delegated("ubnd.tinh", "vp.ubnd", authority=authority, title=title)
    document = signed_by_delegate()
    text = text_of(document)
    assert printed in text
    assert ("TM. ỦY BAN NHÂN DÂN" in text) is printed.startswith("TM.")
    assert document.signing_authority == authority
    assert (document.signer.username, document.on_behalf_of.username) == ("vp.ubnd", "ubnd.tinh")


def test_page_of_the_document_names_both(signed_by_delegate, as_user):
    delegated("ubnd.tinh", "vp.ubnd")
    page = as_user("thuky").get(f"/van-ban/{signed_by_delegate().pk}/").content.decode()
    assert all(User.objects.get(username=name).person.full_name in page for name in ("vp.ubnd", "ubnd.tinh"))


def test_who_is_no_deputy_does_not_sign_kt(delegate):
    with pytest.raises(TransitionRefused) as refused:
        delegate("kt", "Chánh Văn phòng")
    assert [p.code for p in refused.value.problems] == ["not_a_deputy"]


def test_a_delegate_signs_under_a_title(delegate):
    with pytest.raises(TransitionRefused) as refused:
        delegate("tuq", " ")
    assert [p.code for p in refused.value.problems] == ["title_needed"]


def test_two_delegations_keep_their_own_titles():
    """Each capacity carries the authority of its own delegation."""
    from pilot.platform.access.capacity import read_capacities

    delegated("ubnd.tinh", "vp.ubnd", title="Chánh Văn phòng")
    delegated("ct.canloc", "vp.ubnd", authority="tl", title="Trưởng phòng")
    held = read_capacities(User.objects.get(username="vp.ubnd").pk, dt.date(2021, 6, 15))
    assert {(c.role, c.authority, c.title) for c in held if c.principal_id} == {
        ("provincial_decider", "tuq", "Chánh Văn phòng"),
        ("district_chairman", "tl", "Trưởng phòng"),
    }


def test_deputy_of_a_single_head():
    assert Signature("GIÁM ĐỐC", authority=Authority.KT, title="PHÓ GIÁM ĐỐC").lines == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
