# nibwatch: `make demo` and `make test` set everything up on a machine with Python 3.11 and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools

# Where this is set, each child process that a test starts compiles Prefect and pandas anew: 4 s of a processor.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test serve check lint types format bench clean dictionary docs

setup: $(TOOLS)

$(READY): uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "nibwatch needs Python 3.11 to 3.13, found " + sys.version.split()[0] + ": set PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/python -m uv sync --frozen --inexact --quiet --active --no-dev
	@touch $(READY)

$(TOOLS): $(READY)
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/python -m uv sync --frozen --inexact --quiet --active
	@touch $(TOOLS)

demo: $(READY) ## the main job on a small SYNTHETIC world, no network needed
	$(BIN)/nibwatch demo

serve: $(READY) ## Prefect's server, the schedules and a worker on this machine, until Ctrl-C
	@exec $(BIN)/python -m flows.serve

test: setup ## every test
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup lint types ## what must pass before a commit
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar sql

types: setup
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

QUARTERS ?= 4
REPORTS ?= 400000
GROWTH ?= 1 2 4 8

bench: setup ## speed and memory as ratios to plain floors, on a SYNTHETIC world of QUARTERS x REPORTS
	$(BIN)/python -m bench --quarters $(QUARTERS) --reports $(REPORTS) --growth $(GROWTH) $(BENCH)

dictionary: setup ## docs/data-dictionary.md from sql/dictionary.csv
	$(BIN)/python -m docs.data_dictionary

docs: $(READY) ## docs/ as pages with a search box, in site/
	$(BIN)/python -m docs.site

clean:
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis
