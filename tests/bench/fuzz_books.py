"""Spoilt workbooks and CSV files through the child and the front of lists: `make fuzz`.

`python -m tests.bench.fuzz_books [--count 20000] [--seed 8] [--sent 200] [--first NUMBER]`. A child reads each file
with the limits of an upload, the front (head, columns, rows, cells) reads its sheets as in a web worker, and a share is
sent through the page of uploads, on the database of DATABASE_URL (SQLite without it). Prints one line a figure.
Exit code 1 for a server error, an exception of ours, a refusal without a sentence, a child over its memory, or a front
that holds its worker too long.
"""

# ruff: noqa: E402 - Django has to be set up before models are imported

import argparse
import datetime as dt
import io
import logging
import os
import random
import sys
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from time import process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")

os.environ["TEST_DEMO"] = "1"

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases

from billing.models import Timesheet
from pilot.platform.exchange import parse
from pilot.platform.exchange.guard import MIB
from pilot.platform.exchange.reading import Sheet, WorkbookRefused, refused, sheets_of
from pilot.platform.exchange.resource import resource
from pilot.platform.exchange.sheet import Table, find_table, kept_of, only_the_list
from pilot.programme.models import User
from tests.bench.measure import limit
from tests.platform.exchange.forked import Answer, Reader
from tests.platform.exchange.mutated import Mutated, mutated

COUNT, SEED, SENT = 20_000, 8, 200
GOAL_MIB, GOAL_SECONDS = parse.MEMORY // MIB, 3.0
EVERY = 1_000  # files between two lines of progress
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # as when served: what takes long waits
WEB_WAITS = 2.5  # seconds, as served


@dataclass
class Outcome:
    """What came of the files. `wrong`: what must not happen, each with the number of its file."""

    came: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    mib: float = 0
    child_seconds: float = 0
    front_seconds: float = 0
    sent_seconds: float = 0
    shown: int = 0  # uploads that became an import
    copies: int = 0  # without identity numbers
    lists: list[int] = field(default_factory=list)  # files in which a list was found


def try_all(numbers: range, seed: int = SEED) -> Outcome:
    """Every file through the child and the front."""
    outcome = Outcome()
    with Reader() as reader:
        for number in numbers:
            try_one(reader, number, mutated(seed, number), outcome)
            if number and not number % EVERY:
                print(f"{number} files: {dict(outcome.came.most_common(8))}", flush=True)
    return outcome


def try_one(reader: Reader, number: int, file: Mutated, outcome: Outcome) -> None:
    answer = reader.run("parse", file.content, file.suffix)
    outcome.mib = max(outcome.mib, answer.mib)
    outcome.child_seconds = max(outcome.child_seconds, answer.seconds)
    began = process_time()
    try:
        came = what_came(reader, number, file, answer, outcome)
    except Exception as wrong:
        came = f"FRONT {type(wrong).__name__}"
        outcome.wrong.append(f"{number}: {traceback.format_exc(limit=-3)}")
    outcome.front_seconds = max(outcome.front_seconds, process_time() - began)
    outcome.came[came] += 1


def what_came(reader: Reader, number: int, file: Mutated, answer: Answer, outcome: Outcome) -> str:
    """A list that was found, or the code of the sentence that says why not."""
    if answer.code:
        if "Traceback" in answer.said:
            outcome.wrong.append(f"{number}: in the child: {answer.said[-600:]}")
        return str(refused("too_heavy", {}).code)
    try:
        sheets = sheets_of(answer.output)
        kind = resource(file.kind)
        table = find_table(sheets, kind)
        for row in table.rows:
            kind.clean_row(row, {})
    except WorkbookRefused as refusal:
        return refusal.code
    outcome.lists.append(number)
    if only_the_list(sheets, table):
        outcome.copies += 1
        check_copy(reader, number, file, sheets, outcome)
    return "a list"


def check_copy(reader: Reader, number: int, file: Mutated, sheets: list[Sheet], outcome: Outcome) -> None:
    """The copy without identity numbers is made, and reads as the file did."""
    kind = resource(file.kind)
    first = find_table(sheets, kind)
    copy = reader.run("copying", file.content, file.suffix, kept_of(sheets, kind, first))
    if copy.code:
        outcome.wrong.append(f"{number}: copying: {copy.said[-600:] or copy.code}")
        return
    suffix = file.suffix if file.suffix == ".csv" else ".xlsx"
    try:
        again = find_table(sheets_of(reader.run("parse", copy.output, suffix).output), kind)
    except WorkbookRefused as refusal:
        outcome.wrong.append(f"{number}: the copy is refused: {refusal.code}")
        return
    if what_it_says(again) != what_it_says(first):
        outcome.wrong.append(f"{number}: the copy reads otherwise")


def what_it_says(table: Table) -> tuple[object, ...]:
    rows, asked = [(row.number, row.cells) for row in table.rows], [one.name for one in table.questions]
    return table.head, table.shape, table.hidden, table.places, asked, rows


# --- through the page ---------------------------------------------------------------------------------------------


@override_settings(TASKS=QUEUED, READING_SECONDS=WEB_WAITS)
def send_all(numbers: list[int], seed: int, outcome: Outcome) -> None:
    """Each file by its own form, and the page that answers: no server error, and no worker held for long."""
    forms = {kind: (signed_in(who), address) for kind, (who, address) in addresses().items()}
    for number in numbers:
        file = mutated(seed, number)
        client, address = forms[file.kind]
        began = process_time()
        answer = client.post(address, {"workbook": SimpleUploadedFile(f"danh sach{file.suffix}", file.content)})
        outcome.sent_seconds = max(outcome.sent_seconds, process_time() - began)
        if answer.status_code == 302:
            outcome.shown += 1
            answer = client.get(answer["Location"])
        if answer.status_code != 200:
            outcome.wrong.append(f"{number}: HTTP {answer.status_code}")


def addresses() -> dict[str, tuple[str, str]]:
    """Kind of list → who sends one, and the address of its form; the timesheet is one that is still open."""
    timesheet = Timesheet.objects.get(month__month=dt.date(2021, 6, 1), month__contract__payer__code="HT-CX")
    return {
        "employees": ("buudien", "/nhap-xuat/employees/HT-BDT/"),
        "procedures": ("thuky", "/nhap-xuat/procedures/HT-SNGV/"),
        "timesheet": ("buudien", f"/nhap-xuat/timesheet/{timesheet.pk}/"),
    }


def signed_in(who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sample(outcome: Outcome, numbers: range, size: int) -> list[int]:
    """Half of it files in which a list was found, which go furthest."""
    chance = random.Random(len(numbers))
    lists = chance.sample(outcome.lists, min(size // 2, len(outcome.lists)))
    return lists + chance.sample(numbers, min(size - len(lists), len(numbers)))


def through_the_page(outcome: Outcome, numbers: list[int], seed: int) -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        for command in ("load_pilots", "load_demo"):
            call_command(command, verbosity=0, stdout=io.StringIO())
        send_all(numbers, seed, outcome)
    finally:
        teardown_databases(databases, verbosity=0)


def report(outcome: Outcome, count: int, sent: int) -> bool:
    """The figures; True when nothing was wrong."""
    for what in outcome.wrong:
        print(what)
    print(f"came: {dict(outcome.came.most_common())}")
    said = (
        f"{count} files, {len(outcome.lists)} with a list, {outcome.copies} of them copied without identity numbers, "
        f"{sent} through the page, {outcome.shown} with a preview"
    )
    met = [
        limit("fuzz_wrong", len(outcome.wrong), 0.5, said),
        limit("fuzz_child_MiB", outcome.mib, GOAL_MIB, "the most that a child held"),
        limit("fuzz_child_s", outcome.child_seconds, parse.SECONDS + 1, "of processor time, the longest child"),
        limit(
            "fuzz_front_s", outcome.front_seconds, GOAL_SECONDS, "of processor time in a web worker, without the child"
        ),
        limit("fuzz_upload_s", outcome.sent_seconds, GOAL_SECONDS, "the same for a whole upload"),
    ]
    return all(met)


def main() -> bool:
    parser = argparse.ArgumentParser()
    for name, usual in (("--count", COUNT), ("--seed", SEED), ("--sent", SENT), ("--first", 0)):
        parser.add_argument(name, type=int, default=usual)
    given = parser.parse_args()
    numbers = range(given.first, given.first + given.count)
    outcome = try_all(numbers, given.seed)
    sent = sample(outcome, numbers, given.sent)
    if sent:
        through_the_page(outcome, sent, given.seed)
    return report(outcome, len(numbers), len(sent))


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Duplicate name")  # a part twice, on purpose
    logging.disable(logging.CRITICAL)
    sys.exit(0 if main() else 1)
