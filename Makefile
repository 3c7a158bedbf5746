# make run   installs what is needed into .venv and starts feedsvc (the demo until config.toml names a site)
# make test  installs what the tests need and runs all of them
.PHONY: run test check lock bench bench-reading bench-serve soak fuzz clean
PYTHON ?= python3
BIN := .venv/bin

run: .venv/.installed
	@if grep -Eq '^url *= *"http' config.toml; then exec $(BIN)/feedsvc run; else exec $(BIN)/feedsvc demo; fi

test: .venv/.tested check
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

check: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy

.venv/.python:
	@sh deploy/venv.sh $(PYTHON) .venv
	@touch $@

.venv/.installed: .venv/.python requirements.lock pyproject.toml
	@echo "installing into .venv …"
	@$(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes -r requirements.lock
	@$(PYTHON) -m pip --python $(BIN)/python install -q --no-deps -e . --config-settings editable_mode=compat
	@touch $@

.venv/.tested: .venv/.installed tests/packages.sh tests/requirements.lock tests/package.json
	@sh tests/packages.sh
	@$(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes -r tests/requirements.lock
	@touch $@
