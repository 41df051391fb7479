# Every target makes the virtual environment it needs; a machine with Python 3.11 or later is enough.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint bench docs vendor clean

demo: $(VENV)/installed
	$(BIN)/kg demo

test: $(VENV)/installed-dev
	$(BIN)/pytest

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/installed
	$(BIN)/python docs/reference.py

# The JavaScript of the pages, from npm; what it writes is kept in the repository.
vendor:
	$(PYTHON) docs/vendor/fetch.py

clean:
	rm -rf $(VENV)

$(VENV)/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@
