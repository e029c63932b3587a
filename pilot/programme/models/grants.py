"""Role grants: django-guardian's tables with real foreign keys, one per anchor, and how each came about."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from pilot.platform.access.authority import DELEGATED, Authority
from pilot.platform.access.roles import Anchor, Group, Party, Role
from pilot.platform.access.rows import Dated, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.kernel.types import Words


class PilotGrant(UserObjectPermissionBase):
    """A role on a whole pilot. Written only by pilot.platform.access.grants."""

    content_object = models.ForeignKey("pilot.Pilot", models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("role in a pilot")


class AgencyGrant(UserObjectPermissionBase):
    """A role at an agency. Written only by pilot.platform.access.grants."""

    content_object = models.ForeignKey("pilot.Agency", models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("role at an agency")


class SiteGrant(UserObjectPermissionBase):
    """A role at a site. Written only by pilot.platform.access.grants."""

    content_object = models.ForeignKey("pilot.Site", models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("role at a site")


class RoleGrant(Versioned):
    """The request behind a grant or a removal: proposed by one administrator, confirmed by another."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the second administrator")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("refused")
        ENDING = "ending", _("in force; removal waits for the second administrator")
        REVOKED = "revoked", _("revoked")

    IN_FORCE = (Status.IN_FORCE, Status.ENDING)
    WAITING = (Status.PROPOSED, Status.ENDING)

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="role_grants")
    user = models.ForeignKey("pilot.User", models.PROTECT, related_name="role_grants")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("pilot.Site", models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    reason = personal(models.TextField(_("reason"), blank=True), kept="audit")
    removal_at = models.DateTimeField(null=True, help_text="removal of an administrator proposed")
    removal_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    place_name: str  # what the list of accounts adds; not columns
    staff_code: str

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot"), "holder": Party(None, "user")}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(agency=None) | Q(site=None), name="role_grant_one_anchor"),
            paired("confirmed_at", "confirmed_by", "role_grant_confirmed_pair"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="role_grant_two_people",
            ),
            paired("removal_at", "removal_by", "role_grant_removal_pair"),
            paired("removed_at", "removed_by", "role_grant_removed_pair"),
            models.CheckConstraint(
                condition=Q(removed_by=None) | Q(removal_by__isnull=False) & ~Q(removed_by=F("removal_by")),
                name="role_grant_removed_by_two",
            ),
            models.UniqueConstraint(
                "user", "role", "pilot", Coalesce("agency", 0), Coalesce("site", 0),
                condition=Q(status__in=["proposed", "in_force", "ending"]), name="role_grant_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user.get_full_name()}"

    @property
    def place(self) -> models.Model:
        """The anchor: site, agency, or the whole pilot."""
        return self.site or self.agency or self.pilot


class Delegation(Versioned, Dated):
    """A dated, written delegation (ủy quyền) of one person's role to another; no delegation of what was delegated.

    Made by the principal himself, or proposed by an administrator and confirmed by the principal or another
    administrator. `authority` and `title` say how the delegate signs (NĐ 30/2020/NĐ-CP, Điều 13). `status` says what
    was decided; whether it runs on a day is told by the dates alone (`standing`).
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the principal or the second administrator")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    OPEN = (Status.PROPOSED, Status.IN_FORCE)

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="delegations")
    principal = models.ForeignKey("pilot.User", models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey("pilot.User", models.PROTECT, related_name="delegations_held")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    authority = models.CharField(
        _("signs"), max_length=3, choices=[(a.value, a.label) for a in DELEGATED], default=Authority.TUQ
    )
    title = personal(models.CharField(_("own title of the delegate"), max_length=120, blank=True), kept="decisions")
    document_number = not_personal(models.CharField(_("document number"), max_length=60), "number of the delegation")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("pilot.User", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")

    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "principal": Party(None, "principal"),
        "delegate": Party(None, "delegate"),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False, valid_to__isnull=False), name="delegation_has_dates"
            ),
            dated("delegation_dates"),
            paired("confirmed_at", "confirmed_by", "delegation_confirmed_pair"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("created_by")), name="delegation_two_people"
            ),
            models.CheckConstraint(condition=Q(authority__in=DELEGATED), name="delegation_authority"),
            paired("ended_at", "ended_by", "delegation_ended_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.principal.get_full_name()}"

    def is_over(self, on: dt.date) -> bool:
        """Whether its last day lies before `on`."""
        return (self.valid_to or dt.date.max) <= on

    def standing(self, on: dt.date) -> Words:
        """Where it stands on a business day: what was decided, and for one that was given what its dates say."""
        if self.status in self.OPEN and self.is_over(on):
            return _("expired")
        if self.status != self.Status.IN_FORCE:
            return self.get_status_display()
        return _("not begun") if (self.valid_from or on) > on else _("running")
