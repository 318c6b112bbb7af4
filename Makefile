# The same words for people and for continuous integration. A fresh machine needs Python 3.11, Git and make.

VENV := .venv
PYTHON ?= python3
RUN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: site test check annotations changes serve lint benchmark catalogues documentation lock clean
.DEFAULT_GOAL := site

site: $(READY)  ## set up, and build the site of all languages into site/
	$(RUN)/control-lists build

test: $(READY) browser  ## set up, and pass lint, data checks and tests, in a real browser too
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/control-lists check
	$(RUN)/pytest

check: $(READY)  ## check the dataset and the interface strings
	$(RUN)/control-lists check

# What a proposal is compared with.
BASE ?= HEAD~1

annotations: $(READY)  ## check as `check`, compare with BASE, and name each finding beside its line on GitHub
	$(RUN)/control-lists check --format github --base $(BASE)

changes: $(READY)  ## say what differs from BASE: changes/changes.md for a comment, changes/changes.html to read
	mkdir -p changes
	$(RUN)/control-lists diff $(BASE) --format markdown > changes/changes.md
	$(RUN)/control-lists diff $(BASE) --format html > changes/changes.html

serve: $(READY)  ## show the site on this machine, and follow what is saved
	$(RUN)/control-lists serve

lint: $(READY)  ## check the form and the types of the program
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

benchmark: site  ## measure against Hugo and plain MkDocs Material; takes minutes
	$(RUN)/pip install --quiet --require-hashes -r benchmarks/requirements.lock
	$(RUN)/python benchmarks/history.py
	$(RUN)/python benchmarks/build.py
	$(RUN)/python benchmarks/first_paint.py

catalogues: $(READY)  ## take the strings out of the program, and bring every catalogue up to date
	$(RUN)/python -m generator.catalogues

documentation: $(READY)  ## write what the program knows of itself into docs/
	$(RUN)/python -m generator.documentation docs

lock: $(READY)  ## pin what the project depends on, with hashes
	$(RUN)/pip install --quiet uv
	$(RUN)/uv pip compile --quiet --extra development --generate-hashes --no-header --no-emit-index-url \
		--universal --python-version 3.11 --upgrade -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) site changes

# What `make test` needs beside Python: Chromium, from Debian's packages where nobody has to be asked.
.PHONY: browser
browser:
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo "The browser tests need Chromium; install it, for example: sudo apt-get install chromium" >&2; exit 1; \
	fi

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)
