"""What all tests share: a cache of their own, so that none touches the user's, no login and no terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which stores find the background that an earlier one wrote."""
    beside = "PYTEST_XDIST_WORKER" in os.environ  # then all workers share it: the first background takes long
    folder = tmp_path_factory.getbasetemp().parent / "cache" if beside else tmp_path_factory.mktemp("cache")
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.delenv("COLUMNS", raising=False)
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No login but what a test gives itself: neither the user's variables nor a netrc file."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("KG_USER", "KG_PASSWORD", "KG_TOKEN"):
            patch.delenv(name, raising=False)
        patch.setenv("NETRC", str(tmp_path_factory.getbasetemp() / "no-netrc"))
        yield
