# わがまち — one word per job. `make help` lists them.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; PYTHON=/path/to/python overrides.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help demo test check requirements bench lock clean

help: ## この一覧 / this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.stamp-run ## 架空の市をつくって動かす（PORT=8000） / build the fictional city and serve it
	@$(BIN)/wagamachi demo --port $(PORT)

test: $(VENV)/.stamp-dev ## すべての試験（SQLite と PostgreSQL） / the whole test suite on both databases
	@$(BIN)/python scripts/test.py

check: $(VENV)/.stamp-dev ## 書きかたの検査 / style, types, imports, templates, house rules
	@$(BIN)/python scripts/check.py

requirements: $(VENV)/.stamp-dev ## 要求の表と試験の対応 / each requirement row with its tests
	@$(BIN)/python scripts/requirements.py

bench: $(VENV)/.stamp-dev ## 速さの測定 / measure speed against the budgets
	@$(BIN)/python -m bench

lock: $(VENV)/.stamp-dev ## 部品の版を固定しなおす / resolve and pin the dependencies again
	@$(BIN)/python scripts/lock.py

clean: ## 環境と架空の市を消す / remove the environment and the fictional city
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 以上が見つかりません。PYTHON=/path/to/python を付けてください。 / Python 3.11 or newer is needed." >&2; exit 1; }
	@echo "▶ 環境をつくっています / making the environment in $(VENV) ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "venv が作れません。Debian では apt install python3-venv を先にしてください。 / Could not make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/.stamp-run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "▶ 部品を入れています（はじめは1分ほど） / installing the pinned parts (about a minute the first time)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.lock $(VENV)/.stamp-run
	@echo "▶ 試験の道具を入れています / installing the tools for testing"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
