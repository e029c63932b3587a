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
from pilot.programme.forms.choosing import Choosing, narrowing, offer
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


def unit_label(unit: Any) -> str:
    """Name, what it lies in and code: two communes of one name are told apart."""
    place = f"{unit.parent.name}, {unit.code}" if unit.parent else unit.code
    return f"{unit.name} ({place})"


class UnitBoxes(Boxes):
    def label_from_instance(self, obj: Any) -> str:
        return unit_label(obj)


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return unit_label(obj)


Kind = AdminUnitSuccession.Kind
ENDS = (_("Bodies that end"), _("Administrative units that end"))
LABELS = {  # of what is chosen, by the kind of change
    Kind.MERGE: ENDS, Kind.DISSOLVE: ENDS,
    Kind.RENAME: (_("Body that is renamed"), _("Administrative unit that is renamed")),
    Kind.SPLIT: (_("Body that is split"), _("Administrative unit that is split")),
}  # fmt: skip
TAKES_OVER = {  # what the field of the body that takes over says, by the kind of change
    Kind.MERGE: _("A merger needs one: choose it, or enter the name of a new one below."),
    Kind.SPLIT: _("A split needs one: choose it, or enter the name of a new one below."),
    Kind.RENAME: _("Stays empty: the body itself goes on under the new name."),
    Kind.DISSOLVE: _("Stays empty: what hangs on the body then stands on a list."),
}  # fmt: skip


class ReorganiseForm(Choosing, KeyedForm):
    """What ends, is renamed or split, what takes it over, from which day, by which document.

    The choice of the kind brings the form again with what this kind asks; sites and heads are then, and from the first
    preview on, those of the bodies that are chosen.
    """

    needed_at_times = ("agencies", "units")  # one of both

    kind = forms.ChoiceField(label=_("Kind of change"), choices=[("", "---------"), *AdminUnitSuccession.Kind.choices])
    agencies = Boxes(Agency.objects.none(), label=ENDS[0], required=False)
    units = UnitBoxes(AdminUnit.objects.none(), label=ENDS[1], required=False)
    into = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Body that takes over"), required=False,
        help_text=_("A merger or a split needs one: choose it, or enter the name of a new one below."),
    )  # fmt: skip
    into_unit = UnitChoice(
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
        self.fields["kind"].widget.attrs |= narrowing(sends="closest form")
        chosen, units = self._chosen("agencies"), self._chosen("units")
        day = self._day(on)
        there = Agency.objects.filter(pilot=pilot).as_at(day).order_by("name")
        named = Agency.objects.filter(pilot=pilot, pk__in=self._named("agencies")).order_by("name")
        offer(
            self, agencies=there | named, units=in_use(pilot, day), into=there, into_unit=there_on(pilot, day),
            sites=sites_of(pilot, chosen, units, day), head=heads_at(pilot, [*chosen, *self._chosen("into")]),
        )  # fmt: skip
        self._worded(str(self.data.get("kind") or self.initial.get("kind") or ""))

    def _worded(self, kind: str) -> None:
        """What is asked, in the words of the kind of change; what this kind does not ask is left out of the page."""
        if kind not in LABELS:
            return
        self.fields["agencies"].label, self.fields["units"].label = LABELS[Kind(kind)]
        self.fields["into"].help_text = TAKES_OVER[Kind(kind)]
        for name, asked in (("sites", kind == Kind.SPLIT), ("head", kind == Kind.MERGE)):
            if not asked:
                self.fields[name].widget = self.fields[name].hidden_widget()

    def _day(self, on: dt.date) -> dt.date:
        """The day of the change as far as it is typed; today until then."""
        try:
            return self.fields["day"].clean(self.data.get("day") or self.initial.get("day")) or on
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


def there_on(pilot: Pilot, day: dt.date) -> QuerySet[AdminUnit]:
    """Units of the pilot that there are on the day."""
    rows: QuerySet[AdminUnit] = AdminUnit.objects.filter(pilot=pilot).as_at(day)
    return rows.select_related("parent").order_by("level", "name", "code")


def in_use(pilot: Pilot, day: dt.date) -> QuerySet[AdminUnit]:
    """Units of the pilot that there are on the day, and those that have ended with something in them."""
    lies = [Exists(model.objects.filter(admin_unit=OuterRef("pk"), valid_to=None)) for model in (Site, Agency)]
    ended = AdminUnit.objects.filter(lies[0] | lies[1], pilot=pilot, valid_to__lte=day)
    return there_on(pilot, day) | ended.select_related("parent").order_by("level", "name", "code")


def sites_of(pilot: Pilot, agencies: list[int], units: list[int], day: dt.date) -> QuerySet[Site]:
    """Where the bodies take part or have counter posts, what they govern, what lies in the units; all until then."""
    rows = Site.objects.filter(pilot=pilot)
    if not agencies and not units:
        return rows.as_at(day).order_by("name")
    at = Q(agency__in=agencies) | Q(participations__agency__in=agencies) | Q(counter_posts__agency__in=agencies)
    return rows.filter(at | Q(admin_unit__in=units)).distinct().order_by("name")


def heads_at(pilot: Pilot, agencies: list[int]) -> QuerySet[User]:
    """Who heads the bodies; while none is chosen, any body of the pilot."""
    held = RoleGrant.objects.filter(agency__pilot=pilot, role__in=HEADS, status__in=RoleGrant.IN_FORCE)
    named = held.filter(agency__in=agencies) if agencies else held
    heads: QuerySet[User] = User.objects.filter(pk__in=named.values("user")).select_related("person")
    return heads.order_by("person__sort_key")
