# Requires git, make and Python 3.11 or newer. Everything else is installed into .tools
# and .venv, which are safe to delete. Settings of pip and uv (mirrors, proxies) apply.

UV_VERSION := 0.13.9

VENV := .venv
PYTHON := $(VENV)/bin/python
# Stamps: the packages that serve, and those with the tools of the tests.
SERVING := $(VENV)/.serving
READY := $(VENV)/.ready

# The uv on the path if it works, else one in .tools.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .tools/bin/uv)

# The first Python that is new enough; `make BASE_PYTHON=… TARGET` names another.
IS_NEW_ENOUGH := import sys; sys.version_info >= (3, 11) or sys.exit(1)
BASE_PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 \
	python; do $$python -c '$(IS_NEW_ENOUGH); print(sys.executable)' 2>/dev/null \
	&& break; done)
FOUND_PYTHON = $(or $(BASE_PYTHON),$(error Onrecord needs Python 3.11 or newer: \
	install one, or name it with `make BASE_PYTHON=/path/to/python3`))

# A mirror that is set for pip alone serves uv too.
ifdef PIP_INDEX_URL
ifndef UV_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
endif

# uv must not download a Python.
export UV_PYTHON_DOWNLOADS := never

LOCK := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock'

# Tests with random cases, or with the cases of a file: `make fuzz` runs ten times as many.
RANDOM := $(addprefix tests/api/test_, cached_claims.py inverses.py protection.py \
	record_as_of.py) \
	tests/db/derived tests/real/test_claimreview.py \
	$(addprefix tests/db/test_, claim_links.py embargo_histories.py fact_clusters.py \
	fact_states.py keyset.py search.py searched_records.py source_merges.py \
	spans.py)

# One more than a small machine has processors: tests wait for servers they start. With
# two processes a tenth of the time is idle, and the suite takes two minutes longer.
PROCESSES := -n 3 --dist worksteal

# Tests start many processes, each of which would compile every module again.
quick test fuzz: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install serve quick test check numbers bench bench-peers fuzz \
	torture glossary lock clean

help: ## Print this list.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' \
		Makefile

# An environment that has the tools of the tests keeps them.
install: $(if $(wildcard $(READY)),$(READY),$(SERVING)) ## Install what serving needs into .venv.

serve: install ## Migrate the database, load the seeds and serve the API.
	$(VENV)/bin/onrecord migrate
	$(VENV)/bin/onrecord seed
	$(VENV)/bin/onrecord serve

quick: $(READY) ## Run the quick tests, on SQLite only, each in its first case.
	TEST_BACKENDS=sqlite TEST_CASES=1 $(PYTHON) -m pytest $(PROCESSES) -m 'not slow' \
		$(ARGS)

test: $(READY) ## Run all tests on SQLite and PostgreSQL, and measure their coverage.
	$(PYTHON) -m pytest $(PROCESSES) --cov $(ARGS)

check: $(READY) ## Run everything CI runs: linters, types, architecture, audit, tests.
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/deptry --no-ansi .
	$(PYTHON) .ci/audit.py requirements.lock
	$(PYTHON) .ci/openapi.py
	$(MAKE) --no-print-directory test

numbers: $(READY) ## Print sizes, complexity and duplicates with their limits.
	$(PYTHON) -m tests.numbers $(ARGS)

bench: $(READY) ## Benchmark reads and writes (options in ARGS).
	$(PYTHON) -m tests.bench $(ARGS)

bench-peers: $(READY) ## Benchmark against Datasette and PostGraphile, which it downloads.
	$(PYTHON) -m tests.bench.peers $(ARGS)

fuzz: $(READY) ## Fuzz the API with its OpenAPI document (options in ARGS).
	$(PYTHON) -m tests.fuzz $(ARGS)
	TEST_ROUNDS=10 $(PYTHON) -m pytest $(PROCESSES) $(RANDOM)

torture: $(READY) ## Kill, starve and overload a server, and check for lost writes (options in ARGS).
	$(PYTHON) -m tests.torture $(ARGS)

glossary: $(READY) ## Generate docs/glossary.md from api/schemas/glossary.
	$(PYTHON) -m api.schemas.glossary >docs/glossary.md

lock: | $(UV) ## Generate both lock files (ARGS=--upgrade updates the versions).
	$(LOCK) $(ARGS) --output-file requirements.lock >/dev/null
	$(LOCK) $(ARGS) --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock >/dev/null

clean: ## Remove environments, caches and reports, never a database.
	rm -rf .tools .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache .schemathesis build dist htmlcov .coverage .coverage.* coverage.xml \
		schemathesis-report
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SERVING): requirements.lock pyproject.toml | $(UV)
	$(call install,requirements.lock)

$(READY): requirements-dev.lock pyproject.toml | $(UV)
	$(call install,requirements-dev.lock)

# Exactly the packages of a lock file, checked against their hashes, then the project
# itself, editable. Its build backend is of the lock file too, but not installed. Byte
# code is compiled now, so that the first start is as fast as the others.
define install
test -x $(PYTHON) || { rm -rf $(VENV); \
	$(UV) venv --quiet --python '$(FOUND_PYTHON)' $(VENV); }
rm -f $(SERVING) $(READY)
$(UV) pip sync --quiet --require-hashes --compile-bytecode --python $(PYTHON) $(1)
$(UV) pip install --quiet --no-deps --build-constraints requirements-dev.lock \
	--python $(PYTHON) --editable .
$(PYTHON) -m compileall -q api db migrations seeds
touch $@
endef

.tools/bin/uv:
	'$(FOUND_PYTHON)' -m venv .tools || { rm -rf .tools; \
		echo 'Onrecord needs uv, or the venv module of Python: install one' >&2; exit 1; }
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
