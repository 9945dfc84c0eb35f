# citywallet: `make up` runs a whole city on this machine, `make test` proves it. Both set up what they need.
.DEFAULT_GOAL := help
.PHONY: help up demo test bench check contracts lock clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
TESTING := .venv/.tests-installed
PEERS := .venv/.peers-installed
NPM := node_modules/.installed
WEB := web/node_modules/.installed
PAGES := issuer/pages/office/index.html
RIVALS := benchmarks/contracts/node_modules/.installed
JUDGES := tests/interop/judges/node_modules/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(RUNTIME) $(NPM) $(PAGES) ## Run a whole city here (RESET=1 starts afresh, CITIZENS=n sets the register's size, TLS=1 serves https)
	@exec $(BIN)/citywallet up $(if $(RESET),--reset) $(if $(TLS),--tls) $(if $(CITIZENS),--citizens $(CITIZENS))

demo: $(RUNTIME) ## Tell the story of one card against the running city
	@exec $(BIN)/citywallet demo

test: $(PEERS) $(NPM) $(JUDGES) $(PAGES) check contracts ## Run every test: style, types, import rules, contracts, Python
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(TESTING) $(WEB) ## Hold the code against the house style: ruff, mypy, import rules, tsc
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache | tail -n 3
	@cd web && node_modules/.bin/tsc

bench: $(PEERS) $(NPM) $(RIVALS) ## Measure everything and write docs/performance.md (BENCH="card --rounds 9" for a part)
	@$(BIN)/python -m benchmarks $(BENCH)

contracts: $(NPM) ## Test the contracts with Foundry
	@node_modules/.bin/forge fmt --check
	@node_modules/.bin/forge test

lock: ## Resolve the versions of pyproject.toml anew into the lock files
	@test -x .setup/uv/bin/uv || ($(PYTHON) -m venv .setup/uv && .setup/uv/bin/pip install --quiet uv==0.13.9)
	@for set in "requirements.lock --group build" "requirements-test.lock --group build --group test" \
	  "requirements-peers.lock --group build --group test --group peers"; do \
	  set -- $$set; file=$$1; shift; \
	  .setup/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --custom-compile-command "make lock" "$$@" pyproject.toml --output-file $$file; done

clean: ## Remove what was set up here, but not the city's data in var/
	rm -rf .venv node_modules web/node_modules issuer/pages benchmarks/contracts/node_modules tests/interop/judges/node_modules .setup .mypy_cache .ruff_cache .pytest_cache contracts/out contracts/cache

$(RUNTIME): requirements.lock pyproject.toml
	@$(PYTHON) tools/prerequisites.py
	@echo "Setting up Python packages (once) …"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTING): requirements-test.lock $(RUNTIME)
	@echo "Setting up test packages (once) …"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

$(PEERS): requirements-peers.lock $(TESTING)
	@echo "Setting up independent verifiers for the tests (once) …"
	@$(PIP) install --require-hashes -r requirements-peers.lock
	@touch $@

$(NPM): package-lock.json package.json .npmrc
	@$(PYTHON) tools/prerequisites.py
	@echo "Setting up npm packages (once) …"
	@npm ci --ignore-scripts --loglevel error
	@touch $@

$(WEB): web/package-lock.json web/package.json web/.npmrc | $(NPM)
	@echo "Setting up what the pages are built with (once) …"
	@cd web && npm ci --ignore-scripts --loglevel error
	@touch $@

$(PAGES): web/build.mjs $(shell find web/shared web/issuer_console -type f) $(WEB)
	@cd web && node build.mjs
	@touch $@

$(JUDGES): $(addprefix tests/interop/judges/,package-lock.json package.json .npmrc) | $(NPM)
	@echo "Setting up an independent wallet for the tests (once) …"
	@cd tests/interop/judges && npm ci --ignore-scripts --loglevel error
	@touch $@

$(RIVALS): $(addprefix benchmarks/contracts/,package-lock.json package.json .npmrc) | $(NPM)
	@cd benchmarks/contracts && npm ci --ignore-scripts --loglevel error
	@touch $@
