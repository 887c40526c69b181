# Two commands: `make demo` and `make test`. Both start from a bare clone with python3 (3.11 or
# later), make and a package index; everything they install goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
REVIEW := reviews/als-cell-therapy
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test lint types layers unit browser java fuzz lock format clean oracle bench-stats bench-dedup bench-spark bench-import bench-scale bench-screening bench-stopping bench-offers bench-trials

demo: .venv/.run
	@$(BIN)/python tools/demo.py $(REVIEW)

test: .venv/.dev browser java
	@$(MAKE) --no-print-directory lint types layers
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory demo

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/.dev
	$(BIN)/mypy

layers: .venv/.dev
	$(BIN)/lint-imports

unit: .venv/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

# Property tests with fresh examples each time; what it finds becomes an example of its own.
fuzz: .venv/.dev
	TAMIS_HYPOTHESIS=fuzz $(BIN)/python -m pytest -n 2 --dist worksteal -q -m hypothesis

# The page is tested in a real browser. Root on Debian gets it installed; others are told what to do.
browser:
	@tools/need-chromium

# Spark needs a Java runtime, by the same rule.
java:
	@tools/need-java

format: .venv/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

oracle: .venv/.dev
	@test -n "$(CASES)" || { echo "say where the cases are: make oracle CASES=FOLDER" >&2; exit 2; }
	$(BIN)/python validation/oracle.py "$(CASES)"

bench-stats: .venv/.dev
	$(BIN)/python benchmarks/stats.py
	$(BIN)/python benchmarks/stats_multilevel.py --repeat 2

bench-dedup: .venv/.dev
	@test -n "$(DATA)" || { echo "say where the sets are: make bench-dedup DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python benchmarks/dedup.py run "$(DATA)" $(if $(PEER),--bib-python "$(PEER)")

bench-spark: .venv/.dev java
	@test -n "$(DATA)" || echo "no DATA=FOLDER given: generated records only" >&2
	$(BIN)/python benchmarks/dedup.py spark $(if $(DATA),"$(DATA)") $(if $(N),--generated $(N))

bench-screening: .venv/.dev
	@test -n "$(DATA)" || { echo "say where the sets are: make bench-screening DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python benchmarks/screening.py "$(DATA)" $(if $(ASREVIEW),--asreview "$(ASREVIEW)") \
	  --json "$(or $(JSON),.bench/screening.json)"

bench-stopping: .venv/.dev
	@test -n "$(DATA)" || { echo "say where the sets are: make bench-stopping DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python benchmarks/stopping.py "$(DATA)" --leave-out

bench-offers: .venv/.dev
	$(BIN)/python benchmarks/offers.py

bench-trials: .venv/.dev
	$(BIN)/python benchmarks/trials.py

bench-import: .venv/.dev
	$(BIN)/python benchmarks/imports.py

bench-scale: .venv/.dev
	$(BIN)/python benchmarks/large_review.py
	$(BIN)/python benchmarks/dedup.py scale $(or $(N),1000000)

# Pins with hashes and without addresses, for every platform and Python from 3.11.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command "make lock" \
	  pyproject.toml requirements/build.in -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command "make lock" \
	  pyproject.toml --group pyproject.toml:dev -o requirements/dev.txt

clean:
	rm -rf .venv $(REVIEW)/out $(REVIEW)/.index

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tamis needs Python 3.11 or later; name one with PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { echo "python3 can't make environments; on Debian: apt-get install python3-venv" >&2; exit 2; }

.venv/.run: .venv/bin/python requirements/run.txt pyproject.toml
	@echo "installing what tamis needs into .venv"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "installing what its tests need into .venv"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@
