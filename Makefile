# Each target builds the environment it needs, once; nothing else is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FUTURES ?= 10000

.PHONY: brief test check lint types bench lock clean help

help:
	@echo "make brief   play the default study, write out/nato-in-asia/brief.html"
	@echo "make test    run the tests"
	@echo "make check   lint, types and tests"
	@echo "make bench   compare speeds, side by side"
	@echo "make lock    re-make requirements.lock from requirements.in"

brief: $(READY)
	$(BIN)/latticework brief --futures $(FUTURES) --out out/nato-in-asia

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: lint types test

bench: $(READY)
	$(BIN)/python benchmarks/atlas.py
	$(BIN)/python benchmarks/trade.py
	$(BIN)/python benchmarks/flips.py
	$(BIN)/python benchmarks/ensemble.py
	$(BIN)/python benchmarks/growth.py
	test ! -d ../shared/data || $(BIN)/python benchmarks/dyads.py ../shared/data
	test ! -d ../shared/data || $(BIN)/python benchmarks/ideal_points.py ../shared/data

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header requirements.in -o requirements.lock

clean:
	rm -rf $(VENV) out

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --no-index -e .
	touch $@
