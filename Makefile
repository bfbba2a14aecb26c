SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
# Two for each processor: browsers and servers wait a lot.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(min(2 * (os.cpu_count() or 1), 12))")
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -q --require-hashes

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

run: setup ## a running service with demo data; prints address and accounts
	$(PY) -m events_svc migrate
	$(PY) -m events_svc demo
	READ_COUNTERS=off $(PY) -m events_svc serve # its videos do not exist

# Where bytecode is not kept, every process of the suite compiles everything anew.
test: export PYTHONDONTWRITEBYTECODE =
test: setup-dev ## the whole suite, on SQLite and then on PostgreSQL
	TEST_ENGINE=sqlite $(PY) -m pytest --workers $(WORKERS)
	TEST_ENGINE=postgres $(PY) -m pytest --workers $(WORKERS)

check: setup-dev ## style, types, import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

bench: setup-dev ## the promised figures, each beside its floor, in five minutes (all: python -m benchmarks all)
	$(PY) -m benchmarks

# Who compiles while starting takes three seconds longer and stays 20 MB larger.
setup: .venv/run events_svc/static/vendor/ready ## install what running needs, into this folder only
	@$(PY) -m compileall -q events_svc speakers venues

setup-dev: .venv/dev setup ## install what testing needs besides

lock: setup-dev ## write the lock files anew, without addresses
	sh tools/lock.sh

migration: setup-dev ## write the next migration from the models
	$(PY) -m tools.draft_migration

initial-migration: setup-dev ## write 0001 anew from the models (until the first release)
	$(PY) -m tools.draft_migration --initial

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "events_svc needs Python 3.11 or newer; set PYTHON=…"; exit 1)
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run: requirements.txt pyproject.toml | .venv/python
	$(PIP) -r requirements.txt
	$(PY) -m pip --disable-pip-version-check install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.txt | .venv/run
	$(PIP) -r requirements-dev.txt
	@touch $@

# npm fetches scripts and fonts; where the machine has none, a wheel brings it.
events_svc/static/vendor/ready: package-lock.json tools/vendor.py requirements-node.txt | .venv/run
	@command -v npm >/dev/null || $(PIP) -r requirements-node.txt
	PATH="$$PATH:$(CURDIR)/.venv/bin" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(PY) -m tools.vendor
	@touch $@

.PHONY: help run test check bench setup setup-dev lock migration initial-migration
