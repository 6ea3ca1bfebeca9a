# Works with GNU make 3.81 (macOS) and any Python from 3.11 on.

VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

.PHONY: help run test lint clean

help:
	@echo "make run    install what the app needs into .venv, once, and open it"
	@echo "make test   install what the tests need, once, and run all of them"
	@echo "make lint   only style and types"
	@echo "make clean  remove .venv and caches"

run: $(VENV)/run.stamp
	@$(BIN)/streamlit run app.py

test: $(VENV)/test.stamp
	@$(BIN)/python -m tests.support.prepare
	@$(BIN)/python -m pytest --timeout=240

lint: $(VENV)/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results

$(VENV)/run.stamp: requirements.txt
	@sh tests/support/venv.sh $(VENV)
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements.txt requirements-dev.txt
	@sh tests/support/venv.sh $(VENV)
	@$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch $(VENV)/run.stamp $@
