"""Shape of what the pages of administrative units and of changes of the organisation take in."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.roles import HEADS
from pilot.platform.digits import number_in
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import Choosing, offer
from pilot.programme.forms.dated import CorrectForm, GroundField
from pilot.programme.forms.places import ProgrammeForm
from pilot.programme.models import AdminLevel, AdminUnit, AdminUnitSuccession, Agency, Pilot, RoleGrant, Site, User

CODE = forms.CharField(label=_("Code"), max_length=5, help_text=_("As the national list of units gives it."))


class UnitForm(ProgrammeForm):
    code = CODE
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("With its kind: xã Mai Phụ."))
    level = forms.ChoiceField(label=_("Level"), choices=AdminLevel.choices)
    parent = forms.ModelChoiceField(AdminUnit.objects.none(), label=_("Under"), required=False)
    field_order: Sequence[str] = ("code", "name", "level", "parent", "valid_from", "last_day", "legal_basis")


class CorrectUnitForm(CorrectForm, UnitForm):
    field_order = (*UnitForm.field_order, "reason")


class HeadField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class Boxes(forms.ModelMultipleChoiceField):
    """Rows, each with a box."""

    widget = forms.CheckboxSelectMultiple


class ReorganiseForm(Choosing, KeyedForm):
    """What ends, is renamed or split, what takes it over, from which day, by which document.

    Sites and heads are those of the bodies that are chosen: they are offered from the first preview on.
    """

    kind = forms.ChoiceField(label=_("Kind of change"), choices=AdminUnitSuccession.Kind.choices)
    agencies = Boxes(Agency.objects.none(), label=_("Bodies"), required=False)
    units = Boxes(AdminUnit.objects.none(), label=_("Administrative units"), required=False)
    into = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Body that takes over"), required=False,
        help_text=_("Empty where no document names one: what hangs on the old body then stands on a list."),
    )  # fmt: skip
    into_unit = forms.ModelChoiceField(
        AdminUnit.objects.none(), label=_("Unit that takes over"), required=False,
        help_text=_("Empty: each goes into the successor on record; without one it stands on a list."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("New name"), max_length=160, required=False,
        help_text=_("Of what is renamed, or of a body or unit that this change makes."),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code of the new unit"), max_length=5, required=False,
        help_text=_("As the national list of units gives it."),
    )  # fmt: skip
    sites = Boxes(Site.objects.none(), label=_("Sites that go over"), required=False,
                  help_text=_("In a split, with everything that the body has there."))  # fmt: skip
    carry = forms.BooleanField(label=_("Accounts keep their roles at the body that takes over"), required=False)
    head = HeadField(User.objects.none(), label=_("Who carries on as head"), required=False)
    day = VietnameseDateField(
        label=_("From"), years=PILOT_YEARS,
        help_text=_("A day to come: the confirmed change waits for it and is then carried out."),
    )  # fmt: skip
    legal_basis = GroundField()

    def __init__(self, *args: Any, pilot: Pilot, on: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen, units = self._chosen("agencies"), self._chosen("units")
        there = Agency.objects.filter(pilot=pilot).as_at(self._day(on)).order_by("name")
        named = Agency.objects.filter(pilot=pilot, pk__in=self._named("agencies")).order_by("name")
        offer(
            self, agencies=there | named, units=in_use(pilot), into=there, into_unit=in_use(pilot),
            sites=sites_of(pilot, chosen, units), head=heads_at([*chosen, *self._chosen("into")]),
        )  # fmt: skip
        for name, offered in (("sites", chosen or units), ("head", chosen)):
            if not offered:
                self.fields[name].widget = self.fields[name].hidden_widget()

    def _day(self, on: dt.date) -> dt.date:
        """The day of the change as far as it is typed; today until then."""
        try:
            return self.fields["day"].clean(self.data.get("day")) or on
        except forms.ValidationError:
            return on

    def _named(self, name: str) -> list[int]:
        """What the address names: also a body that has ended and leaves something to be taken over."""
        return [number for key in self.initial.get(name, []) if (number := number_in(str(key))) is not None]

    def _chosen(self, name: str) -> list[int]:
        """What is chosen already, as keys: sent with the form, or proposed by the address."""
        given = self.initial.get(name, [])
        asked = [given] if isinstance(given, str) else given
        found = self.data.getlist(name) if hasattr(self.data, "getlist") else asked
        return [number for key in found if (number := number_in(str(key))) is not None]


def in_use(pilot: Pilot) -> QuerySet[AdminUnit]:
    """Units of the pilot that there are, and those that have ended with something in them."""
    lies = [Exists(model.objects.filter(admin_unit=OuterRef("pk"), valid_to=None)) for model in (Site, Agency)]
    rows = AdminUnit.objects.filter(Q(valid_to=None) | lies[0] | lies[1], pilot=pilot)
    return rows.order_by("level", "name", "code")


def sites_of(pilot: Pilot, agencies: list[int], units: list[int]) -> QuerySet[Site]:
    """Where the bodies take part or have counter posts, what they govern, and what lies in the units."""
    at = Q(agency__in=agencies) | Q(participations__agency__in=agencies) | Q(counter_posts__agency__in=agencies)
    return Site.objects.filter(at | Q(admin_unit__in=units), pilot=pilot).distinct().order_by("name")


def heads_at(agencies: list[int]) -> QuerySet[User]:
    """Who heads the bodies."""
    held = RoleGrant.objects.filter(agency__in=agencies, role__in=HEADS, status__in=RoleGrant.IN_FORCE)
    heads: QuerySet[User] = User.objects.filter(pk__in=held.values("user")).select_related("person")
    return heads.order_by("person__sort_key")
