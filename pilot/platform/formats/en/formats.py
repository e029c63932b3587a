"""The English interface keeps Vietnamese dates and numbers: the reader has the Vietnamese paper beside the screen."""

from pilot.platform.formats.vi.formats import *  # noqa: F403
