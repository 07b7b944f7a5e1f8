# `make run` and `make test` need Python 3.11 to 3.13 and make, nothing else; each sets up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test setup lint types bench bench-memory bench-web evaluate lock clean
.DEFAULT_GOAL := run

run: setup
	$(BIN)/trichluc run corpus/articles --output outputs

test: setup
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

setup: $(STAMP)
	@# the environment may forbid writing bytecode, and then each start would compile again
	@$(BIN)/python -m compileall -q -j 0 extractors pipeline

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Trích Lục needs Python 3.11 to 3.13; {sys.executable} is {v[0]}.{v[1]}: call make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib || true
	@touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

evaluate: setup
	$(BIN)/trichluc evaluate corpus/gold/seeds.jsonl --floors corpus/gold/floors.json
	@# the second gold standard is not part of the project
	@if [ -f ../shared/gold/dev.jsonl ]; then \
	  $(BIN)/trichluc evaluate ../shared/gold/dev.jsonl --floors corpus/gold/floors.json; \
	else echo "no ../shared/gold/dev.jsonl: its floors are not checked"; fi

bench: setup
	$(BIN)/python -m bench

# memory over an input twenty times as large: many minutes
bench-memory: setup
	$(BIN)/python -m bench.memory

# pages and searches of 40,000 articles, 20 readers at once: two minutes
bench-web: setup
	$(BIN)/python -m bench.web

# Pins every package with its hashes for Python 3.11 to 3.13; needs uv.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
