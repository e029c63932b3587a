"""The processes of test_migrating.py: the product with one more app, whose migration touches every ledger."""

from tests.process_settings import *  # noqa: F403
from tests.process_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.platform.kernel.later"]
