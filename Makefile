# make demo   see the product          make test    everything that must hold
# make check  lint, types, house plan  make bench   figures (BENCH=turns picks one)

SHELL := /bin/bash
PYTHON ?= python3
PIP_ARGS ?=
BENCH ?= all
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench faults fuzz frontend lock clean

help:
	@sed -n '1,2s/^# //p' Makefile

demo: $(VENV)/.ready frontend
	@$(BIN)/earshot demo

test: $(VENV)/.ready-dev frontend
	@$(BIN)/python tests/system_packages.py
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_house.py

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready-dev
	@$(BIN)/python -m bench $(BENCH)

faults: $(VENV)/.ready-dev frontend
	$(BIN)/python -m pytest -n 0 -m faults --full-campaign

fuzz: $(VENV)/.ready-dev frontend
	$(BIN)/python -m pytest -n 2 -m fuzz --full-campaign

frontend: $(VENV)/.ready
	@$(BIN)/python app/frontend/build.py

# torch comes first and alone: its builds differ by platform and index (PIP_ARGS picks one, see README).
# Everything else is locked by hash.
$(VENV)/.ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Earshot needs Python 3.11 or newer; pick one with make PYTHON=…"; exit 1; }
	@echo "Installing Earshot (a few minutes the first time) …"
	@$(BIN)/pip install -q --disable-pip-version-check $(PIP_ARGS) "torch==2.13.0"
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Needs pip-tools in the environment; writes both locks without index addresses and without torch.
lock: $(VENV)/.ready-dev
	$(BIN)/python .ci/lock

clean:
	rm -rf $(VENV) app/static/built app/frontend/node_modules
