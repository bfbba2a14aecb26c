SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 22

setup: .venv/ready events_svc/static/vendor/ready ## install what is needed, into this folder only

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

events_svc/static/vendor/ready: package-lock.json tools/vendor.py | .venv/ready
	PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(PY) -m tools.vendor
	touch $@

run: setup ## a running service with demo data; prints address and accounts
	$(PY) -m events_svc migrate
	$(PY) -m events_svc demo
	$(PY) -m events_svc serve

test: setup ## the whole suite, on SQLite and on PostgreSQL
	TEST_ENGINE=sqlite $(PY) -m pytest
	TEST_ENGINE=postgres $(PY) -m pytest

check: setup ## style, types, import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: setup ## the figures of the design, each beside its floor
	$(PY) -m benchmarks

initial-migration: setup ## write 0001 anew from the models (until the first release)
	$(PY) -m tools.draft_migration --initial

.PHONY: help setup run test check bench initial-migration
