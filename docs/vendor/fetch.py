"""Fetches the JavaScript that the pages use, and writes it minified into the program (``make vendor``; needs npm).

``package.json`` and its lock name exact versions, so the same files come out byte by byte. Beside each lies the licence
of all that is in it; ``manifest.tsv`` lists the files with version, licence and SHA-256. Only the tests use axe-core.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
ROOT = HERE.parent.parent
PAGES = ROOT / "kg" / "data" / "web" / "vendor"
TESTS = ROOT / "tests" / "data" / "vendor"

UNWANTED = b"leaks", b"ping", b"xlink"
"""Prefixes of the list which YASGUI took from prefix.cc that stand for advertisements, not for namespaces."""


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of vendored files.

    Attributes:
        packages: What the files are made of, besides what these need themselves; the first names the folder's version.
        files: Name in the folder -> its content.
    """

    name: str
    packages: tuple[str, ...]
    files: dict[str, bytes]

    def write(self, folder: Path) -> Iterator[str]:
        """Write files and licence into a folder; gives the lines of the manifest."""
        target = folder / self.name
        target.mkdir(parents=True, exist_ok=True)
        package = description(self.packages[0])
        for name, content in sorted({**self.files, "LICENSE": licences(self.packages)}.items()):
            (target / name).write_bytes(content)
            fields = f"{self.name}/{name}", package["name"], package["version"], package["license"]
            yield "\t".join((*fields, sha256(content).hexdigest()))


def description(package: str) -> dict[str, Any]:
    """What a package says about itself, or that it says nothing of its licence."""
    text = (MODULES / package / "package.json").read_text(encoding="utf-8")
    return {"license": "see its licence", "dependencies": {}, **json.loads(text)}


def needed(packages: Iterable[str]) -> list[str]:
    """The packages and all that they need, sorted."""
    found: set[str] = set()
    waiting = list(packages)
    while waiting:
        if (package := waiting.pop()) not in found:
            found.add(package)
            waiting.extend(description(package)["dependencies"])
    return sorted(found)


def licences(packages: Iterable[str]) -> bytes:
    """The licence texts of packages and of all that they need, one after the other."""
    return "\n".join(map(licence, needed(packages))).encode()


def licence(package: str) -> str:
    """The licence of a package; where it brings no text, what it says, and the usual text."""
    data = description(package)
    head = f"{'=' * 80}\n{package} {data['version']}, {data['license']}\n{'=' * 80}\n\n"
    texts = sorted(
        path for path in (MODULES / package).iterdir() if path.name.lower().startswith(("license", "licence"))
    )
    if texts:
        return head + "\n".join(path.read_text(encoding="utf-8").strip() + "\n" for path in texts)
    return head + f"The package brings no text of its licence. Author: {author(data)}\n" + usual(data["license"])


def author(data: dict[str, Any]) -> str:
    """Who wrote a package."""
    who = data.get("author", "not named")
    return str(who["name"] if isinstance(who, dict) else who)


def usual(name: str) -> str:
    """The text of a licence by its SPDX name, where packages lack it."""
    path = HERE / f"{name}.txt"
    return "\n" + path.read_text(encoding="utf-8") if path.is_file() else ""


def content(path: str) -> bytes:
    """A file of a package, without the address of a source map that is not here."""
    lines = (MODULES / path).read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b"//# sourceMappingURL", b"/*# sourceMappingURL")))


def yasgui() -> bytes:
    """The query editor without the advertisements in its list of namespaces."""
    script = content("@zazuko/yasgui/build/yasgui.min.js")
    for prefix in UNWANTED:
        script, found = re.subn(rb"\b%b=`https://[^`]*`" % prefix, b"%b=``" % prefix, script)
        if found != 1:
            sys.exit(f"{found} namespaces of the prefix {prefix.decode()} in YASGUI's list, not 1: look again")
    return script


def run(*command: str) -> bytes:
    """What a command writes; its errors are shown."""
    return subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE).stdout


def bundle(entry: str) -> bytes:
    """A module with all that it imports, minified."""
    options = "--bundle", "--minify", "--format=esm", "--legal-comments=none", "--charset=utf8"
    return run("node_modules/.bin/esbuild", entry, *options)


def libraries() -> Iterator[Library]:
    """What the pages use."""
    style = content("@zazuko/yasgui/build/yasgui.min.css")
    yield Library("yasgui", ("@zazuko/yasgui",), {"yasgui.min.js": yasgui(), "yasgui.min.css": style})
    yield Library("cytoscape", ("cytoscape",), {"cytoscape.min.js": content("cytoscape/dist/cytoscape.esm.min.mjs")})
    yield Library("d3-geo", ("d3-geo", "topojson-client"), {"atlas.min.js": bundle("atlas.js")})
    countries, points = content("world-atlas/countries-110m.json"), run("node", "points.js")
    yield Library("world-atlas", ("world-atlas",), {"countries-110m.json": countries, "points.json": points})


def write(folder: Path, found: Iterable[Library]) -> None:
    """Write libraries with their manifest."""
    lines = ["file\tpackage\tversion\tlicence\tsha256", *(line for library in found for line in library.write(folder))]
    (folder / "manifest.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fetch the packages and write the files."""
    run("npm", "ci", "--ignore-scripts", "--silent")
    write(PAGES, libraries())
    axe = {"axe.min.js": content("axe-core/axe.min.js")}
    write(TESTS, [Library("axe-core", ("axe-core",), axe)])


if __name__ == "__main__":
    main()
