# Every target sets up what it needs; see README.md.

VENV := .venv
BIN := $(VENV)/bin
# `make demo` needs what runs, the others also what checks it.
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

# The bars of quality need SQuAD 2.0's dev set, or a part of it: make bars SQUAD=dev-v2.0.json
SQUAD ?= $(firstword $(wildcard ../shared/data/squad_dev_a.json))

.PHONY: demo test lint bars app install uninstall translations screenshots clean

demo: $(RUNTIME)
	$(BIN)/python -m assistant.demo

app: $(RUNTIME)
	$(BIN)/lectern

install: $(RUNTIME)
	$(BIN)/python -m gui.install

uninstall: $(RUNTIME)
	$(BIN)/python -m gui.install --remove

# Collects the window's texts for the translators, and compiles what they have written.
translations: $(DEVELOPMENT)
	$(BIN)/python .ci/collect_texts.py
	for file in resources/translations/*.ts; do $(BIN)/pyside6-lrelease -silent $$file || exit 1; done

# Takes the README's pictures anew, on a screen of its own.
screenshots: $(DEVELOPMENT)
	$(BIN)/python -m gui.screenshots

test: $(DEVELOPMENT)
	QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/pytest

lint: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bars: $(DEVELOPMENT)
	$(BIN)/python -m assistant.bench.bars $(if $(SQUAD),--squad $(SQUAD))

clean:
	rm -rf $(VENV) dist build resources/translations/*.qm .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps are made again when the dependencies or the translations change.
$(RUNTIME): pyproject.toml .ci/setup.sh .ci/build_hook.py $(wildcard resources/translations/*.ts)
	.ci/setup.sh runtime $(VENV)
	touch $@

$(DEVELOPMENT): $(RUNTIME)
	.ci/setup.sh development $(VENV)
	touch $@
