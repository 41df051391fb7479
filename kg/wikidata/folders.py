"""Puts a new slice in the place of an old one: whole, or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from kg.errors import InputError, UsageError
from kg.wikidata import tables
from kg.wikidata.slices import WikidataSlice
from kg.wikidata.weaving import Tables

_HERE = -100
_EXCHANGE = 2


def check(out: Path) -> None:
    """Whether a slice may be written here.

    Raises:
        UsageError: There is something else, that would be lost.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; a slice is a folder")
    other = sorted({path.name for path in out.iterdir()} - set(tables.FILES)) if out.is_dir() else []
    if other:
        raise UsageError(f"{out}: holds {other[0]}, which is no part of a slice; name another folder with --out")


def replace(out: Path, made: Tables) -> None:
    """Write a slice beside ``out``, read it whole, and let the two change places.

    Raises:
        InputError: What was written cannot be read; the old slice stays.
    """
    beside = out.with_name(f".{out.name}.{os.getpid()}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        made.write(beside)
        _check(beside)
        _flush(beside)
        _swap(beside, out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check(folder: Path) -> None:
    try:
        WikidataSlice.load(folder).check()
    except InputError as error:
        raise InputError(f"the new slice cannot be read, the old one stays: {error}") from error


def _flush(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        with suppress(OSError):
            os.fsync(descriptor)
        os.close(descriptor)


def _swap(new: Path, old: Path) -> None:
    """Two folders change names in one step where the system can; elsewhere the old one is gone for a moment."""
    if not old.exists():
        new.rename(old)
    elif not _exchange(new, old):
        aside = new.with_suffix(".old")
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
