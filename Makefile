# Two commands for a newcomer: `make demo` and `make test`. Both build .venv/ once, from pinned versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-new-cases test-slow lint check app clean

demo: $(READY)
	$(BIN)/kembara demo --out out/demo

test: $(READY)
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist worksteal

test-new-cases: $(READY)
	$(BIN)/python -m pytest -m "hypothesis and not slow" --hypothesis-profile "new cases" -n 2 --dist worksteal

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

app: $(READY)
	$(BIN)/kembara app

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11, 3.12 or 3.13 is needed; this is " + sys.version.split()[0]) if not (3, 11) <= sys.version_info[:2] <= (3, 13) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -c "from planner.routing import prepare; prepare()"
	touch $(READY)

clean:
	rm -rf $(VENV) out
