"""Exit codes beside those of the error tree (chains/errors.py); the README lists them all."""

BUG = 1
USAGE = 2
SOME_FAILED = 3
STOPPED = 130
BROKEN_PIPE = 141
