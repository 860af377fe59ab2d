# mKraków's backend. `make` lists what there is.
SHELL := /bin/sh
PYTHON ?= python3
STAGE ?= dev
LOCAL ?= .local
API_PORT ?= 4566
SANDBOX_PORT ?= 4570

BIN := .venv/bin
RUN := $(BIN)/python -m
# Where the tests' own system lives, so that a developer's keeps running and keeps its state.
TEST_PLACE = --folder .local/test --port 4586 --sandbox-port 4590
PLACE = --folder $(LOCAL) --port $(API_PORT) --sandbox-port $(SANDBOX_PORT)
INSTALLED := .venv/installed
DAYS = $(if $(DRIVERS),--drivers $(DRIVERS)) --engine $(or $(ENGINE),memory)
export ENDPOINTS ?= $(LOCAL)/endpoints.json

.DEFAULT_GOAL := help
.PHONY: mutate simulate soak simulate-broken test-engines help install run up down logs demo inspector test check fmt bench package deploy forget clean

help:  ## list the commands
	@echo "mKraków's backend:"
	@sed -n 's/^\([a-z-]*\):.*##/  make \1 |/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-24s%s\n", $$1, $$2}'

install: $(INSTALLED)  ## make .venv with everything that develops, runs and tests

$(INSTALLED): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "this Python cannot make environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -qq $$(grep '^uv==' requirements-dev.txt)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-dev.txt || \
		$(BIN)/python -m pip install -qq -r requirements-dev.txt
	@touch $@

run: $(INSTALLED)  ## run the system here until Ctrl-C and print its addresses
	@$(RUN) local run $(PLACE)

up: $(INSTALLED)  ## the same in the background
	@$(RUN) local up $(PLACE)

down: $(INSTALLED)  ## stop it; its state is kept
	@$(RUN) local down $(PLACE)

forget: $(INSTALLED)  ## stop it and forget its state
	@$(RUN) local forget $(PLACE)

logs: $(INSTALLED)  ## what the functions wrote last
	@$(RUN) local logs $(PLACE)

demo: up  ## watch a parking, a city card and a ticket, from a new phone to the last grosz
	@$(RUN) local.demo

inspector: up  ## let a phone inspect: make inspector DEVICE=dev_… WHY="why it may"
	@$(RUN) mk inspectors grant $(DEVICE) --why "$(WHY)"

test: $(INSTALLED)  ## run every test, those of the system on a fresh one of its own
	@$(RUN) local forget $(TEST_PLACE) && $(RUN) local up $(TEST_PLACE)
	@export ENDPOINTS=.local/test/endpoints.json; status=0; \
		$(RUN) pytest --numprocesses auto --dist loadfile --ignore tests/system || status=$$?; \
		$(RUN) pytest tests/system || status=$$?; \
		$(RUN) local forget $(TEST_PLACE); exit $$status

check: $(INSTALLED)  ## format, lint, types, imports, templates, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(RUN) infra.package --stage dev
	$(RUN) infra.package --stage prod
	$(BIN)/cfn-lint build/dev/sam.json build/prod/sam.json
	$(BIN)/bandit -q -ll -c pyproject.toml -r app.py chalicelib infra local mk sandbox verifier
	$(BIN)/pip-audit --progress-spinner off -r requirements.txt

fmt: $(INSTALLED)  ## format the code and sort the imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED)  ## measure cold starts, costs and throughput
	@$(RUN) bench

package: $(INSTALLED)  ## build/STAGE/ with the template and the zip: make package STAGE=dev
	@$(RUN) infra.package --stage $(STAGE)

deploy: $(INSTALLED)  ## deploy to AWS: make deploy STAGE=dev PARAMETERS=dev.json BUCKET=…
	@$(RUN) infra.deploy --stage $(STAGE) --bucket "$(BUCKET)" --parameters "$(PARAMETERS)"

clean: down  ## delete what can be made again: packages, caches, MiniStack's environment
	@rm -rf build .local/ministack-venv

simulate: $(INSTALLED)  ## many phones, every fault, day after day: make simulate SEEDS=200 SEED=0 DRIVERS=40 ENGINE=memory
	@$(RUN) simulation --seed $(or $(SEED),0) --seeds $(or $(SEEDS),200) $(DAYS)

soak: $(INSTALLED)  ## a million stays, in sittings; the same again goes on: make soak MINUTES=8 ENGINE=memory
	@$(RUN) simulation --soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(STAYS),--stays $(STAYS)) $(DAYS)

test-engines: $(INSTALLED)  ## the storage tests on memory, dynoxide and, when one runs, MiniStack
	@$(BIN)/pytest tests/simulation/test_engines_agree.py tests/simulation/test_storage_on_engines.py tests/simulation/test_ticket_storage_on_engines.py tests/simulation/test_same_city.py

simulate-broken: $(INSTALLED)  ## prove that the simulation catches each broken product
	@$(RUN) simulation --broken --seed 1

mutate: $(INSTALLED)  ## make small mistakes in the rules and see which tests notice: make mutate MODULE=chalicelib/money.py
	@$(RUN) mutation $(MODULE)
