"""Shape of the input of account pages; what is allowed is decided by the verbs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.authority import DELEGATED, Authority
from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.access.roles import ANCHOR_OF, HEADS, SECOND_FACTOR_PROPOSED, Anchor, Role
from pilot.platform.access.signing import has_device
from pilot.platform.cases.forms import SignedReasonForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.periods import day_after
from pilot.platform.text import account_key
from pilot.platform.ui.forms import PILOT_YEARS, MailField, NameField, VietnameseDateField
from pilot.programme.forms.choosing import narrowing, offer
from pilot.programme.forms.dated import GroundField, ProvinceField
from pilot.programme.models import AdminLevel, Agency, Delegation, Person, Pilot, RoleGrant, Site, User
from pilot.programme.selectors.accounts import places_of, staff_codes, working_at


class UserNameField(forms.RegexField):
    """The name of a new account, which nobody has yet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"^[a-z0-9._-]{3,60}$", help_text=_("Lower-case letters, digits, dot, hyphen."),
            error_messages={"invalid": _("Use 3 to 60 lower-case letters without marks, digits, dots or hyphens.")},
            **options,
        )  # fmt: skip

    def clean(self, value: object) -> str:
        name: str = super().clean(value)
        if User.objects.filter(username_key=account_key(name)).exists():
            raise forms.ValidationError(_("The user name “%(name)s” is taken."), params={"name": name})
        return name


class InviteForm(KeyedForm):
    """An account for somebody who is known (a postal employee, a civil servant), or for a new person."""

    needed_at_times = ("person", "full_name")
    person = forms.ModelChoiceField(
        label=_("Person who is known already"), queryset=Person.objects.none(), required=False,
        help_text=_("Postal employees and civil servants: the account then stands for the same person."),
    )  # fmt: skip
    full_name = NameField(label=_("Full name of a new person"), max_length=120, required=False)
    username = UserNameField(label=_("User name"))
    email = MailField(label=_("E-mail"), required=False, help_text=_("Without it the link is shown to you."))
    reason = forms.CharField(
        label=_("Why it is somebody else"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where somebody of the same name is known."),
    )  # fmt: skip

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Person.objects.filter(pilot=pilot, erased_at=None).exclude(accounts__is_active=True)
        offer(self, person=free)
        codes = staff_codes(pilot)
        self.fields["person"].label_from_instance = lambda person: coded(person, codes)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("full_name")):
            self.add_error("full_name", _("Choose a person or give the name of a new one, not both."))
        return data


def coded(person: Person, codes: Mapping[int, list[str]]) -> str:
    """The name with the staff codes behind it."""
    return " ".join([person.full_name, *(f"({code})" for code in codes.get(person.pk, []))])


class PilotForm(SignedForm):
    """The pilot of another province, and its first administrator."""

    province = ProvinceField()
    code = forms.RegexField(
        r"^[A-Za-z0-9]{2,20}$", label=_("Code"), max_length=20, required=False,
        help_text=_("Empty: the name of the province without marks and blanks."),
        error_messages={"invalid": _("Use 2 to 20 letters without marks, or digits.")},
    )  # fmt: skip
    title = forms.CharField(label=_("Title of the scheme"), max_length=300, required=False)
    legal_basis = GroundField(help_text=_("The decision on the scheme: number, day and issuer."))
    full_name = NameField(label=_("Full name of the first administrator"), max_length=120)
    username = UserNameField(label=_("User name"))
    email = MailField(label=_("E-mail"), required=False, help_text=_("Without it the link is shown to you."))


class SecondFactorForm(SignedForm):
    """Roles, whether they need a second factor, and from which day on; deciders, payers and administrators proposed."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role, widget=forms.CheckboxSelectMultiple,
        initial=[role for role in Role.values if role in SECOND_FACTOR_PROPOSED],
        help_text=_("Proposed: who decides, pays or hands out rights. Untick those for which it shall not hold."),
    )  # fmt: skip
    required = forms.TypedChoiceField(
        label=_("What holds from the first day on"), coerce=lambda value: value == "yes",
        choices=[("yes", _("a second factor is required")), ("no", _("it is no longer required"))],
    )  # fmt: skip
    valid_from = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    legal_basis = GroundField(required=False, help_text=_("The document that orders it, if there is one."))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


K = Agency.Kind
HELD_AT: dict[Role, dict[str, object]] = {  # bodies of which kinds and levels are offered for a role
    Role.POST_OFFICE_HR: {"kind": K.POST_OFFICE}, Role.PROVINCIAL_OFFICE: {"kind": K.PROVINCIAL_OFFICE},
    Role.PROVINCIAL_DECIDER: {"kind": K.PEOPLES_COMMITTEE, "level": AdminLevel.PROVINCE},
    Role.DISTRICT_CHAIRMAN: {"kind": K.PEOPLES_COMMITTEE, "level": AdminLevel.DISTRICT},
    Role.AGENCY_HEAD: {"kind__in": (K.DEPARTMENT, K.PEOPLES_COMMITTEE)},
    Role.PAYER: {"kind__in": (K.DEPARTMENT, K.PEOPLES_COMMITTEE, K.PROVINCIAL_OFFICE)},
}  # fmt: skip


class ProposeRoleForm(SignedForm):
    """Role and place; the place must be of the kind on which the role is granted."""

    needed_at_times = ("agency", "site")
    role = forms.TypedChoiceField(label=_("Role"), choices=Role, coerce=Role)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none(), required=False)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, pilot: Pilot, role: str = "", **kwargs: Any) -> None:
        """`role`: chosen already; then only the places that fit it are offered."""
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.attrs |= narrowing()
        offer(self, agency=Agency.objects.filter(pilot=pilot), site=Site.objects.filter(pilot=pilot))
        if role in Role.values and not self.is_bound:
            self.narrow(Role(role))

    def narrow(self, role: Role) -> None:
        """Leave out the places at which the role is not held."""
        self.initial["role"] = role
        for name in {Anchor.AGENCY.value, Anchor.SITE.value} - {ANCHOR_OF[role].value}:
            del self.fields[name]
        if "agency" in self.fields:
            agencies = self.fields["agency"].queryset  # type: ignore[attr-defined]
            offer(self, agency=agencies.filter(**HELD_AT.get(role, {})))

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        anchor = ANCHOR_OF[data["role"]] if data.get("role") else Anchor.PILOT
        for name in ("agency", "site"):
            if anchor.value == name and not data.get(name):
                self.add_error(name, _("This role is held at a place of this kind: choose it."))
            elif anchor.value != name and data.get(name):
                self.add_error(name, _("This role is not held at a place of this kind: leave it empty."))
        return data


class ConfirmRolesForm(SignedForm):
    """Proposed roles, ticked by the second administrator, and his signature."""

    grants = forms.ModelMultipleChoiceField(
        RoleGrant.objects.none(), label=_("Proposed roles"), error_messages={"required": _("Tick a role at least.")}
    )

    def __init__(self, *args: Any, grants: list[RoleGrant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, grants=RoleGrant.objects.filter(pk__in=[grant.pk for grant in grants]))

    @property
    def ticked(self) -> list[str]:
        """What is ticked already, when the form comes back."""
        return self.data.getlist("grants") if isinstance(self.data, QueryDict) else []


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, account: User) -> str:
        return f"{account.person.full_name} ({account.username})"


def chosen_row(field: forms.Field, value: str) -> Any:
    """The row that is chosen in a field that offers rows; None for nothing, or for what it does not offer."""
    try:
        return field.clean(value)
    except forms.ValidationError:
        return None


class DelegationForm(SignedForm):
    """A written delegation, first to last day inclusive; a subclass says of what.

    A head is replaced by a deputy of the same agency, who signs KT.: for one who is nothing but a head nobody else and
    no other way is offered. Who heads a committee has no agency.
    """

    needed_at_times = ("title",)
    delegate = AccountField(User.objects.none(), label=_("Delegated to"))
    authority = forms.ChoiceField(
        label=_("Signs"), choices=[(a.value, a.label) for a in DELEGATED], initial=Authority.TUQ,
        help_text=_("KT. for a deputy only; in the place of a head always (NĐ 30/2020/NĐ-CP, Điều 13)."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Own title of the delegate"), max_length=120, required=False,
        help_text=_("As it stands under the signature, for example Giám đốc Sở Nội vụ."),
    )  # fmt: skip
    valid_from = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    last_day = VietnameseDateField(
        label=_("Last day"), years=PILOT_YEARS, help_text=_("Twelve months from the first day at most.")
    )
    document_number = forms.CharField(label=_("Number and date of the written delegation"), max_length=60)

    def __init__(self, *args: Any, principal: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.principal, self.held = principal, principal.role_grants.filter(status__in=RoleGrant.IN_FORCE)
        self.held = self.held.exclude(role=Role.ADMINISTRATOR).select_related("agency", "site", "pilot")
        people = User.objects.filter(person__pilot=principal.person.pilot_id, is_active=True)
        offer(self, delegate=people.exclude(person=principal.person_id).select_related("person"))
        if self.held and HEADS.issuperset(grant.role for grant in self.held):
            self._offer_deputies()

    def _offer_deputies(self) -> None:
        """Those of the same agency, KT. and with a title."""
        offer(self, authority=[(Authority.KT.value, Authority.KT.label)])
        self.fields["authority"].initial = Authority.KT
        self.fields["title"].required = True
        self.fields["title"].help_text = _("As it stands under the signature, for example Phó Chủ tịch.")
        if places_of(self.held):
            delegate = self.fields["delegate"]
            offer(self, delegate=delegate.queryset.filter(working_at(self.held)).distinct())  # type: ignore[attr-defined]
            words = _("Who works at %(place)s. Who is missing needs an account first: ask an administrator.")
            delegate.help_text = words % {"place": ", ".join(dict.fromkeys(str(grant.place) for grant in self.held))}

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        elif last:
            data["valid_to"] = day_after(last)
        return data

    def role_of(self, said: Mapping[str, str]) -> str:
        """The role that is chosen; empty while none is."""
        return said.get("role", "") if said.get("role") in Role.values else ""

    def chosen(self, said: Mapping[str, str]) -> Delegation | None:
        """How the delegate would sign by what is chosen so far; None while role, delegate or way are open."""
        delegate = chosen_row(self.fields["delegate"], said.get("delegate", ""))
        authority, role = said.get("authority", ""), self.role_of(said)
        if not delegate or not role or authority not in DELEGATED:
            return None
        title = said.get("title", "")
        return Delegation(principal=self.principal, delegate=delegate, role=role, authority=authority, title=title)

    def inputs(self) -> Inputs:
        """What both verbs take, and what one of them is about."""
        return {name: value for name, value in super().inputs().items() if name not in ("last_day", "grant")}


class GrantField(forms.ModelChoiceField):
    def label_from_instance(self, grant: RoleGrant) -> str:
        return f"{grant.get_role_display()} – {grant.place}"


class DelegateForm(DelegationForm):
    """The principal himself chooses one of his roles."""

    grant = GrantField(RoleGrant.objects.none(), label=_("Role"))
    field_order = ["grant"]

    def __init__(self, *args: Any, principal: User, **kwargs: Any) -> None:
        super().__init__(*args, principal=principal, **kwargs)
        offer(self, grant=self.held)
        if len(self.held) == 1:
            self.fields["grant"].initial = self.held[0].pk

    def role_of(self, said: Mapping[str, str]) -> str:
        """The role of the grant that is chosen; empty while none is."""
        grant = chosen_row(self.fields["grant"], said.get("grant", ""))
        return grant.role if grant else ""


class ProposeDelegationForm(DelegationForm):
    """An administrator chooses one of the roles that the principal holds."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role)
    field_order = ["role"]

    def __init__(self, *args: Any, principal: User, **kwargs: Any) -> None:
        super().__init__(*args, principal=principal, **kwargs)
        roles = sorted({Role(grant.role) for grant in self.held}, key=list(Role).index)
        offer(self, role=[(role.value, role.label) for role in roles])


class ResetForm(SignedReasonForm):
    """Whether the authenticator app is lifted as well: asked only where one is set up."""

    lift_device = forms.BooleanField(
        label=_("The owner has lost the authenticator app: lift it as well."), required=False,
        help_text=_("To lift it takes a second administrator; otherwise its code is asked after the new password."),
    )  # fmt: skip

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_device(account):
            del self.fields["lift_device"]


class CloseForm(SignedReasonForm):
    """Where something waits that nobody else can do, the administrator says that he knows."""

    knowing = forms.BooleanField(label=_("I know that nobody else can do what is marked above."))

    def __init__(self, *args: Any, orphans: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not orphans:
            del self.fields["knowing"]

    def inputs(self) -> Inputs:
        """Nothing: to know it is all that is asked."""
        return {}
