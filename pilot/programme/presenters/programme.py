"""The sites and agencies of a pilot on lists: words and states."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pilot.programme.models import Agency
from pilot.programme.presenters.places import SiteState, coverage_in_words, site_state
from pilot.programme.selectors.programme import LEVELS, SiteRow


@dataclass
class SiteLine(SiteRow):
    """A site on a list with its state."""

    state: SiteState


def site_lines(rows: Iterable[SiteRow], on: dt.date) -> list[SiteLine]:
    """The rows of a list with what is said of them on `on`."""
    return [SiteLine(row.site, row.phases, site_state(row.site, on)) for row in rows]


def by_level(rows: list[SiteLine]) -> list[tuple[str, list[SiteLine]]]:
    """Sites by level, province first; a level without sites is left out."""
    groups = [[row for row in rows if row.site.level == level] for level in LEVELS]
    return [(group[0].site.get_level_display(), group) for group in groups if group]


@dataclass
class District:
    """The sites of a district in the schematic: how many, and which where there are few enough to show them."""

    name: str
    count: int
    rows: list[SiteLine]


def districts(counts: Iterable[tuple[str, int]], rows: Iterable[SiteLine]) -> list[District]:
    """The districts with their sites; `rows` are the sites that are shown."""
    shown: dict[str, list[SiteLine]] = defaultdict(list)
    for row in rows:
        shown[row.site.district].append(row)
    return [District(district_in_words(name), count, shown[name]) for name, count in counts]


def district_in_words(name: str) -> str:
    """The heading under which the sites of a district (as DISTRICT names it) stand."""
    return capfirst(name.removeprefix("UBND ")) if name else _("Province")


def in_words(agencies: Iterable[Agency]) -> list[Agency]:
    """Each with its procedure set in words as `coverage`."""
    found = list(agencies)
    for agency in found:
        agency.coverage = coverage_in_words(agency)
    return found
