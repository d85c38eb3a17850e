# Two commands matter: `make demo` fills and starts the site, `make test` runs every test.
# Each can be run again at any time, carries on where it stopped, and needs no root.

SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
MANAGE := $(PY) manage.py

# The first Python 3.13 that really runs (a version manager's shim may be there and refuse).
PYTHON ?= $(shell for p in python3.13 python3 python $$HOME/.pyenv/versions/3.13.*/bin/python3.13; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && { echo "$$p"; break; }; done)

.PHONY: demo test check unit browser-test bench assets requirements format clean help

help:
	@echo "make demo     fill a demo site and start it on http://127.0.0.1:$(PORT) (PORT=… for another port)"
	@echo "make test     check the code and run every test"
	@echo "make check    contracts, lint, types, migrations, templates"
	@echo "make bench    run every benchmark (NAME=lesson_page for one); needs PostgreSQL in DATABASE_URL"
	@echo "make assets   compile CSS and JavaScript (needs Node)"
	@echo "make requirements   compile pyproject.toml into the pinned files"

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.13 was not found: install it, or say where it is with PYTHON=/path/to/python3.13."; exit 1; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; echo "Python 3.13 could not make .venv: install its venv module (python3.13-venv on Debian)."; exit 1; }

.venv/.site: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt \
		|| { echo "The packages in requirements.txt could not be installed: is the package registry reachable?"; exit 1; }
	@touch $@

.venv/.test: requirements-test.txt .venv/.site
	@echo "Installing what the tests need…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt \
		|| { echo "The packages in requirements-test.txt could not be installed: is the package registry reachable?"; exit 1; }
	@touch $@

demo: export SITE_URL = http://127.0.0.1:$(PORT)
demo: .venv/.site
	@$(PY) -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
		|| { echo "Port $(PORT) is in use: stop what runs there, or choose another with PORT=8001."; exit 1; }
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createcachetable
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) load_demo --announce http://127.0.0.1:$(PORT)
	@exec .venv/bin/granian --interface wsgi --host 127.0.0.1 --port $(PORT) --workers 1 --blocking-threads 4 \
		--no-ws --workers-kill-timeout 10 --log-level error lms.wsgi:application

check: .venv/.test
	.venv/bin/lint-imports
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy lms courses assessments tests/databases.py
	LMS_MODE=test $(MANAGE) makemigrations --check --dry-run
	LMS_MODE=test $(MANAGE) check
	.venv/bin/djlint templates --lint --quiet
	$(PY) -m pytest tests/architecture -q -n0

# What was left out, and why, is the last line: a missing browser, and each test that skipped itself.
test: export LEFT_OUT = .cache/left-out
test: check
	@mkdir -p .cache; rm -f $(LEFT_OUT)
	@$(MAKE) --no-print-directory unit browser-test
	@if [ -s $(LEFT_OUT) ]; then echo "Left out: $$(paste -sd'|' $(LEFT_OUT) | sed 's/|/; /g')."; else echo "Left out: nothing."; fi

unit: .venv/.test
	$(PY) -m pytest tests --ignore=tests/browser --ignore=tests/demo --ignore=tests/architecture -n 2 -q

# The demo year is loaded once and copied; the browser meets the real server on such a copy.
browser-test: .venv/.test
	@if $(PY) -m tests.browser.chromium >/dev/null; then \
		WAYMARK_TEST_DEMO=1 $(PY) -m pytest tests/demo tests/browser -n0 -q; \
	elif [ -n "$$CI" ]; then echo "Chromium was not found, and CI leaves nothing out."; exit 1; \
	else WAYMARK_TEST_DEMO=1 $(PY) -m pytest tests/demo -n0 -q; \
		echo "tests/browser, because no Chromium was found (on Debian: apt-get install chromium)" | tee -a $${LEFT_OUT:-/dev/null}; fi

bench: .venv/.test
	$(PY) -m tests.benchmarks $(NAME)

assets:
	npm ci --no-audit --no-fund && npm run build

requirements: .venv/.test
	.venv/bin/uv pip compile pyproject.toml -o requirements.txt --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --exclude-newer "$$(date -d '7 days ago' +%F)"
	.venv/bin/uv pip compile pyproject.toml --extra test -o requirements-test.txt -c requirements.txt --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --exclude-newer "$$(date -d '7 days ago' +%F)"

format: .venv/.test
	.venv/bin/ruff check --fix . && .venv/bin/ruff format .

clean:
	rm -rf .cache var
