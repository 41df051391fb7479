"""A real browser on a real server: Debian's chromium, and ``kg serve`` in a process of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

AXE = Path(__file__).parent / "data/vendor/axe-core/axe.min.js"
SECONDS = 20
_LOCAL = "data:", "blob:", "about:"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser; the test is skipped where it, or Playwright, is missing."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def served(store: Path) -> Iterator[str]:
    """Serve a store on a free port; gives the address, without a slash at its end."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        lines: list[str] = []
        assert server.stderr is not None
        try:
            for line in server.stderr:
                lines.append(line)
                if found := re.search(r"http://[\w.:\[\]]+", line):
                    threading.Thread(target=server.stderr.read, daemon=True).start()  # a full pipe would stop it
                    yield found[0]
                    break
            else:
                raise AssertionError("".join(lines))
        finally:
            server.terminate()
            server.wait(SECONDS)


@dataclass
class Visit:
    """A page of the server in the browser, and all that went wrong on it."""

    page: Page
    home: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda line: self._note(line.type in ("error", "warning"), f"console: {line.text}"))
        self.page.on("pageerror", lambda error: self._note(True, f"script: {error}"))
        self.page.on("dialog", lambda dialog: self._note(True, f"dialog: {dialog.message}"))
        self.page.on("request", self._asked)

    def _note(self, is_wrong: bool, what: str) -> None:
        if is_wrong:
            self.wrong.append(what)

    def _asked(self, request: Request) -> None:
        self._note(not request.url.startswith((self.home, *_LOCAL)), f"request to elsewhere: {request.url}")

    def open(self, path: str) -> Page:
        """Open a path of the server, and wait until nothing is loading any more."""
        answer = self.page.goto(self.home + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status, answer.text())
        self.page.wait_for_load_state("networkidle")
        return self.page

    def barriers(self) -> list[str]:
        """What axe-core finds on the page as it stands: one line for each rule that is broken."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: Any = self.page.evaluate("axe.run({ resultTypes: ['violations'] })")
        return [f"{rule['id']}: {[node['html'][:200] for node in rule['nodes'][:3]]}" for rule in found["violations"]]

    def is_too_wide(self) -> bool:
        """Whether one must scroll sideways to read the page."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@contextmanager
def visit(browser: Browser, home: str, **options: Any) -> Iterator[Visit]:
    """A window of its own, closed at the end; the options are those of Playwright's ``new_context``."""
    with browser.new_context(**options) as context:
        context.set_default_timeout(SECONDS * 1000)
        yield Visit(context.new_page(), home)
