# Everything a person needs to build, try and check the box. `make` alone lists the targets.

PYTHON ?= python3
OUT ?= demo.png
ONCE ?=
PORT ?= 8642
TESTS ?=
MINUTES ?= 5
LATENCY ?= 100

BOX = .venv
TEST = .venv-test
OPTIMUM = .venv-optimum
FAULTS = tests/faults tests/e2e/test_discovery.py tests/edged/api/test_connection.py
TORCH = torch==2.13.0
BESIDE_TORCH = accelerate==1.15.0 peft==0.21.2 torchao==0.18.0
PIP = -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help demo web test faults lint types pack evaluate search bench-draw bench-cache bench-reuse bench-stages bench-engines bench-loading bench-sixgb bench-start bench-governor bench-read bench-batch bench-class bench-page bench-browser screenshots lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(BOX)/.installed ## Start a box, draw one picture (OUT=demo.png), keep running (ONCE=1: stop)
	@$(BOX)/bin/python -m scripts.demo --out "$(OUT)" --port $(PORT) $(if $(filter-out 0,$(ONCE)),--once)

web: ## Fetch what tablets need to draw by themselves (needs npm)
	$(PYTHON) scripts/web.py

test: $(TEST)/.installed $(OPTIMUM)/.installed ## Run the whole suite (TESTS=tests/runtime for a part)
	@test -e edged/web/lib/ort.wasm || $(PYTHON) scripts/web.py || echo "tests of the tablet's own drawing are left out"
	$(TEST)/bin/python -m pytest -q -rs -n logical --dist loadfile $(TESTS)

faults: $(TEST)/.installed ## Maltreat boxes at full counts and write docs/reliability.md (TESTS=… adds to the last run)
	@$(if $(TESTS),,rm -f build/faults.json)
	EDGED_FAULTS=full $(TEST)/bin/python -m pytest -q -rs -p tests.faults.report $(or $(TESTS),$(FAULTS))

lint: $(TEST)/.installed ## Check style
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run install.sh firmware_hooks/*; \
	else echo "shellcheck is not installed: shell scripts were not checked"; fi

types: $(TEST)/.installed ## Check types (mypy strict)
	$(TEST)/bin/mypy

pack: $(TEST)/.installed ## Make the embedded pack anew: draw, train, quantise, export
	$(TEST)/bin/python -m forge pack

evaluate: $(TEST)/.installed ## Measure the pack's pictures against what was asked
	$(TEST)/bin/python -m forge evaluate

search: $(TEST)/.installed ## Find the best shape of a generator for a latency here, in 35 minutes (WORK=… LATENCY=100 BESIDE="NAME=WORK …")
	$(TEST)/bin/python -m forge search $(if $(WORK),--work $(WORK)) --latency-ms $(LATENCY) --minutes 35 $(if $(BESIDE),--beside $(BESIDE))

bench-draw: $(TEST)/.installed ## Measure a 512x512 picture over HTTP, side by side with plain torch
	$(TEST)/bin/python -m bench.bench_draw

bench-cache: $(TEST)/.installed ## Measure a picture drawn, only decoded, and answered from the cache, side by side
	$(TEST)/bin/python -m bench.bench_cache

bench-reuse: $(TEST)/.installed ## Measure what pictures lose that begin with a similar wish's latents
	$(TEST)/bin/python -m bench.bench_reuse

bench-stages: $(TEST)/.installed ## Measure memory and speed of every stage from the teacher to the pack
	$(TEST)/bin/python -m bench.bench_stages

bench-engines: $(TEST)/.installed ## Measure the pack's graphs on each library that runs them, side by side
	$(TEST)/bin/python -m bench.bench_engines --write

bench-loading: $(TEST)/.installed ## Measure what loading weights takes in memory, against their size on the disk
	$(TEST)/bin/python -m bench.bench_loading

bench-sixgb: $(TEST)/.installed ## Measure published models in real size within 6 GB, on a card if there is one (FAMILIES="sd15 …")
	$(TEST)/bin/python -m bench.bench_sixgb --write $(if $(FAMILIES),--families $(FAMILIES))

bench-start: $(TEST)/.installed ## Measure start to first picture, memory and own overhead
	$(TEST)/bin/python -m bench.bench_start

bench-governor: $(TEST)/.installed ## Hold simulated machines cool through a lesson, beside an oracle; draw docs/governor/
	$(TEST)/bin/python -m bench.bench_governor

bench-read: $(TEST)/.installed ## Measure how long a wish takes to be understood, and how well, list by list
	$(TEST)/bin/python -m bench.bench_read

bench-batch: $(TEST)/.installed ## Measure a burst of forty: one at a time, in batches of four, continuously
	$(TEST)/bin/python -m bench.bench_batch

bench-class: $(TEST)/.installed ## Play a class of forty tablets (MINUTES=5) against the box and a plain server
	$(TEST)/bin/python -m bench.bench_class --minutes $(MINUTES) --write --raw build/bench-class.json

bench-page: $(TEST)/.installed ## Measure tap to first preview and to the picture in a real browser
	$(TEST)/bin/python -m bench.bench_page --write

bench-browser: $(TEST)/.installed ## Measure the tablet's own drawing in a real browser, beside the box's
	$(TEST)/bin/python -m bench.bench_browser --write

screenshots: $(TEST)/.installed ## See every state of the pages with a real browser; write docs/screens/
	$(TEST)/bin/python -m scripts.screenshots

# The tests' extras stay: a package that asks for coverage[toml] gets a newer coverage from pip than the one locked without it.
lock: .venv-lock/.installed ## Resolve requirements/*.txt anew, with hashes
	$(LOCK) pyproject.toml -o requirements/base.txt
	$(LOCK) --no-strip-extras --extra tests -c requirements/base.txt pyproject.toml -o requirements/test.txt
	$(LOCK) --extra cuda --overrides requirements/cuda.overrides -c requirements/base.txt pyproject.toml \
		-o requirements/cuda.txt
	$(LOCK) --extra openvino --extra text -c requirements/base.txt pyproject.toml -o requirements/openvino-text.txt
	$(LOCK) --group build -c requirements/test.txt -o requirements/build.txt
	$(LOCK) --group optimum --overrides requirements/optimum.overrides -o requirements/optimum.txt

clean: ## Remove the environments and everything that was built
	rm -rf $(BOX) $(TEST) $(OPTIMUM) .venv-lock .mypy_cache .ruff_cache .pytest_cache build dist

LOCK = .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

define new-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "edged needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(@D) \
	|| { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
endef

$(BOX)/.installed: requirements/base.txt
	$(new-venv)
	$(@D)/bin/python $(PIP) install --quiet --require-hashes -r $<
	@touch $@

# torch comes after the locked set: its builds differ from machine to machine, so one hash cannot name them.
$(TEST)/.installed: requirements/test.txt
	$(new-venv)
	$(@D)/bin/python $(PIP) install --quiet --require-hashes -r $<
	$(@D)/bin/python $(PIP) install --quiet $(TORCH) $(BESIDE_TORCH)
	@touch $@

# Only tests need it: optimum writes the graphs that `forge build` takes.
$(OPTIMUM)/.installed: requirements/optimum.txt
	$(new-venv)
	$(@D)/bin/python $(PIP) install --quiet --no-deps --require-hashes -r $<
	$(@D)/bin/python $(PIP) install --quiet $(TORCH)
	@touch $@

.venv-lock/.installed:
	$(new-venv)
	$(@D)/bin/python $(PIP) install --quiet "uv>=0.8"
	@touch $@
