"""What a pilot still lacks of people: who holds its counter posts, and the post office's employees."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.cases.setup import Missing, Part
from pilot.programme.models import Agency, CounterPost, Pilot
from staffing.models import Incumbency, PostalEmployee, WithdrawalRequest
from staffing.workflows.employees import PRESENT


def parts(pilot: Pilot, on: dt.date) -> list[Part]:
    """Four queries."""
    return [_incumbents(pilot, on), _employees(pilot, on)]


def _incumbents(pilot: Pilot, on: dt.date) -> Part:
    """A post that nobody holds, and whose civil servants were never withdrawn, can be withdrawn from nobody."""
    held = Exists(Incumbency.objects.as_at(on).filter(post=OuterRef("pk")))
    done = Exists(WithdrawalRequest.objects.filter(post=OuterRef("pk"), status=WithdrawalRequest.Status.EFFECTIVE))
    posts = CounterPost.objects.as_at(on).filter(pilot=pilot, management=False).select_related("agency")
    empty = list(posts.filter(~held, ~done).order_by("site", "code"))
    total, words = posts.count(), _("Nobody is entered at %(post)s")
    count = total - len(empty)
    stands = ngettext(
        "%(count)d counter post is held or withdrawn", "%(count)d counter posts are held or withdrawn", count
    )
    return Part(_("Civil servants at the counters"), stands % {"count": count}, [
        Missing(words % {"post": post}, "hold_post", post, reverse("hold-post", args=[post.code]),
                reverse("import-upload", args=["civil-servants", post.agency.code]))
        for post in empty
    ], later=not total)  # fmt: skip


def _employees(pilot: Pilot, on: dt.date) -> Part:
    count = PostalEmployee.objects.filter(pilot=pilot, status__in=PRESENT).count()
    offices = Agency.objects.as_at(on).filter(pilot=pilot, kind=Agency.Kind.POST_OFFICE)
    stands = ngettext("%(count)d employee", "%(count)d employees", count) % {"count": count}
    words = _("%(office)s has entered nobody")
    return Part(_("Postal employees"), stands, [] if count else [
        Missing(words % {"office": office}, "add_employee", office,
                reverse("import-upload", args=["employees", office.code]))
        for office in offices
    ])  # fmt: skip
