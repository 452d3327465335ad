"""The command line: all that the window does, for scripts and for people who like a terminal."""

import os
import sys
import traceback
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; the one place that turns errors into messages and exit codes.

    Returns:
        0, the ``exit_code`` of an ``AssistantError``, or a code of ``assistant.cli.exits``.
    """
    from assistant.offline import stay_offline

    stay_offline()

    from typer import TyperException

    from assistant.cli import exits
    from assistant.cli.commands import build
    from assistant.cli.terminal import Terminal
    from chains.errors import AssistantError, Cancelled

    terminal = Terminal.of_arguments(arguments)
    try:
        returned = build()(args=list(arguments), prog_name="assistant", standalone_mode=False, obj=terminal)
        sys.stdout.flush()
    except AssistantError as exc:
        terminal.error(exc)
        return exc.exit_code
    except TyperException as exc:
        terminal.usage_error(exc.format_message())
        return exits.USAGE
    except Cancelled:
        return exits.STOPPED
    except BrokenPipeError:
        # The reader of our output has left; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.BROKEN_PIPE
    except Exception:  # noqa: BLE001 - a bug: its traceback is what helps, and a script still gets its one object
        traceback.print_exc()
        terminal.bug()
        return exits.BUG
    return returned if isinstance(returned, int) else 0
