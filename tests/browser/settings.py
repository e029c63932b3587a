"""Settings of the installation that the browser visits: as in every process test, with its static files
served.
"""

from tests.process_settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
