"""Types that every room names: an account, a row, what a template is given."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # the model that AUTH_USER_MODEL names
else:
    User = AbstractBaseUser  # the kernel knows no domain, and so no account of it

TemplateContext: TypeAlias = dict[str, object]
Inputs: TypeAlias = dict[str, Any]  # what a form hands to a verb: body and rules know the names they read
Words: TypeAlias = str | Promise  # a text that may be translated only when it is shown
