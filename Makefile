# Bao Phủ. `make` lists the commands; each sets up what it needs, once.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PORT ?= 8000
# A Python of at least 3.11, the newest found first; `make PYTHON=/path/to/python` decides otherwise.
PYTHON ?= $(shell for name in python3.14 python3.13 python3.12 python3.11 python3; do \
	if command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	command -v $$name; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test check audit fuzz bench screenshots demo bundle clean setup setup-dev browser requirements

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: setup ## set everything up and serve the demo at http://127.0.0.1:8000 (PORT=8123 elsewhere; BAOPHU_HOME moves what it stores)
	@$(BIN)/python -m webmap serve --demo --port $(PORT)

test: ## set everything up, side by side, and run every test
	@$(MAKE) --no-print-directory -j 3 setup-dev browser
	@OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder -q

check: setup-dev ## lint, format, types, the direction of imports, known holes in dependencies (where there is a network)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.audit

audit: setup-dev ## known holes in what is pinned; fails, too, where nobody could be asked
	@$(BIN)/python -m tests.audit --strict

fuzz: setup-dev ## look for inputs that parsers stumble over (SECONDS_TO_FUZZ=600 for longer)
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS_TO_FUZZ),60)

bench: setup-dev browser ## measure, side by side with what a user would use instead
	@$(BIN)/python -m benchmarks

screenshots: setup-dev browser ## pictures of the pages in both languages and three sizes, into screenshots/
	@$(BIN)/python -m tests.browser.screenshots

demo: setup ## build the demonstration store without serving it
	@$(BIN)/python -m webmap demo

bundle: setup ## one file in dist/ that installs without internet on machines like this one (docs/operators/installing.md)
	@$(BIN)/python deploy/make_bundle.py

clean: ## remove what the set-up and the tests made; the store in var/ stays
	@rm -rf $(VENV) node_modules webmap/static/vendor webmap/static/built webmap/compiled screenshots dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(VENV)/.runtime webmap/static/built/.stamp webmap/compiled/.stamp
setup-dev: $(VENV)/.dev webmap/static/built/.stamp webmap/compiled/.stamp

$(VENV)/.runtime: requirements.txt
	@if [ -z "$(PYTHON)" ]; then echo "Cần Python 3.11 trở lên · Python 3.11 or later is needed (apt-get install python3 python3-venv)"; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { echo "Không tạo được môi trường ảo · cannot make a virtual environment (apt-get install python3-venv)"; exit 1; }
	@echo "→ requirements.txt"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "→ requirements-dev.txt"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

webmap/static/vendor/.stamp: package.json package-lock.json webmap/vendoring.py webmap/tabular_figures.py webmap/print_fonts.py $(VENV)/.runtime
	@echo "→ package.json"
	@$(BIN)/python -m webmap.vendoring
	@touch $@

webmap/static/built/.stamp: webmap/static/vendor/.stamp webmap/bundling.py $(shell find webmap/static/js -name '*.js')
	@echo "→ webmap/static/js"
	@$(BIN)/python -m webmap.bundling
	@touch $@

# Filters of constants are worked out when a template is compiled, so our modules count.
webmap/compiled/.stamp: webmap/static/built/.stamp $(VENV)/.runtime $(shell find webmap/templates -type f) $(shell find webmap -name '*.py')
	@echo "→ webmap/templates"
	@$(BIN)/python -m webmap.compiled_templates

# The tests drive a real Chromium: $BAOPHU_CHROMIUM, or the one on the PATH, or the system's package.
browser:
	@if [ -n "$${BAOPHU_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "→ apt-get install chromium"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
		echo "→ sudo apt-get install chromium"; sudo -n apt-get update -qq && sudo -n apt-get install -y -qq chromium >/dev/null; \
	else echo "Các phép thử cần Chromium · the tests need Chromium: apt-get install chromium, or BAOPHU_CHROMIUM=/path/to/chromium"; exit 1; fi

requirements: setup-dev ## pin anew what pyproject.toml asks for
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --quiet --upgrade -o requirements.txt --custom-compile-command "make requirements"
	@$(BIN)/uv pip compile --group dev -c requirements.txt --universal --python-version 3.11 --quiet --upgrade -o requirements-dev.txt --custom-compile-command "make requirements"
