"""Role grants: django-guardian's tables with real foreign keys, one per anchor, and how each came about."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from pilot.access.roles import Anchor, Group, Party, Role
from pilot.kernel.models import Versioned, dated, paired
from pilot.models.base import Dated, ScopedQuerySet


class PilotGrant(UserObjectPermissionBase):
    """A role on a whole pilot. Written only by pilot.access.grants."""

    content_object = models.ForeignKey("pilot.Pilot", models.CASCADE)


class AgencyGrant(UserObjectPermissionBase):
    """A role at an agency. Written only by pilot.access.grants."""

    content_object = models.ForeignKey("pilot.Agency", models.CASCADE)


class SiteGrant(UserObjectPermissionBase):
    """A role at a site. Written only by pilot.access.grants."""

    content_object = models.ForeignKey("pilot.Site", models.CASCADE)


class RoleGrant(Versioned):
    """The request behind a grant or a removal: proposed by one administrator, confirmed by another."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the second administrator")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("refused")
        REVOKED = "revoked", _("revoked")

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
    reason = models.TextField(_("reason"), blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(agency=None) | Q(site=None), name="role_grant_one_anchor"),
            paired("confirmed_at", "confirmed_by", "role_grant_confirmed_pair"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="role_grant_two_people",
            ),
            models.UniqueConstraint(
                "user", "role", "pilot", Coalesce("agency", 0), Coalesce("site", 0),
                condition=Q(status__in=["proposed", "in_force"]), name="role_grant_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    @property
    def place(self) -> models.Model:
        """The anchor: site, agency, or the whole pilot."""
        return self.site or self.agency or self.pilot


class Delegation(Versioned, Dated):
    """A dated, written delegation (ủy quyền) of one person's role to another; no delegation of what was delegated."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="delegations")
    principal = models.ForeignKey("pilot.User", models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey("pilot.User", models.PROTECT, related_name="delegations_held")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    document_number = models.CharField(_("document number"), max_length=60)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("pilot.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")

    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False, valid_to__isnull=False), name="delegation_has_dates"
            ),
            dated("delegation_dates"),
            paired("ended_at", "ended_by", "delegation_ended_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.delegate} ({self.role})"
