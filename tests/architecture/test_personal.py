"""Every text, date and file about a person declares itself on the field (kernel/personal.py)."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from pilot.platform.access.reveal import masked_columns
from pilot.platform.access.roles import ACTS
from pilot.platform.kernel.models import AuditEvent, StoredFile
from pilot.platform.kernel.personal import lookups_to, not_personal, personal, personal_columns
from pilot.programme.models import Person, User
from pilot.retention.periods import RETENTION
from staffing.models import CompetencyAssessment, PostalEmployee
from tests.architecture.project import ROOT

OURS = [model for model in apps.get_models() if (ROOT / model.__module__.split(".")[0]).is_dir()]
SAYS_SOMETHING = (models.CharField, models.TextField, models.DateField, models.TimeField, models.JSONField,
                  models.BinaryField, models.FileField)  # fmt: skip


def undeclared(model: type[models.Model]) -> Iterator[str]:
    """Columns of rows about a person that say neither that they are personal nor why they are not."""
    for column in model._meta.concrete_fields if lookups_to(model, Person) else ():
        if needs_words(column) and not hasattr(column, "personal"):
            yield f"{model._meta.label}.{column.name}"


def needs_words(column: models.Field) -> bool:
    """A text, a date or a file; not a choice from a list, the clock's own stamp, or when somebody acted (`x_at` or
    `x_on` beside `x_by`).
    """
    stamped = getattr(column, "auto_now_add", False) or getattr(column, "auto_now", False)
    actor = re.sub("_(at|on)$", "_by", column.name)
    acted = actor != column.name and any(other.name == actor for other in column.model._meta.concrete_fields)
    holds = isinstance(column, SAYS_SOMETHING) or column.related_model is StoredFile
    return holds and not (column.choices or stamped or acted)


def test_every_column_about_a_person_declares_itself():
    assert [name for model in OURS for name in undeclared(model)] == []


def test_rows_are_about_whom_they_name_and_not_about_who_acted():
    about = {model._meta.label for model in OURS if lookups_to(model, Person)}
    assert {"pilot.User", "staffing.LearningPeriod", "billing.TimesheetEntry", "billing.StatementLine"} <= about
    assert not {"kernel.AuditEvent", "billing.Payment", "staffing.WithdrawalDecision", "pilot.Site"} & about
    assert lookups_to(CompetencyAssessment, Person) == ["employee__person__pk"]  # and not the assessor


def throw_away(**columns_of_it: models.Field) -> type[models.Model]:
    """A model of the people's half that only the test knows."""
    meta = type("Meta", (), {"app_label": "staffing"})
    return type("Trial", (models.Model,), {"__module__": "staffing.models", "Meta": meta, **columns_of_it})


def key_to(model: type[models.Model]) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, related_name="+")


@isolate_apps("staffing")
def test_a_new_text_about_a_person_fails_until_it_declares_itself():
    reason, since, paper = models.CharField(max_length=200), models.DateField(), key_to(StoredFile)
    absence = throw_away(
        employee=key_to(PostalEmployee), reason=reason, since=since, paper=paper,
        kind=models.CharField(max_length=10, choices=[("leave", "leave")]),
        entered_at=models.DateTimeField(), entered_by=key_to(Person),
    )  # fmt: skip
    assert list(undeclared(absence)) == ["staffing.Trial.reason", "staffing.Trial.since", "staffing.Trial.paper"]
    personal(reason, kept="people", masked="see_absence", secret=True)
    not_personal(since, "first day away")
    personal(paper, kept="people")
    assert list(undeclared(absence)) == []
    assert list(masked_columns(absence)) == ["reason"]


@isolate_apps("staffing")
def test_rows_that_name_only_who_acted_need_no_words():
    remark = throw_away(text=models.TextField(), made_by=key_to(Person), on_behalf_of=key_to(User))
    assert list(undeclared(remark)) == []


def test_a_declaration_names_a_known_law_and_a_known_right():
    declared = [words for model in apps.get_models() for words in personal_columns(model).values()]
    assert {words.kept for words in declared if words.kept} <= set(RETENTION)
    assert {words.masked for words in declared if words.masked} <= set(ACTS)


@pytest.mark.parametrize("words", [{}, {"secret": True}, {"erased": "", "kept": "people"}])
def test_a_personal_column_is_either_erased_or_kept(words):
    with pytest.raises(TypeError):
        personal(models.TextField(), **words)


def test_what_is_masked_stays_out_of_events():
    for model in apps.get_models():
        assert {name for name, words in personal_columns(model).items() if words.masked and not words.secret} == set()


def test_no_migration_knows_of_a_declaration():
    column = personal(models.TextField(), erased="", masked="see_contact", secret=True)
    assert column.deconstruct() == models.TextField().deconstruct()
    assert "personal" not in vars(AuditEvent._meta.get_field("user").clone())
