"""Whatever stands in an address, its parameters or a form: never an answer of 5xx.

Every route of the product, asked by nobody and by two roles, by GET and by POST. On PostgreSQL, which refuses what
SQLite takes (a NUL, a number of more than 64 bits), with more values. Seeded: a failure names address and sender.
"""

import os
import random
import re
import traceback
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse

from tests.access.addresses import PATTERNS
from tests.architecture.project import files

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]

NUMBERS = ["0", "1", "-1", str(2**63 - 1), str(2**63), str(2**64), "²", "٣", "00", "9" * 5000, "1.5", ""]
ODD = ["\0", "a\0b", "\u202e", "x" * 5000, "%", "'", "\\", "../..", "\ud7ff", " ", "١"]
TEXTS = [*ODD, "HATINH", "HT-BDT", "HT-S-CL", "employees"]
BROKEN = ["%ff", "%00", "%c0%af", "%ed%a0%80", "%E2%80", "%", "%%"]  # not quoted again
DAYS = ["31/12/9999", "9999-12-31", "01/01/0001", "31/9/2021", "0", "không thời hạn", "2021-01-05T00:00", "1" * 500]
PAGES = ["http://[", "http://testserver/\0", "//", ""]  # what a header calls the page before
SENDERS = ["nobody", "thuky", "buudien"]
READ = re.compile(r"""(?:GET|POST|query)(?:\.get|\.getlist)?[(\[]\s*["']([\w-]+)["']""")
ALWAYS = {"ngay", "after", "before", "q", "rows", "seen", "timesheet", "van-ban", "muc", "viec", "sort", "cot", "next"}
CHANCE = random.Random(8)


def parameters() -> list[str]:
    """What the code reads out of addresses and forms by name, and what the filters of lists take."""
    return sorted(ALWAYS | {name for path in files(".py") if "tests" not in path.parts for name in named_in(path)})


def named_in(path: Any) -> set[str]:
    return set(READ.findall(path.read_text(encoding="utf-8")))


def draws() -> int:
    """How often each address is asked by each sender and method: on SQLite, which takes most of it, half of them."""
    most = int(os.environ.get("FUZZ", 1))
    return most if connection.vendor == "postgresql" else CHANCE.randint(0, most)


def odd(converter: str) -> list[str]:
    """Values for one part of an address, as they stand in it."""
    values = NUMBERS[:-1] if converter == "IntConverter" else [*NUMBERS[:-1], *TEXTS]
    return [*(quote(value) for value in values), *BROKEN]


def odd_addresses(name: str, pattern: URLPattern) -> Iterator[str]:
    """The address with odd values in its places, among them codes that there are."""
    template = template_of(name, pattern)
    places = pattern.pattern.converters
    for _number in range(draws()):
        parts = {key: CHANCE.choice(odd(type(place).__name__)) for key, place in places.items()}
        yield template.format(**parts)


def template_of(name: str, pattern: URLPattern) -> str:
    """The address with {name} for each of its parts."""
    marks = {
        key: {"IntConverter": 900000 + n, "UUIDConverter": f"00000000-0000-0000-0000-{n:012}"}.get(
            type(place).__name__, f"mark{n}mark"
        )
        for n, (key, place) in enumerate(pattern.pattern.converters.items())
    }
    address = reverse(name, kwargs=marks)
    for key, mark in marks.items():
        address = address.replace(str(mark), f"{{{key}}}")
    return address


def query() -> dict[str, str]:
    names = CHANCE.sample(NAMES, 3)
    return {name: CHANCE.choice([*NUMBERS, *TEXTS, *DAYS]) for name in names}


def body() -> dict[str, str]:
    return query() | {
        "row_version": CHANCE.choice(NUMBERS), "operation_key": CHANCE.choice(TEXTS), "reason": CHANCE.choice(TEXTS),
        **{name: CHANCE.choice([*NUMBERS, *TEXTS, *DAYS]) for name in CHANCE.sample(FIELDS, 8)},
    }  # fmt: skip


def fields() -> list[str]:
    """The names of all fields of forms in the code."""
    field = re.compile(r"^    (\w+) = \w*(?:Field|ChoiceField)\w*\(", re.MULTILINE)
    typed = re.compile(r"^    (\w+) = (?:forms\.)\w+\(", re.MULTILINE)
    texts = [path.read_text(encoding="utf-8") for path in files(".py") if "forms" in str(path)]
    return sorted({name for text in texts for pattern in (field, typed) for name in pattern.findall(text)})


NAMES, FIELDS = parameters(), fields()


def fault(client: Client, method: str, address: str) -> str:
    """What went wrong where the answer would be a 5xx; "" for every other answer. Nothing of it is kept."""
    headers = {"referer": CHANCE.choice(PAGES), "hx-current-url": CHANCE.choice(PAGES)}
    headers |= {"hx-request": "true"} if CHANCE.random() < 0.2 else {}
    try:
        with transaction.atomic():
            if method == "GET":
                answer = client.get(address, query(), headers=headers)
            else:
                answer = client.post(address, body(), headers=headers)
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)
            return "" if answer.status_code < 500 else str(answer.status_code)
    except Exception as error:  # whatever it is: the reader would see the page of an error of ours
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({last.filename}:{last.lineno})"[:300]


@pytest.mark.parametrize("sender", SENDERS)
def test_no_answer_is_an_error_of_ours(sender: str, as_user: Any) -> None:
    client = Client() if sender == "nobody" else as_user(sender)
    found = []
    for (name, pattern), method in product(sorted(PATTERNS.items(), key=lambda one: str(one[0])), ("GET", "POST")):
        if name == "sign-out":
            continue
        for address in odd_addresses(str(name), pattern):
            if wrong := fault(client, method, address):
                found.append(f"{method} {address[:120]}: {wrong}")
    assert found == []
