"""Rules of sites, agencies, phases and who takes part."""

import datetime as dt
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, day_after
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, CounterPost, Participation, Phase, Pilot, Site
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.selectors.places import is_phase_one_department

Problems = list[Problem]
K = Agency.Kind
ONLY_ONE = {K.STEERING_COMMITTEE, K.SECRETARIAT, K.PROVINCIAL_OFFICE, K.POST_OFFICE}  # of these a pilot has one


def pilot_id(row: Any) -> int:
    return row.pk if isinstance(row, Pilot) else row.pilot_id


def stem(pilot: Pilot) -> str:
    """How the codes of a pilot begin: HT for Hà Tĩnh, as its first agency has it, else the pilot's own code."""
    first = Agency.objects.filter(pilot=pilot).order_by("pk").values_list("code", flat=True).first()
    return first.partition("-")[0] if first else pilot.code


def next_codes(model: type[Any], begins: str) -> Iterator[str]:
    """The free codes of the kind: HT-CQ1, HT-CQ2, … One query."""
    codes = model.objects.filter(code__startswith=begins).values_list("code", flat=True)
    given = [int(end) for code in codes if (end := code.removeprefix(begins)).isdecimal()]
    return (f"{begins}{number}" for number in count(max(given, default=0) + 1))


def rule_name_free(row: Pilot | Site | Agency | Phase, act: Act, inputs: Inputs) -> Problems:
    """Two of one name could not be told apart on lists and documents; what is closed may have had the name."""
    model = _kind_of(row, inputs)
    others = model.objects.filter(pilot=pilot_id(row)).as_at(act.on)
    if not isinstance(row, Pilot):
        others = others.exclude(pk=row.pk)
    known = {search_key(name) for name in others.values_list("name", flat=True)}
    return [taken(inputs["name"])] if search_key(inputs["name"]) in known else []


def taken(name: str) -> Problem:
    return Problem("name_taken", _("“%(name)s” is there already.") % {"name": name}, field="name")


def _kind_of(row: Any, inputs: Inputs) -> type[Any]:
    if not isinstance(row, Pilot):
        return type(row)
    return Agency if "kind" in inputs else Site if "level" in inputs else Phase


def rule_site_fits(row: Pilot | Site, act: Act, inputs: Inputs) -> Problems:
    """A commune's site hangs on the body above it; bodies are those of the pilot."""
    bodies = [inputs[name] for name in ("agency", "parent_agency") if inputs.get(name)]
    if any(body.pilot_id != pilot_id(row) for body in bodies):
        return [Problem("other_pilot", _("The agency belongs to another pilot."), field="agency")]
    if found := rule_unit_of_this_pilot(row, act, inputs):
        return found
    return needs_body(inputs.get("level", AdminLevel.PROVINCE), inputs.get("agency"))


def rule_unit_of_this_pilot(row: Any, act: Act, inputs: Inputs) -> Problems:
    """Units are entered and reformed pilot by pilot; nobody names one of another."""
    unit = inputs.get("admin_unit")
    if unit is None or unit.pilot_id == pilot_id(row):
        return []
    return [Problem("other_pilot", _("This unit belongs to another pilot."), field="admin_unit")]


def needs_body(level: str, agency: object) -> Problems:
    """At a district somebody decides and pays."""
    if level != AdminLevel.DISTRICT or agency:
        return []
    words = _("At this level the site belongs to its People's Committee, which decides and pays there: choose it.")
    return [Problem("site_level", words, field="agency")]


def rule_only_one(row: Pilot | Agency, act: Act, inputs: Inputs) -> Problems:
    """Routes, reports and contracts ask for the one body of its kind; a second one would leave open which is meant."""
    kind, level = inputs["kind"], inputs["level"]
    others = Agency.objects.as_at(act.on).filter(pilot=pilot_id(row), kind=kind)
    if kind == K.PEOPLES_COMMITTEE:
        others = others.filter(level=level)
    if isinstance(row, Agency):
        others = others.exclude(pk=row.pk)
    if not alone(kind, level) or (other := others.first()) is None:
        return []
    return [second(other)]


def alone(kind: str, level: str) -> str:
    """What a pilot has one of, the same text for two bodies that exclude each other; empty where there are several."""
    if (kind, level) == (K.PEOPLES_COMMITTEE, AdminLevel.PROVINCE):
        return f"{kind} {level}"
    return kind if kind in ONLY_ONE else ""


def second(other: object) -> Problem:
    """`other`: the body that is there."""
    words = _("The pilot has %(name)s already; there is one such body.")
    return Problem("only_one", words % {"name": other}, field="kind")


def rule_r29_guidance(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """ "Các Sở: ... thực hiện chuyển giao nhân sự theo hướng dẫn của UBND tỉnh" (KH II, III-a.4.1)."""
    if inputs["withdrawal_rule"] != Agency.WithdrawalRule.PER_GUIDANCE or is_phase_one_department(agency):
        return []
    words = _("Only a department of phase I follows the guidance of the province (R29).")
    return [Problem("not_of_phase_one", words, field="withdrawal_rule")]


def rule_nothing_stands_there(site: Site, act: Act, inputs: Inputs) -> Problems:
    """A site is closed when its counter posts are."""
    return _left(CounterPost.objects.filter(site=site), inputs["last_day"])


def rule_nothing_hangs_on_it(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """A body is closed when its counter posts and sites are, or have gone over to another."""
    sites = Site.objects.filter(Q(agency=agency) | Q(parent_agency=agency)).filter(_after(inputs["last_day"]))
    words = _("It still governs %(names)s: change or close them first.")
    found = [Problem("sites_left", words % {"names": ", ".join(map(str, sites))})] if sites else []
    return [*found, *_left(CounterPost.objects.filter(agency=agency), inputs["last_day"])]


def _after(last_day: dt.date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=day_after(last_day))


def _left(posts: Any, last_day: dt.date) -> Problems:
    rows = [str(post) for post in posts.filter(_after(last_day))]
    words = _("Counter posts are open after that day: %(names)s. Close them first.")
    return [Problem("posts_left", words % {"names": ", ".join(rows)})] if rows else []


def rule_phase_has_begun(phase: Phase, act: Act, inputs: Inputs) -> Problems:
    """A phase ends after it begins."""
    if phase.valid_from is None or inputs["last_day"] >= phase.valid_from:
        return []
    return [Problem("before_beginning", _("The last day lies before the first."), field="last_day")]


def rule_of_this_pilot(row: Site | Participation, act: Act, inputs: Inputs) -> Problems:
    """Site, agency and phase are of one pilot."""
    rows = [inputs[name] for name in ("agency", "phase") if inputs.get(name)]
    if all(one.pilot_id == row.pilot_id for one in rows):
        return []
    return [Problem("other_pilot", _("Agency or phase belong to another pilot."), field="agency")]


def rule_takes_part_once(row: Site | Participation, act: Act, inputs: Inputs) -> Problems:
    """The same agency in the same phase and form at the same site, on the same days, is one fact."""
    site = row if isinstance(row, Site) else row.site
    same = {"site": site, "agency": inputs["agency"], "phase": inputs["phase"]}
    rows = Participation.objects.filter(**same, pilot_form=inputs["pilot_form"] or None)
    if isinstance(row, Participation):
        rows = rows.exclude(pk=row.pk)
    first, end = inputs["valid_from"], inputs["valid_to"]
    if first and end and end <= first:
        return []
    if not any(one.period.overlaps(Period(first, end)) for one in rows):
        return []
    return [Problem("takes_part_already", _("The agency takes part there in this phase and form already."))]
