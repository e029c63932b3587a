"""The counter post: its steps. Its page and the lists that show it are those of places (views/places.py)."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.removal import referred_to
from pilot.platform.kernel.clock import business_day
from pilot.platform.kernel.types import FormOptions, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Fact
from pilot.programme.cases.closing import closed
from pilot.programme.cases.places import open_steps
from pilot.programme.forms.dated import CloseForm
from pilot.programme.forms.posts import ChangePostForm, CorrectPostForm, PostForm
from pilot.programme.models import Agency, CounterPost
from pilot.programme.selectors.places import fields_of, sites_of
from pilot.programme.workflows import posts as w

TYPED = (w.correct_post, w.change_post)  # steps that begin with what is recorded


class PostCase(Case[CounterPost]):
    """A counter post, from the day on which there is one."""

    workflow = w.POST
    name, prefix, paged = "counter-post", "vi-tri/", False
    kind = gettext_lazy("Counter post")
    select_related = ("agency", "site", "pilot")
    forms = {w.correct_post: CorrectPostForm, w.change_post: ChangePostForm, w.close_post: CloseForm}
    openings = (
        Opening(
            w.enter_post, PostForm, Agency, "enter-post", "vi-tri/moi/<code>/", "agency",
            gettext_lazy("The counter post is entered. Enter next who holds it."),
        ),
    )  # fmt: skip

    def offers(self, row: CounterPost, user: User, on: dt.date, due: Collection[Verb]) -> list[Verb]:
        return open_steps(super().offers(row, user, on, due), row, on)

    def heading(self, row: CounterPost) -> str:
        return row.name

    def url(self, row: CounterPost, verb: Verb | None = None) -> str:
        return reverse(self.name, args=[row.code])

    def trail(self, row: CounterPost) -> list[tuple[str, str]]:
        return [(row.agency.name, reverse("agency", args=[row.agency.code])), (row.name, self.url(row))]

    def head(self, row: CounterPost) -> list[Fact]:
        return [Fact(_("Agency"), row.agency), Fact(_("Site"), row.site), Fact(_("Code"), row.code)]

    def initial(self, row: CounterPost, verb: Verb) -> dict[str, object]:
        """What is recorded today."""
        fields = [field.pk for field in row.fields_on(business_day())]
        recorded: dict[str, object] = {"name": row.name, "management": row.management, "fields_": fields}
        if verb is w.correct_post:
            recorded |= {
                "code": row.code, "site": row.site_id, "valid_from": row.valid_from, "last_day": row.period.last_day,
                "legal_basis": row.legal_basis,
            }  # fmt: skip
        return recorded if verb in TYPED else {}

    def options(self, request: Request, row: CounterPost, verb: Verb) -> FormOptions:
        return self._choices(request, row.agency, verb, row) if verb in TYPED else {}

    def keeps(self) -> Q:
        """What was held, withdrawn or billed at it is closed, not taken out."""
        return referred_to(CounterPost, w.FIELDS)

    def consequences(self, row: CounterPost, verb: Verb) -> list[str]:
        taken_out = _("The post and its fields are taken out for good; the log keeps that they were entered.")
        return {w.close_post: closed(), w.remove_post: [taken_out]}.get(verb, [])

    def after(self, row: CounterPost, verb: Verb, made: Model) -> str:
        return reverse("agency", args=[row.agency.code]) if verb is w.remove_post else self.url(row)

    def choices(self, request: Request, parent: Agency, opening: Opening) -> FormOptions:
        """Where the agency has one site, that is the first proposal."""
        found = self._choices(request, parent, opening.verb)
        own = [site.pk for site in found["site"].filter(agency=parent)[:2]]
        return found | ({"initial": {"site": own[0]}} if len(own) == 1 else {})

    def _choices(self, request: Request, agency: Agency, verb: Verb, row: CounterPost | None = None) -> FormOptions:
        found: FormOptions = {"fields_": fields_of(agency, request.business_day, row)}
        return (
            found if verb is w.change_post else found | {"site": sites_of(agency, request.user, request.business_day)}
        )


POSTS = PostCase()
