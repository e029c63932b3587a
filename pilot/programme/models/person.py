"""People and their accounts. Employees and civil servants point to the same Person."""

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.kernel.keys import CodeKey
from pilot.platform.kernel.models import Versioned
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.kernel.search import SearchKey
from pilot.platform.text import account_key, line
from pilot.platform.vietnamese import search_key, sort_key
from pilot.programme.models.birth import BirthDateField


class Person(Versioned, Illustrative):
    """A human being. `sort_key` and `search_key` follow the name and are never typed."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="people")
    full_name = personal(
        models.CharField(_("full name"), max_length=120),
        erased=lambda person: f"Người đã xóa #{person.pk}", secret=True,
    )  # fmt: skip
    birth_date = personal(
        BirthDateField(_("date of birth"), null=True, blank=True),
        erased=None, masked="see_contact", tail=2, secret=True,
    )  # fmt: skip
    phone = personal(
        models.CharField(_("phone"), max_length=16, blank=True, help_text="E.164"),
        erased="", masked="see_contact", tail=2, secret=True,
    )  # fmt: skip
    sort_key = personal(
        models.CharField(max_length=400, editable=False, db_index=True),
        erased=lambda person: sort_key(person.full_name), secret=True,
    )  # fmt: skip
    search_key = personal(
        SearchKey("full_name", max_length=120),
        erased=lambda person: search_key(person.full_name), secret=True,
    )  # fmt: skip
    erased_at = not_personal(models.DateTimeField(null=True, editable=False), "when the name went")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}
    UNNAMED = "Quản trị viên"  # the first administrator, until the owner of the link enters the own name

    class Meta:
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Bring name and keys into their stored form; bulk writers call it themselves."""
        self.full_name = line(self.full_name)
        self.sort_key, self.search_key = sort_key(self.full_name), search_key(self.full_name)


class UserManager(BaseUserManager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> models.QuerySet["User"]:
        """An account comes with its person: the name stands on every page."""
        accounts: models.QuerySet[User] = super().get_queryset().select_related("person")
        return accounts

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account that signs in under this name, whatever its case. Raises User.DoesNotExist."""
        user: User = self.get(username_key=account_key(username or ""))
        return user

    def create_user(self, username: str, person: Person, email: str = "", password: str | None = None) -> "User":
        """An account for a person; without a password it waits for its invitation link."""
        user: User = self.model(username=username, person=person, email=email)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Versioned, AbstractBaseUser, PermissionsMixin):
    """An account. What it may do comes only from role grants: no superuser exists, no global right."""

    username = personal(
        models.CharField(_("user name"), max_length=60, unique=True),
        erased=lambda user: f"da-xoa-{user.pk}", secret=True,
    )  # fmt: skip
    username_key = personal(
        CodeKey("username", account_key),
        erased=lambda user: f"da-xoa-{user.pk}", secret=True,
    )  # fmt: skip
    password = personal(
        models.CharField(_("password"), max_length=128), erased=lambda user: make_password(None), secret=True
    )
    last_login = personal(models.DateTimeField(_("last login"), blank=True, null=True), erased=None)
    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts", verbose_name=_("person"))
    email = personal(models.EmailField(_("e-mail"), blank=True), erased="", secret=True)
    email_key = personal(CodeKey("email", account_key, max_length=280), erased="", secret=True)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = not_personal(models.DateTimeField(null=True, editable=False), "when the account was closed")
    session_epoch = models.PositiveIntegerField(
        default=1, editable=False, help_text="sessions of an older epoch are over"
    )
    link_by = not_personal(
        models.ForeignKey(
            "self", models.PROTECT, null=True, editable=False, related_name="+",
            verbose_name=_("one-time link made or proposed by"),
        ), "who made or proposed the last one-time link",
    )  # fmt: skip
    link_confirmed_by = not_personal(
        models.ForeignKey(
            "self", models.PROTECT, null=True, editable=False, related_name="+",
            verbose_name=_("one-time link confirmed by"),
        ), "the second administrator behind it",
    )  # fmt: skip
    reset_proposed_at = not_personal(
        models.DateTimeField(_("reset proposed"), null=True, editable=False),
        "when a reset was proposed",
    )
    reset_lifts_device = models.BooleanField(_("the reset lifts the authenticator app"), default=False, editable=False)

    app_needed_from: dt.date | None  # what the list of accounts adds; not a column

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()
    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {"pilot": Party(Anchor.PILOT, "person__pilot")}

    class Meta:
        ordering = ["person__sort_key", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_no_superuser"),
            models.UniqueConstraint(fields=["username_key"], name="user_one_per_name"),
            models.UniqueConstraint(
                fields=["email_key"], condition=Q(is_active=True) & ~Q(email_key=""), name="user_one_per_email"
            ),
            models.CheckConstraint(
                condition=Q(link_confirmed_by=None) | ~Q(link_confirmed_by=F("link_by")), name="user_link_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.person.full_name
