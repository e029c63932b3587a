"""Targets and reports of plans in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.panels import Panel
from pilot.steering.models import ReportSchedule, Target
from pilot.steering.selectors import Binding

METRICS = {
    "procedures_with_dossiers_ratio": gettext_lazy("procedures with dossiers by post / procedures deployed"),
    "bcci_received_ratio": gettext_lazy("dossiers received by post"),
    "bcci_returned_ratio": gettext_lazy("results returned by post"),
    "postal_points_ready_ratio": gettext_lazy("postal points fit for the service"),
    "agreements_signed_ratio": gettext_lazy("agreements signed"),
    "communes_broadcast_ratio": gettext_lazy("communes with broadcasts"),
    "communes_broadcast_done": gettext_lazy("broadcasts in the communes done"),
}
FREQUENCIES = {
    "annual": gettext_lazy("annual"),
    "half_year": gettext_lazy("half-yearly"),
    "quarterly": gettext_lazy("quarterly"),
    "adhoc": gettext_lazy("ad hoc"),
    "event": gettext_lazy("on an event"),
    "once": gettext_lazy("once"),
    "continuous": gettext_lazy("continuous"),
}


def in_words(target: Target) -> tuple[Target, str, str, str]:
    """A target with what it measures, the value wanted and its years."""
    return target, metric_in_words(target), wanted_in_words(target), years_in_words(target)


def metric_in_words(target: Target) -> str:
    """What a target measures, in words."""
    return str(METRICS.get(target.metric, target.metric))


def wanted_in_words(target: Target) -> str:
    """Operator, value and unit as printed: "> 10 %"; for a date target "done by"."""
    if target.value is None:
        return target.get_operator_display()
    return f"{target.get_operator_display()} {number_format(target.value.normalize())} {target.unit}".strip()


def frequency_in_words(report: ReportSchedule) -> str:
    """How often a report is due, in words."""
    return ", ".join(str(FREQUENCIES.get(f, f)) for f in report.frequency or []) or _("not stated in the documents")


def years_in_words(target: Target) -> str:
    """The year of a target, or its first and last one where it holds every year; empty where none is printed."""
    if target.year is None:
        return ""
    if target.last_year is None:
        return str(target.year)
    return _("every year, %(first)d–%(last)d") % {"first": target.year, "last": target.last_year}


def binding_in_words(found: Binding) -> dict[str, object]:
    """What a plan that binds an agency holds, as its tables want it; nobody takes over what binds."""
    return {
        "targets": [(*in_words(target), []) for target in found.targets],
        "duties": [(duty, []) for duty in found.duties],
        "plan_reports": [(report, frequency_in_words(report)) for report in found.reports],
    }


def binding_panels(found: Binding) -> list[Panel]:
    """The targets, duties and reports of the plans that bind an agency, on its page."""
    shown = binding_in_words(found)
    panels = (
        (_("Targets of its plan"), "programme/plan_target_table.html", {"targets": shown["targets"]}),
        (_("Duties by its plan"), "programme/plan_task_table.html", {"tasks": shown["duties"], "title": _("Duties")}),
        (_("Reports by its plan"), "programme/plan_report_table.html", {"reports": shown["plan_reports"]}),
    )
    rows = (found.targets, found.duties, found.reports)
    return [
        Panel(title=title, template=template, context=context | {"binding": True})
        for (title, template, context), some in zip(panels, rows, strict=True)
        if some
    ]
