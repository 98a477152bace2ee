# make run     set up what is missing, then open the window on a sample shoot
# make test    set up what is missing, then run every check and every test
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
SHELL := bash

VENV ?= .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/.stamps
# One more than there are cores: a window test waits for threads a quarter of its time.
WORKERS ?= -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist worksteal
export PYTHON

.PHONY: help run test test-fast lint format bench clean libraries libraries-test

help:  ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: libraries $(STAMPS)/installed sample-shoot/.made  ## open the window on a sample shoot (sets up everything first)
	$(PY) -m aesthetic_gui sample-shoot

test: libraries-test $(STAMPS)/test-group  ## every check and every test
	@failed=0; \
	$(MAKE) --no-print-directory lint || failed=1; \
	packaging/offline $(PY) -m pytest $(WORKERS) || failed=1; \
	exit $$failed

test-fast: $(STAMPS)/test-group  ## the tests that take less than a minute together
	packaging/offline $(PY) -m pytest $(WORKERS) -m "not slow and not e2e"

lint: $(STAMPS)/test-group  ## style, types, and which way imports go
	@failed=0; \
	for check in "ruff check ." "ruff format --check ." mypy lint-imports; do \
	  echo "== $$check"; $(VENV)/bin/$$check || failed=1; \
	done; \
	exit $$failed

format: $(STAMPS)/test-group  ## let ruff write the style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(STAMPS)/test-group  ## measure; prints ratios within one run
	@screen=$$(command -v xvfb-run); \
	for script in tests/benchmarks/bench_*.py; do \
	  echo "== $$script"; PYTHONPATH=. $${screen:+$$screen -a -s "-screen 0 2560x1440x24"} $(PY) "$$script" || exit 1; \
	done

clean:  ## remove what was made, the virtual environment too
	rm -rf $(VENV) build dist sample-shoot *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What could not be installed is named; a screen of another kind (Wayland, macOS) may do without.
libraries:
	@packaging/bootstrap window || echo "going on without them; the window may not open" >&2

# The tests run offscreen; those that need the virtual screen skip, saying so, where it could not be installed.
libraries-test:
	@packaging/bootstrap test || echo "going on without them" >&2

$(STAMPS)/venv:
	packaging/make-venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/installed: pyproject.toml $(STAMPS)/venv
	$(PY) -m pip install --editable .
	@touch $@

$(STAMPS)/test-group: $(STAMPS)/installed
	$(PY) -m pip install --group test
	@touch $@

sample-shoot/.made: aesthetic_gui/culling/sample_shoot.py resources/sample-shoot.toml | $(STAMPS)/installed
	$(PY) -m aesthetic_gui.culling.sample_shoot sample-shoot
	@touch $@
