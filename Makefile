# Needs only Python 3.11 or newer and make.  PYTHON=... picks another interpreter, PORT=... another port.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/.installed
# An IPv6 address stands in brackets.
URL = http://$(if $(findstring :,$(HOST)),[$(patsubst [%],%,$(HOST))],$(HOST)):$(PORT)
NEEDS := $(wildcard requirements/*.txt src/*/pyproject.toml) tools/install.py

.PHONY: help install run demo browser test matrix lint format types boundaries openapi docs wheels clean

help:
	@echo "make install   install everything into .venv"
	@echo "make run       serve the composed API at $(URL)/; Ctrl-C ends it"
	@echo "make demo      walk through a business day against a running 'make run'"
	@echo "make test      lint, types, boundaries, each context alone, the composed suite"
	@echo "make browser   see to a Chromium for the tests of passkeys; root installs it"
	@echo "make matrix    the tests on every other Python and Django of this machine, and downstream projects"
	@echo "make openapi   write docs/openapi.json, what clients are promised"
	@echo "make docs      write event schemas, docs/reference and the tables of the READMEs"
	@echo "make format    put the source into its form"

install: $(STAMP)

$(STAMP): $(NEEDS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dovetail needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 ...")'
	@echo "Installing into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m tools.install --fetch-uv -r requirements/dev.txt
	@touch $(STAMP)

run: install
	@$(BIN)/python -m host_project.supervisor --host '$(HOST)' --port '$(PORT)'

demo: install
	@$(BIN)/python -m host_project.journey '$(URL)'

wheels: install
	@$(BIN)/python -m tools.wheels

# Passkeys are tried in a Chromium, which root installs from the system's packages.
browser: install
	@$(BIN)/python -m tools.browser

test: wheels browser
	@$(BIN)/python -m tools.run_tox

matrix: wheels browser
	@$(BIN)/python -m tools.run_tox --matrix

lint types boundaries: install
	@$(BIN)/tox run -q -e $@

openapi: install
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --format openapi-json --file docs/openapi.json

docs: install
	@DJANGO_SETTINGS_MODULE=host_project.settings.development $(BIN)/python manage.py dovetail_events schemas
	@DJANGO_SETTINGS_MODULE=host_project.settings.development $(BIN)/python manage.py dovetail docs

format: install
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

clean:
	rm -rf .venv .tox .run dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
