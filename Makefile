PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: lint
lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
