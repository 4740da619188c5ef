# `make run` starts the application, `make test` runs every check. Each sets up what it needs.

PYTHON ?= python3
PORT ?= 8501
BIN = .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test setup-test benchmark load screenshots clean

run: .venv/run.stamp
	$(BIN)/taiodo init --sample nakano
	$(BIN)/taiodo serve --demo --port $(PORT)

test: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/taiodo catalog check
	$(BIN)/python -m pytest --numprocesses 2 -m "not browser"
	$(BIN)/python -m pytest --numprocesses 2 --server postgresql
	$(BIN)/python -m pytest -m browser

setup-test: .venv/test.stamp
	.ci/chromium

# Figures and ratios on this machine; slow, and no part of the tests.
benchmark: .venv/test.stamp
	$(BIN)/python tests/benchmarks/reading.py
	$(BIN)/python tests/benchmarks/survey.py
	$(BIN)/python tests/benchmarks/screen.py
	$(BIN)/python tests/benchmarks/editions.py
	$(BIN)/python tests/benchmarks/audit.py
	$(BIN)/python tests/benchmarks/tracking.py
	$(BIN)/python tests/benchmarks/optimise.py
	$(BIN)/python tests/benchmarks/impact.py
	$(BIN)/python tests/benchmarks/packages.py
	$(BIN)/python tests/benchmarks/mapping.py
	$(BIN)/python tests/benchmarks/sheets.py
	$(BIN)/python tests/benchmarks/acting.py
	$(BIN)/python tests/benchmarks/matching.py

# Many people at once, and a server killed in the middle: about 45 minutes.
load: .venv/test.stamp
	for server in sqlite postgresql; do \
	  for people in 60 200; do \
	    $(BIN)/python tests/benchmarks/load.py --people $$people --server $$server || exit 1; \
	  done; \
	  $(BIN)/python tests/benchmarks/load.py --people 12 --seconds 120 --kill 12 --server $$server \
	    || exit 1; \
	done

# The pictures of the manual.
screenshots: setup-test
	$(BIN)/python docs/take_screenshots.py

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 以上が必要です。PYTHON=python3.12 のように指定してください。" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) --no-build-isolation --no-deps --editable .
	touch $@

.venv/test.stamp: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL) --no-build-isolation --no-deps --editable .
	touch $@ .venv/run.stamp

clean:
	rm -rf .venv
