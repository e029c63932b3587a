# Two commands on a fresh machine: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PORT ?= 8000
DEMO ?= 1
export DEMO
PY := .venv/bin/python
COMPLETE := */platform/kernel/*,*/platform/access/*,*/platform/money.py,*/workflows/*,*/rules/*,billing/calculation/*
.DEFAULT_GOAL := help
.PHONY: help run test check fix messages lock coverage races chaos bench fuzz

help:
	@echo "make run        install what is missing and serve the demo on http://127.0.0.1:8000 (PORT=8001, DEMO=0 for real work)"
	@echo "make test       the whole suite: SQLite, PostgreSQL, browser"
	@echo "make check      lint, types, import contracts, migrations, translations, deployment settings"
	@echo "make fix        repair what lint can repair, and format"
	@echo "make messages   bring pilot/locale/vi up to date with the texts in code and templates"
	@echo "make lock       write the hashes of the pinned packages anew (.ci/hashes.txt)"
	@echo "make races      8 processes after the same row, every workflow, on PostgreSQL"
	@echo "make chaos      1,800 keyed forms while web workers and a PostgreSQL of its own are killed 202 times"
	@echo "make bench      ours against a yardstick, and a province against the demo"
	@echo "make fuzz       20,000 spoilt workbooks through the reader of uploads (COUNT=, SEED=)"
	@echo "make coverage   the suite on SQLite with branch coverage"

run:
	@.ci/setup run
	@.ci/system-packages pdf || echo "  PDF documents are switched off until then; everything else works."
	@exec $(PY) manage.py serve --prepare --port $(PORT)

test:
	@.ci/setup dev
	@exec $(PY) .ci/test.py

check:
	@.ci/setup dev
	@.ci/check

fix:
	@.ci/setup dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@.venv/bin/djangofmt --quiet templates

messages:
	@.ci/setup dev
	@.ci/system-packages messages
	@$(PY) manage.py check_translations --update

lock:
	@$(PY) -m venv .venv/uv && .venv/uv/bin/pip install -qq uv
	@.venv/uv/bin/uv pip compile -q requirements-dev.txt --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url -o .ci/hashes.txt

coverage:
	@.ci/setup dev
	@DJANGO_SETTINGS_MODULE=pilot.settings.test $(PY) manage.py compile_translations
	@DJANGO_SETTINGS_MODULE=pilot.settings.test $(PY) -m pytest -q -n 2 -m "not postgres and not browser" --cov --cov-report=
	@$(PY) -m coverage report
	@echo "--- these are to be complete:"
	@$(PY) -m coverage report --fail-under=100 --include=$(COMPLETE)

# on the PostgreSQL of DATABASE_URL, a local server, or a cluster of its own (.ci/test.py finds it)
races:
	@.ci/setup dev
	@$(PY) -m tests.bench.on_postgres pytest tests/races -q -m postgres

fuzz:
	@.ci/setup dev
	@$(PY) -m tests.bench.on_postgres tests.bench.fuzz_books --count $(or $(COUNT),20000) --seed $(or $(SEED),8)

chaos:
	@.ci/setup dev
	@DJANGO_SETTINGS_MODULE=pilot.settings.test $(PY) -m tests.bench.chaos

bench:
	@.ci/setup dev
	@.ci/system-packages pdf
	@failed=0; for part in run import_employees province; do \
		$(PY) -m tests.bench.on_postgres tests.bench.$$part || failed=1; done; \
		DATABASE_URL= $(PY) -m tests.bench.province || failed=1; exit $$failed
