# Needs Python 3.10 or later, a C compiler and make; each target makes the environment it needs.
#
#   make demo    install, index a real folder and ask it something
#   make test    everything that must pass before a commit, in under two minutes
#
# With uv:       make test INSTALL="uv pip install --torch-backend cpu"

PYTHON ?= python3
# Installs packages into the active environment.
INSTALL ?= python -m pip install --quiet --disable-pip-version-check
TORCH ?= torch==2.13.0

DEMO ?= $(shell $(PYTHON) -c "import asyncio; print(asyncio.__path__[0])")
QUESTION ?= run a blocking function in a thread

# For users: without torch. For developers: with torch, and without.
USER_ENV := .venv
DEV_ENV := .venv-dev
LIGHT_ENV := .venv-light
WHEELS := dist

.DELETE_ON_ERROR:
.PHONY: demo test test-all test-light test-browser workbench pictures lint format lint-lua \
    format-lua wheel clean

demo: $(USER_ENV)/installed
	$(USER_ENV)/bin/snippet-lsp index $(DEMO)
	$(USER_ENV)/bin/snippet-lsp search "$(QUESTION)" $(DEMO) --limit 5
	@echo
	@echo 'Ask about your own code:     $(USER_ENV)/bin/snippet-lsp search "..." FOLDER'
	@echo 'Have your editor start:      $(CURDIR)/$(USER_ENV)/bin/snippet-lsp serve'

test: lint
	$(DEV_ENV)/bin/python -m pytest -q -n auto --dist loadgroup -m "not slow and not browser"

test-all: lint
	$(DEV_ENV)/bin/python -m pytest -q -n auto --dist loadgroup -m "not browser"

# The VS Code extension in the real workbench; a few minutes.
test-browser: workbench
	CI=true $(DEV_ENV)/bin/python -m pytest -q -m browser tests/editors/vscode

# What the tests of the VS Code extension need besides Node.js; without it they are skipped.
workbench: $(DEV_ENV)/installed
	$(DEV_ENV)/bin/python -m tests.editors.vscode.install

# The pictures in the documents, and a recording, from the real workbench.
pictures: workbench
	SNIPPET_PICTURES=1 $(DEV_ENV)/bin/python -m pytest -q -m browser tests/editors/vscode
	SNIPPET_PICTURES=1 $(DEV_ENV)/bin/python -m pytest -q tests/editors/neovim/test_pictures.py

# In an environment without torch, and without editors: those do not care.
test-light: $(LIGHT_ENV)/installed
	$(LIGHT_ENV)/bin/python -m pytest -q -n auto \
	    -m "not torch and not slow and not browser and not editor"

lint: $(DEV_ENV)/installed
	$(DEV_ENV)/bin/ruff check .
	$(DEV_ENV)/bin/ruff format --check .
	$(DEV_ENV)/bin/mypy
	$(DEV_ENV)/bin/lint-imports

format: $(DEV_ENV)/installed
	$(DEV_ENV)/bin/ruff check --fix .
	$(DEV_ENV)/bin/ruff format .

# The Neovim plugin's Lua, with node and npm.
STYLUA := build/stylua
LUA := $(shell git ls-files 'editors/**.lua' 'tests/editors/**.lua' 2>/dev/null)

lint-lua: $(STYLUA)/node_modules
	node tests/editors/neovim/stylua.mjs $(CURDIR)/$< --check $(LUA)

format-lua: $(STYLUA)/node_modules
	node tests/editors/neovim/stylua.mjs $(CURDIR)/$< $(LUA)

$(STYLUA)/node_modules:
	npm install --silent --no-save --prefix $(STYLUA) @johnnymorganz/stylua@2.5.2

wheel: $(DEV_ENV)/installed
	$(DEV_ENV)/bin/python -m pip wheel --quiet --no-deps --wheel-dir $(WHEELS) .

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .pytest_cache \
	    .hypothesis .import_linter_cache .vscode-test \
	    editors/vscode/node_modules editors/vscode/dist editors/vscode/out

# An environment is made anew when the dependencies change.
$(USER_ENV)/installed: PACKAGES = .
$(DEV_ENV)/installed: PACKAGES = ".[dev,browser]" "$(TORCH)"
$(LIGHT_ENV)/installed: PACKAGES = ".[dev]"

$(USER_ENV)/installed $(DEV_ENV)/installed $(LIGHT_ENV)/installed: pyproject.toml
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 10) or sys.exit('Python 3.10 or later is needed: make PYTHON=...')"
	$(PYTHON) -m venv --clear $(@D)
	@echo "Installing into $(@D): this takes a minute or two"
	. $(@D)/bin/activate && $(INSTALL) --editable $(PACKAGES)
	@touch $@
