"""Types that every room names: an account, a row of some model, words, what a form or a template is given."""

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Field, Model

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # the model that AUTH_USER_MODEL names
    from django.utils.functional import _StrPromise as Promise

    AnyField: TypeAlias = Field[Any, Any]  # a column, whatever it holds
else:
    from django.utils.functional import Promise

    AnyField = Field
    User = AbstractBaseUser  # the kernel knows no domain, and so no account of it

Row = TypeVar("Row", bound=Model)  # a row of the model that a class or a call is about
Words: TypeAlias = str | Promise  # a text that may be translated only when it is shown
TemplateContext: TypeAlias = dict[str, object]

# Truly open: names and types stand where these are read, and no checker follows them there.
Inputs: TypeAlias = dict[str, Any]  # what a form hands to a verb: body and rules know the names they read
FormOptions: TypeAlias = dict[str, Any]  # what a form is made with: each form names what it takes
