# Plain `make` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help setup run test lint bench screenshots servers clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/dev.stamp ## everything that development needs, in .venv
	@:

run: $(firstword $(wildcard .venv/dev.stamp) .venv/run.stamp) ## serve the demo municipality on this machine
	@$(BIN)/balie serve

test: setup ## lint, and every test; in a browser too where Debian's chromium can be had
	@scripts/chromium.sh && scripts/axe.sh && scripts/servers.sh dovecot && scripts/promtool.sh
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest

lint: setup ## ruff, mypy and the direction of imports
	@$(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet router tests scripts
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }

bench: setup ## the pipeline, beside a bare loop with the same input and output
	@$(BIN)/balie bench pipeline

screenshots: setup ## the pictures of README and docs, made with Debian's chromium
	@scripts/chromium.sh
	@$(BIN)/python -m scripts.screenshots

servers: $(firstword $(wildcard .venv/dev.stamp) .venv/run.stamp) ## Kafka, Redis and PostgreSQL on this machine, and what to set to use them
	@CI=true scripts/servers.sh
	@$(BIN)/python -m scripts.servers

clean: ## remove .venv and what tools left behind; never data/
	@rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	@find router tests scripts -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Balie needs Python 3.11 or newer. Mend: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python cannot make a .venv. Mend: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

# Once for each change of the lock; the editable install takes what the lock brought.
.venv/%.stamp: requirements/%.txt pyproject.toml | .venv/bin/python
	@echo "Installing what is locked in $<, once…"
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
