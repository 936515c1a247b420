# make run    starts the playground on this machine and prints its address
# make test   checks everything: lint, unit, agreement and browser tests
#
# A fresh machine needs Python 3.11 or newer, git and make; everything else goes into .venv.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.SILENT:
.PHONY: help run test lint unit agree browser bench clean kernel chromium

VENV := .venv
PYTHON := $(VENV)/bin/python
HOST := 127.0.0.1
PORT := 8501
APP := $(VENV)/.installed-app
TOOLS := $(VENV)/.installed-tools

# The first of these that is new enough makes the environment; `make PYTHON3=/path/to/python3 run` names another.
PYTHON3 :=
CANDIDATES := $(PYTHON3) python3 python3.13 python3.12 python3.11 python

help:
	sed -n '1,4s/^# \{0,1\}//p' Makefile
	echo "make lint | unit | agree | browser | bench | clean   parts of it"

run: $(APP)
	echo "The playground opens at http://$(HOST):$(PORT)  (another port: make run PORT=8600; Ctrl+C ends it)"
	exec $(PYTHON) -m streamlit run app.py --server.address $(HOST) --server.port $(PORT) --server.headless true

test: lint unit agree browser
	echo "everything passed"

lint: $(TOOLS)
	$(call timed,lint,$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy)

unit: $(TOOLS) kernel
	$(call timed,unit tests,$(PYTHON) -m pytest --numprocesses auto --dist worksteal --ignore tests/agree --ignore tests/browser)

agree: $(TOOLS) kernel
	$(call timed,agreement tests,$(PYTHON) -m pytest --numprocesses auto --dist worksteal tests/agree)

# Each of the two starts a server and a browser.
browser: $(TOOLS) kernel chromium
	$(call timed,browser tests,$(PYTHON) -m pytest --numprocesses 2 tests/browser)

bench: $(APP) kernel
	$(PYTHON) -m playground bench

# Compiled once before the tests, so that their processes need not each do it.
kernel: $(APP)
	$(call timed,kernel,$(PYTHON) -c "from playground.run.compiled import compile_now; compile_now()")

chromium: $(TOOLS)
	$(PYTHON) -m tests.browser.chromium

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
	find playground pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(APP): requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(TOOLS): requirements-dev.txt requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(APP)

$(PYTHON):
	for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer is needed; none was found under: $(CANDIDATES)" >&2; exit 1; fi; \
	echo "$$("$$found" --version) makes $(VENV); the packages follow, which takes a minute or two"; \
	"$$found" -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "This Python cannot make an environment (Debian: apt-get install python3-venv as root); then try again." >&2; exit 1; }

# $(call timed,name,command): run it, print how long it took, and pass its exit code on.
timed = start=$$(date +%s); ($(2)); code=$$?; echo "== $(1): $$(($$(date +%s) - start)) s"; exit $$code
