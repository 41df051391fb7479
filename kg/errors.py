"""What can go wrong, as one line each: what, where, the way out; with its exit code."""

from __future__ import annotations


class KgError(Exception):
    """Base of all errors that a user may see; ``code`` is the exit code of the command."""

    code = 2


class UsageError(KgError):
    """The command was called in a way that cannot work (exit code 2)."""


class InputError(KgError):
    """An input that cannot be read (exit code 3)."""

    code = 3


class StoreError(KgError):
    """Trouble with the store or an endpoint (exit code 4)."""

    code = 4
