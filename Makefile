# make run   installs what is needed into .venv and starts feedsvc (the demo until config.toml names a site)
# make test  installs what the tests need and runs all of them
# make install installs alone; make extras adds what PostgreSQL, S3, brotli, zstd and httptools need
.PHONY: run test install extras check lock soak robots bombs lives trouble year fuzz feeds fire bench bench-serve bench-reading bench-clues sbom clean
PYTHON ?= python3
BIN := .venv/bin
PIP := $(PYTHON) -m pip --python $(BIN)/python install -q
# What pip says where it finds no index names a package, not the cause.
UNREACHED := { echo "make: pip could not get the packages. Is there a network? Behind a proxy: HTTPS_PROXY=http://… make …" >&2; exit 1; }

# Quotes and signs are let be as they are: what is written wrong "run" tells, and the demo would not.
run: .venv/.installed
	@if LC_ALL=C grep -Eqs "^([^#]*[^_[:alnum:]#])?url[^_[:alnum:]]{1,20}http" config.toml; then exec $(BIN)/feedsvc run; else exec $(BIN)/feedsvc demo; fi

install: .venv/.installed

extras: .venv/.installed
	@$(PIP) -r deploy/extras.lock --require-hashes || $(UNREACHED)

test: .venv/.tested check
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

check: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy

.venv/.python:
	@sh deploy/venv.sh $(PYTHON) .venv
	@touch $@

.venv/.installed: .venv/.python deploy/requirements.lock pyproject.toml
	@echo "installing into .venv …"
	@$(PIP) -r deploy/requirements.lock --require-hashes || $(UNREACHED)
	@$(PIP) --no-deps -e . --config-settings editable_mode=compat || $(UNREACHED)
	@$(BIN)/python -m compileall -q feedsvc
	@touch $@

.venv/.tested: .venv/.installed tests/packages.sh tests/requirements.lock tests/package.json
	@sh tests/packages.sh
	@$(PIP) -r tests/requirements.lock --require-hashes || $(UNREACHED)
	@touch $@

# New versions into the locks, with hashes and without addresses.  python-dateutil 4 excludes the S3 server the tests use.
COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --upgrade pyproject.toml
lock: .venv/.installed
	$(PYTHON) -m pip --python $(BIN)/python install -q uv
	echo 'python-dateutil<3' > .venv/constraints
	$(COMPILE) -c .venv/constraints -o deploy/requirements.lock
	$(COMPILE) --extra fast --extra small --extra postgres --extra s3 -c deploy/requirements.lock -o deploy/extras.lock
	$(COMPILE) --extra test -c deploy/extras.lock -o tests/requirements.lock
	$(subst pyproject.toml,tests/fuzz/requirements.in,$(COMPILE)) -o tests/fuzz/requirements.lock

# A million inputs through every reader of what comes from outside, guided by coverage: about half an hour of one processor;
# RUNS=… for another number, JOBS=… for searches side by side.
RUNS ?= 1000000
JOBS ?= 1
fuzz: .venv/.tested .venv/.fuzz
	PYTHONPATH=.venv/fuzz $(BIN)/python -m tests.fuzz --runs $(RUNS) --jobs $(JOBS)

.venv/.fuzz: .venv/.python tests/fuzz/requirements.lock
	@$(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes --target .venv/fuzz -r tests/fuzz/requirements.lock
	@touch $@

# Ten thousand lives of a simulated site, and a month of passes against a living, faulty one, with the server under load and readers
# polling; PASSES=… for another number.
PASSES ?= 1440
soak: .venv/.tested lives
	$(BIN)/python -m tests.soak --passes $(PASSES)

# All robots.txt of thousands of real sites through the door, instead of every twelfth.
robots: .venv/.tested
	FEEDSVC_THOROUGH=1 $(BIN)/python -m pytest -q tests/test_robots.py -k real_files

# Twenty hostile sites beside twenty good ones: what one pass over them costs.
bombs: .venv/.tested
	$(BIN)/python -m tests.hostile_run

# Random lives of a site: 10,200 with the twin of the store, 600 with the store on disk, lost now and then, and a real format; each that
# goes wrong is printed as a command that tells it.
lives: .venv/.tested
	$(BIN)/python -m tests.simulator 10000 --world all --count 1700 --jobs 2
	$(BIN)/python -m tests.simulator 20000 --world all --disk --count 100 --jobs 2

# A whole refresh on every size of a small disk, over five hundred flipped bits, killed before every system call.
trouble: .venv/.tested
	FEEDSVC_TROUBLE_STEP=4 FEEDSVC_FLIPS=500 FEEDSVC_CRASH_STEP=1 FEEDSVC_CRASH_POINTS=100000 \
	$(BIN)/python -m pytest -q --timeout 7200 tests/test_trouble.py tests/test_crash.py tests/test_crash_refresh.py

# Nine readers subscribe to a simulated site for a year.
year: .venv/.tested
	FEEDSVC_WEEKS=52 $(BIN)/python -m pytest -q --timeout 7200 tests/test_subscribed_year.py

# Ten thousand generated feeds through the lint, the grammars and five readers.
feeds: .venv/.tested
	$(BIN)/python -W ignore -m tests.many_feeds 10000

# A million reads while every file is replaced as fast as it can be.
fire: .venv/.tested
	$(BIN)/python -m tests.fire

bench: .venv/.tested
	$(BIN)/python -m tests.bench.refresh

# What reading a page costs and how right it is, over a folder of stored pages: make bench-reading FOLDER=…
bench-reading: .venv/.tested
	$(BIN)/python -m tests.bench.reading "$(FOLDER)"

# How right the same pages are read when each loses a clue, or shows other articles beside its own: make bench-clues FOLDER=…
bench-clues: .venv/.tested
	$(BIN)/python -m tests.bench.clues "$(FOLDER)"

# Our static server beside nginx and other Python servers, in one run; these are installed into a place of their own.
PEERS := starlette uvicorn uvloop httptools aiohttp granian whitenoise servestatic
build/peers/.installed: deploy/venv.sh Makefile
	@sh deploy/venv.sh $(PYTHON) build/peers
	@$(PYTHON) -m pip --python build/peers/bin/python install -q $(PEERS)
	@touch $@

bench-serve: .venv/.tested build/peers/.installed
	$(BIN)/python -m tests.bench.serve --peers build/peers/bin/python

# The bill of materials (CycloneDX) of what is deployed: build/feedsvc.cdx.json, from a place that holds nothing else.
sbom: .venv/.tested build/deployed/.installed
	@$(BIN)/cyclonedx-py environment build/deployed --pyproject pyproject.toml --output-reproducible -o build/feedsvc.cdx.json
	@echo "build/feedsvc.cdx.json: $$(grep -c '"purl"' build/feedsvc.cdx.json) components"

build/deployed/.installed: deploy/requirements.lock
	@sh deploy/venv.sh $(PYTHON) build/deployed
	@$(PYTHON) -m pip --python build/deployed/bin/python install -q --require-hashes -r deploy/requirements.lock
	@touch $@

clean:
	rm -rf .venv build tests/node_modules
