"""The command ``kg``: runs it, and turns every trouble into one line on stderr and an exit code.

0 done · 1 done, but something was skipped · 2 wrong use · 3 input unreadable · 4 store or endpoint trouble.
As usual 130 is for Ctrl-C, 141 for a reader that closed the pipe, 70 for a defect of the program.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from kg.errors import KgError, StoreError


class ClosedError(Exception):
    """The reader of stdout has closed the pipe; no ``OSError``, for typer ends the program at those."""


_DEFECT, _STOPPED, _PIPE = 70, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default that of the process, and give its exit code."""
    try:
        from kg.cli.app import app  # inside, so that Ctrl-C while it loads is one line, too

        code = app(args=arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, ClosedError):
        _discard()
        return _PIPE
    except KgError as error:
        return _trouble(str(error), error.code)
    except KeyboardInterrupt:
        return _trouble("stopped", _STOPPED)
    except Exception as error:
        return _other(error)
    if code == _STOPPED:  # typer's word for Ctrl-C
        return _trouble("stopped", _STOPPED)
    return code if isinstance(code, int) else 0


def _trouble(message: str, code: int) -> int:
    print("kg:", " ".join(message.split()), file=sys.stderr)
    return code


def _other(error: Exception) -> int:
    """Wrong arguments, as typer raises them; a full disk behind stdout; the rest are defects."""
    if hasattr(error, "format_message"):
        return _trouble(f"{error.format_message().rstrip('.')}; see {_help(error)}", 2)
    if isinstance(error, OSError):
        _discard()
        return _trouble(f"{error.filename or 'output'}: {error.strerror or error}", StoreError.code)
    if os.environ.get("KG_TRACEBACK"):
        raise error
    return _trouble(
        f"a defect of the program, please report it: {type(error).__name__}: {error} (KG_TRACEBACK=1 shows where)",
        _DEFECT,
    )


def _help(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context else 'kg'} --help"


def _discard() -> None:
    """What is still in the buffer of stdout goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
