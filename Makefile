# Two commands are all a newcomer needs: `make run` and `make test`. Written for GNU make 3.81 (macOS) and later.
#
# PORT, HOST and DATA_DIR are read from the environment or the command line: make run PORT=9000 DATA_DIR=/srv/rsp

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# A lock names everything: there is nothing to resolve. Python compiles what it imports; to compile all of it
# beforehand takes longer than the rest of the installation.
PIP_INSTALL := $(PIP) install -qq --no-deps --no-compile --require-hashes
# uv does it in 1 s of processor time instead of 18, from where pip is told to and trusting whom the system does, as
# pip. What uv cannot install, pip does.
UV_INSTALL := UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX="$${PIP_INDEX_URL:-$$($(PIP) config get global.index-url 2>/dev/null)}" \
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes
# What was compiled once is kept, whatever the caller's environment says: the tracker is a dozen processes.
unexport PYTHONDONTWRITEBYTECODE
# What a command line sets must reach the programs; what nobody set must stay unset, so that their defaults hold.
ifdef PORT
export PORT
endif
ifdef HOST
export HOST
endif
ifdef DATA_DIR
export DATA_DIR
endif
ifdef CORPUS
export CORPUS
endif

.PHONY: help run demo test bench pictures lighthouse check lint types migrations format lock clean venv runtime dev peers

help:
	@echo "make run     install what is needed and start the tracker (PORT, DATA_DIR; Ctrl-C stops it)"
	@echo "make demo    see it work on an invented publisher, offline, in a minute (DATA_DIR .data-demo)"
	@echo "make test    install what is needed and run every test (ARGS='-k name' for some of them)"
	@echo "make bench   measure the tracker, its engine beside other tools (CORPUS: documents; ARGS='PART --versions 5000')"
	@echo "make pictures    take the README's pictures of a tracker that runs (ADDRESS)"
	@echo "make lighthouse  measure its main pages with Lighthouse, which npm brings (ADDRESS)"
	@echo "make check   lint, types, and whether a migration is missing"
	@echo "make format  rewrite the code in its common form"
	@echo "make lock    pin the dependencies of pyproject.toml (UV_FLAGS=--upgrade for newer ones)"
	@echo "make clean   remove .venv and caches; the data stay"

demo: runtime
	@DATA_DIR="$${DATA_DIR:-.data-demo}" exec $(BIN)/python manage.py demo $(ARGS)

run: runtime
	@exec $(BIN)/python manage.py serve

# After a checkout two processes compile, a half each, what the three that test would all compile at the same time.
COLLECT := $(BIN)/python -m pytest -qq --collect-only

test: dev
	@[ -d tests/__pycache__ ] || { $(COLLECT) tests/[a-e]*/ & $(COLLECT) tests/[f-z]*/; wait; } >/dev/null
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

bench: peers
	@$(BIN)/python -m bench $(ARGS)

ADDRESS ?= http://127.0.0.1:8000
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

pictures: dev
	@$(BIN)/python docs/pictures.py $(ADDRESS) $(CHROMIUM)

lighthouse: dev
	@$(BIN)/python docs/lighthouse.py $(ADDRESS) $(CHROMIUM)

check: lint types migrations

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy

migrations: dev
	$(BIN)/python manage.py makemigrations --check --dry-run

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# --- installing -------------------------------------------------------------------------------------------------
# A copy of the lock inside .venv says what is installed there. Contents are compared, not times: a checkout of
# another branch and back must not install anything.

install = { $(UV_INSTALL) -r $(1) || { echo "uv cannot: pip installs" >&2; $(PIP_INSTALL) -r $(1); }; }

# A .venv whose Python is gone (an upgrade removed it) or that was left half made is made anew.
venv:
	@$(BIN)/python -c 'import pip' 2>/dev/null || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not: make $(firstword $(MAKECMDGOALS)) PYTHON=/path/to/python3" >&2; exit 1; }; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "'$(PYTHON)' lacks its venv module: install it (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }; \
	  echo "Making $(VENV)"; \
	  rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@cmp -s requirements-install.lock $(VENV)/requirements-install.lock || { \
	  $(PIP_INSTALL) -r requirements-install.lock && cp requirements-install.lock $(VENV)/; }

# The development lock holds every pin of the other one.
runtime: venv
	@cmp -s requirements.lock $(VENV)/requirements.lock || { \
	  echo "Installing what requirements.lock names"; \
	  $(call install,requirements.lock) && \
	  cp requirements.lock $(VENV)/requirements.lock; }

dev: venv
	@cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock || { \
	  echo "Installing what requirements-dev.lock names"; \
	  $(call install,requirements-dev.lock) && \
	  cp requirements.lock requirements-dev.lock $(VENV)/; }

# What the bench adds is held to the development lock: it changes nothing that is installed.
peers: venv
	@cmp -s requirements-bench.lock $(VENV)/requirements-bench.lock || { \
	  echo "Installing what requirements-bench.lock names"; \
	  $(call install,requirements-bench.lock) && \
	  cp requirements.lock requirements-bench.lock $(VENV)/; }

# One lock for Linux and macOS and every Python from 3.11 on; each is held to the one before.
LOCK := uv pip compile --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --quiet $(UV_FLAGS)

lock: dev
	$(BIN)/$(LOCK) --group install -o requirements-install.lock
	$(BIN)/$(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(BIN)/$(LOCK) pyproject.toml --group bench -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
