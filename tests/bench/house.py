"""The house in figures: how much there is to read, how it is layered, which files one approval runs through.

`python -m tests.bench.house` measures the checkout in which it is started, 0.3.0 as well as what came after it. From
another checkout start this file: `PYTHONPATH=. python PATH/TO/THIS/tests/bench/house.py`. It does not judge.

Files: all of this ending, without `tests`, `.ci` and migrations. `Any`: uses of the name; imports are not counted.
Broken docstrings: those of several lines whose first line does not end with a full stop, ?, ! or colon.

Packages: an app is one; of `pilot` and of `pilot/platform` each entry of the folder is one. "The platform as one"
takes `pilot/platform` for a single package, and of 0.3.0 the packages in PLATFORM. A package stands one floor above
the highest of those that it imports; those of a circle, each of which reaches the others, share one floor. Every
import counts, also one inside a function or under TYPE_CHECKING; those of migrations do not.

Files opened for one approval: the chairman of Can Lộc approves the withdrawal that waits in the demo. Counted is each
Python file of the project in which a function ran between the entry of the view and its return, the file of its form
even where the form only inherits functions, and the app's list of addresses. Not counted: files of models that only
hold columns, middleware, frame, template tags, and what waits for the commit. The form was read before, so that what
is imported or cached once is not counted either.
"""

import ast
import functools
import inspect
import io
import logging
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import django
import grimp
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils.deprecation import MiddlewareMixin

from tests.architecture.project import files, name

APPS = ("pilot", "staffing", "facilities", "billing")
NOT_MEASURED = {"tests", ".ci", "migrations"}
PLATFORM = {"pilot.platform"} | {  # and where its parts stood in 0.3.0
    f"pilot.{entry}" for entry in "kernel access documents exchange ui money periods vietnamese formats".split()
}
AROUND_A_VIEW = {"tests", "tags", "templatetags", "middleware.py", "frame.py"}
CHAIRMAN, PASSWORD, POST = "ct.canloc", "minh-hoa-2021", "HT-CL-Q1"  # as the sign-in page of the demo says

Figure = tuple[str, str, list[str]]  # a line of the table, and below the table what it was counted from


def texts(ending: str) -> list[str]:
    return [path.read_text() for path in files(ending) if not NOT_MEASURED & set(name(path).split("/"))]


def size(ending: str) -> str:
    found = texts(ending)
    return f"{len(found):,} files, {sum(len(text.splitlines()) for text in found):,} lines"


def is_broken(node: ast.AST) -> bool:
    """Its docstring goes on in the middle of the first sentence."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    first, *more = (ast.get_docstring(node) or "").splitlines() or [""]
    return bool(more) and not first.rstrip().endswith((".", "?", "!", ":"))


def reading() -> Iterator[Figure]:
    html, nodes = texts(".html"), [node for text in texts(".py") for node in ast.walk(ast.parse(text))]
    widths = [len(line) for text in html for line in text.splitlines()]
    wide = statistics.quantiles(widths, n=100, method="inclusive")[-1]
    yield "Python", size(".py"), []
    yield "templates", f"{size('.html')}, {sum(map(len, html)):,} characters", []
    yield "characters of their lines", f"p99 {wide:,.0f}, at most {max(widths):,}", []
    yield "styles", size(".css"), []
    yield "uses of Any", f"{sum(isinstance(node, ast.Name) and node.id == 'Any' for node in nodes):,}", []
    yield "broken docstrings", f"{sum(map(is_broken, nodes)):,}", []


def package(module: str) -> str:
    parts = module.split(".")
    depth = 1 if parts[0] != "pilot" else 3 if parts[1:2] == ["platform"] else 2
    return ".".join(parts[:depth])


def is_mechanism(module: str) -> bool:
    return ".".join(module.split(".")[:2]) in PLATFORM


def imports(called: Callable[[str], str]) -> dict[str, set[str]]:
    """What imports what, each module called by the name of what it belongs to."""
    graph = grimp.build_graph(*APPS, cache_dir=None)
    below: dict[str, set[str]] = {}
    for module in graph.modules:
        if "migrations" not in module.split("."):
            imported = map(called, graph.find_modules_directly_imported_by(module))
            below.setdefault(called(module), set()).update(imported)
    return {one: others - {one} for one, others in below.items()}


def circles(below: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    """For each one itself and all that it reaches and is reached from."""
    reached = {one: set(others) for one, others in below.items()}
    for between in below:
        for one in below:
            if between in reached[one]:
                reached[one] |= reached[between]
    return {one: frozenset({one} | {other for other in reached[one] if one in reached[other]}) for one in below}


def layers(label: str, called: Callable[[str], str]) -> Figure:
    below = imports(called)
    circle = circles(below)

    @functools.cache
    def floor(group: frozenset[str]) -> int:
        return 1 + max((floor(circle[other]) for one in group for other in below[one] - group), default=0)

    floors: dict[int, list[str]] = {}
    for one in sorted(below):
        floors.setdefault(floor(circle[one]), []).append(one)
    found = [f"circle: {' '.join(sorted(group))}" for group in set(circle.values()) if len(group) > 1]
    details = [f"floor {number}: {' '.join(floors[number])}" for number in sorted(floors, reverse=True)]
    value = f"{len(below)} on {len(floors)} floors, circles: {len(found)}"
    return label, value, sorted(found) + (details if called is not str else [])


class Watch(MiddlewareMixin):
    """A middleware behind all others, which calls the view itself and keeps the files whose functions ran in it."""

    ran: set[str] = set()

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse:
        sys.setprofile(self.keep)
        try:
            return view(request, *args, **kwargs)
        finally:
            sys.setprofile(None)

    def keep(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            self.ran.add(frame.f_code.co_filename)
            if isinstance(owner := frame.f_locals.get("self"), BaseForm):
                self.ran.add(inspect.getfile(type(owner)))


def approve() -> None:
    row = apps.get_model("staffing", "WithdrawalRequest").objects.get(post__code=POST)
    address = f"/nhan-su/rut-cong-chuc/{row.pk}/approve_withdrawal/"
    client, chairman = Client(), apps.get_model("pilot", "User").objects.get(username=CHAIRMAN)
    client.force_login(chairman, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200
    Watch.ran.clear()
    sent = {"row_version": row.row_version, "reason": "Đồng ý.", "secret": PASSWORD}
    assert client.post(address, sent).status_code == 302


def approve_in_a_demo() -> None:
    """On a database of its own, in a transaction that is rolled back: no document is rendered, no mail goes out."""
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    watched = [*settings.MIDDLEWARE, f"{__name__}.Watch"]
    with override_settings(DEMO=True, MIDDLEWARE=watched), transaction.atomic():
        for command in ("load_pilots", "load_demo"):
            call_command(command, verbosity=0, stdout=io.StringIO())
        approve()
        transaction.set_rollback(True)
    teardown_databases(databases, verbosity=0)


def approval() -> Figure:
    approve_in_a_demo()
    ran = {name(path) for path in files(".py") if str(path) in Watch.ran}
    opened = sorted({path for path in ran if not AROUND_A_VIEW & set(path.split("/"))} | {"staffing/urls.py"})
    mechanism = [path for path in opened if is_mechanism(path.removesuffix(".py").replace("/", "."))]
    details = [f"{'mechanism' if path in mechanism else '':<9} {path}" for path in opened]
    return "files opened for one approval", f"{len(opened)}, of them mechanism: {len(mechanism)}", details


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "pilot.settings.test", "DATABASE_URL": "sqlite:///:memory:"}
    django.setup()
    logging.disable()
    as_one = layers("the platform as one", lambda module: "the platform" if is_mechanism(module) else package(module))
    found = [*reading(), layers("packages", package), as_one, layers("modules", str), approval()]
    for label, value, _details in found:
        print(f"{label:<30} {value}")
    for label, _value, details in found:
        if details:
            print(f"\n{label}:", *details, sep="\n  ")


if __name__ == "__main__":
    main()
