"""What touches the cover of which counter posts: of the rows that a verb was about, the posts that rest on them.

One line each kind of row; what is not named here touches none. A write that a verb makes beside its row (an employment,
a line of the ladder) is found through the row.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import (
    Agency,
    CounterPost,
    Parameter,
    Procedure,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    Site,
)
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    Incumbency,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    Substitution,
)

Keys = Collection[int]
HERE = {"agency": OuterRef("agency"), "site": OuterRef("site")}


def _at_place(model: type[Model], lookup: str) -> Callable[[Keys], Q]:
    """Posts at the place of a row of `model` that the lookup finds."""
    return lambda keys: Q(Exists(model._base_manager.filter(**{f"{lookup}__in": keys}, **HERE)))


def _of_set(lookup: str) -> Callable[[Keys], Q]:
    """Posts of an agency in whose set the lookup finds a row."""
    return lambda keys: Q(
        Exists(ProcedureSetEntry.objects.filter(procedure_set__agency=OuterRef("agency"), **{f"{lookup}__in": keys}))
    )


def _of_lists(keys: Keys) -> Q:
    """A list that was written, or undone, is of an agency: its set, its posts; absences are of people anywhere."""
    written = (ImportBatch.Status.CONFIRMED, ImportBatch.Status.UNDONE)
    lists = ImportBatch.objects.filter(pk__in=keys, agency__isnull=False, status__in=written)
    offices = lists.filter(kind="absences").values("agency")
    away = Assignment.objects.filter(employee__post_office__in=offices, employee__absences__isnull=False, **HERE)
    return Q(agency__in=lists.values("agency")) | Q(Exists(away))


def _of_person(lookup: str) -> Callable[[Keys], Q]:
    """Posts where somebody whom the lookup finds is assigned, or stands in."""
    return lambda keys: _at_place(Assignment, lookup)(keys) | _at_place(Substitution, lookup)(keys)


def _of_order(keys: Keys) -> Q:
    """Posts where somebody stands in by the order, and where he is assigned himself."""
    return _at_place(Substitution, "pk")(keys) | _at_place(Assignment, "employee__substitutions")(keys)


TOUCHES: dict[type[Model], Callable[[Keys], Q]] = {
    PostalEmployee: lambda keys: _of_person("employee")(keys) | _of_person("employee__merged")(keys),
    Assignment: _at_place(Assignment, "pk"),
    AssignmentDecision: _at_place(Assignment, "line__decision"),
    Absence: _of_person("employee__absences"),
    Substitution: _of_order,
    Recognition: _at_place(Recognition, "pk"),
    RecognitionDecision: _at_place(Recognition, "decision"),
    PaperRecord: _at_place(PaperRecord, "pk"),
    ProcedureHandover: _at_place(ProcedureHandover, "pk"),
    ProcedureSet: _of_set("procedure_set"),
    ProcedureSetEntry: _of_set("pk"),
    Procedure: _of_set("procedure"),
    Incumbency: lambda keys: Q(Exists(Incumbency.objects.filter(pk__in=keys, post=OuterRef("pk")))),
    CounterPost: lambda keys: Q(pk__in=keys),
    Agency: lambda keys: Q(agency__in=keys),
    Site: lambda keys: Q(site__in=keys),
    Parameter: lambda keys: Q(pilot__in=Parameter.objects.filter(pk__in=keys).values("pilot")),
    ImportBatch: _of_lists,
}


def posts_touched(rows: Iterable[Model]) -> QuerySet[CounterPost]:
    """The counter posts that rest on these rows. No query of its own."""
    keys: dict[type[Model], set[int]] = defaultdict(set)
    for row in rows:
        keys[type(row)].add(row.pk)
    found = (TOUCHES[model](some) for model, some in keys.items())
    return CounterPost.objects.filter(reduce(or_, found)).order_by()


def acts_since(post: CounterPost, since: dt.datetime, most: int = 5) -> list[AuditEvent]:
    """What was done since to the rows on which the post rests, the newest first. One query."""
    here = Assignment.objects.filter(agency=post.agency_id, site=post.site_id)
    told = told_of_cover(post) | told_of_rows({"staffing.Absence": here.values("employee__absences")})
    events = AuditEvent.objects.filter(told, outcome=AuditEvent.Outcome.DONE, at__gt=since)
    events = events.filter(user__isnull=False).select_related("user__person")
    return list(events.order_by("-at", "-pk")[:most])


def told_of_cover(post: CounterPost) -> Q:
    """Events about the rows on which the post rests; of absences the page alone tells, for what is said of health."""
    place: dict[str, Any] = {"agency": post.agency_id, "site": post.site_id}
    assigned = Assignment.objects.filter(**place)
    return told_of_rows({
        "staffing.Assignment": assigned.values("pk"),
        "staffing.PostalEmployee": assigned.values("employee"),
        "staffing.AssignmentDecision": assigned.values("line__decision"),
        "staffing.Substitution": Substitution.objects.filter(**place).values("pk"),
        "staffing.RecognitionDecision": Recognition.objects.filter(**place).values("decision"),
        "staffing.PaperRecord": PaperRecord.objects.filter(**place).values("pk"),
        "pilot.ProcedureSetEntry": ProcedureSetEntry.objects.filter(procedure_set__agency=post.agency_id).values("pk"),
        "pilot.Agency": Agency.objects.filter(pk=post.agency_id).values("pk"),
        "pilot.CounterPost": CounterPost.objects.filter(pk=post.pk).values("pk"),
    })  # fmt: skip


def told_of_rows(about: Mapping[str, QuerySet[Any, Any]]) -> Q:
    """Events about these rows, by model; each queryset gives one column."""
    told = (Q(object_type=label, object_id__in=_as_texts(rows)) for label, rows in about.items())
    return reduce(or_, told)


def _as_texts(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The one column of the rows as events name it."""
    (name,) = rows.query.values_select
    return rows.order_by().values(key=Cast(name, TextField()))
