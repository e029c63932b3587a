"""Where the roles of a list of accounts are held: agencies and sites as offices write them."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from pilot.platform.access.roles import ANCHOR_OF, Anchor, Role
from pilot.platform.exchange.resource import Row
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, Pilot, RoleGrant, Site


class Places:
    """The agencies and sites of a pilot by name, code and other names. Two queries."""

    def __init__(self, pilot: Pilot) -> None:
        agencies, sites = list(Agency.objects.filter(pilot=pilot)), list(Site.objects.filter(pilot=pilot))
        self.found: dict[Anchor, dict[str, set[Agency | Site]]] = {Anchor.AGENCY: defaultdict(set)}
        self.found[Anchor.SITE] = defaultdict(set)
        for agency in agencies:
            self._add(Anchor.AGENCY, agency, [])
        for site in sites:
            self._add(Anchor.SITE, site, site.aliases)
        self.whole = {search_key(text) for text in (pilot.code, pilot.province, pilot.title, str(pilot))}

    def _add(self, anchor: Anchor, row: Agency | Site, others: Iterable[str]) -> None:
        for text in {search_key(text) for text in (row.name, row.code, *others)}:
            self.found[anchor][text].add(row)

    def name(self, grant: RoleGrant) -> str | None:
        """The place of a role as the list says it: its name, or its code where others bear the name."""
        row = grant.site or grant.agency
        return self.said(Anchor.SITE if grant.site_id else Anchor.AGENCY, row) if row else None

    def said(self, anchor: Anchor, row: Agency | Site) -> str:
        alone = len(self.found[anchor][search_key(row.name)]) == 1
        return row.name if alone else row.code

    def named(self, key: str) -> list[Agency | Site]:
        """The agencies and sites that a search key names."""
        return [row for anchor in self.found for row in self.found[anchor].get(key, ())]

    def code(self, role: str, place: str) -> str:
        """The code of a place; of one that is not found the beginning of what the list says."""
        rows = self.found.get(ANCHOR_OF[Role(role)], {}).get(search_key(place), set())
        return next(iter(rows)).code if len(rows) == 1 else search_key(place)[:30]

    def anchor(self, role: str, place: str | None) -> dict[str, Agency | Site]:
        """The agency or the site of the row, as `propose_role` takes it. Raises changed_since_check."""
        anchor = ANCHOR_OF[Role(role)]
        if anchor is Anchor.PILOT:
            return {}
        rows = self.found[anchor][search_key(place or "")]
        if len(rows) != 1:
            raise TransitionRefused("changed_since_check", _("The place %(name)s has changed.") % {"name": place})
        return {anchor.value: next(iter(rows))}

    def find(self, row: Row) -> None:
        """Put the recorded name of the place into the row, or say what to write instead."""
        said, role = row.values.get("place"), row.values.get("role")
        if not role:
            return
        anchor = ANCHOR_OF[Role(role)]
        if anchor is Anchor.PILOT:
            if said and search_key(said) not in self.whole:
                words = _("This role is held for the whole pilot: “%(place)s” is left out.")
                row.notes.append(words % {"place": said})
            row.values["place"] = None
            return
        rows = self.found[anchor][search_key(said or "")]
        if len(rows) == 1:
            row.values["place"] = self.said(anchor, next(iter(rows)))
        else:
            row.refuse("place", self._why(anchor, said, rows))

    def _why(self, anchor: Anchor, said: str | None, rows: set[Agency | Site]) -> str:
        """What is wrong with the place of a role that is held at this kind of place, and what to write."""
        kinds = {Anchor.AGENCY: _("an agency"), Anchor.SITE: _("a site")}
        other = Anchor.SITE if anchor is Anchor.AGENCY else Anchor.AGENCY
        if not said:
            return _("This role is held at %(kind)s: write its name or code.") % {"kind": kinds[anchor]}
        facts = {"name": said, "kind": kinds[anchor], "codes": ", ".join(sorted(one.code for one in rows))}
        if rows:
            return _("Several places are called “%(name)s”: write the code (%(codes)s).") % facts
        if self.found[other][search_key(said)]:
            return _("“%(name)s” is none: this role is held at %(kind)s. Write its name or code.") % facts
        return _("The pilot has no “%(name)s”. Enter it first, or write its name as there.") % facts
