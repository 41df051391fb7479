"""Apache Jena's riot out of Debian's packages, for tests that ask a second opinion on an export.

``apt-get install libapache-jena-java default-jre-headless`` installs it. As packaged (4.5.0-2) it does not start: its
copy of Xerces looks for its messages where they no longer are, so they are put there, in front of the class path.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

_JARS = Path("/usr/share/java")
_CORE = _JARS / "jena-core.jar"
_NEEDED = re.compile(
    r"(jena-[a-z0-9-]*?[a-z]2?|slf4j-(api|simple)|guava|thrift|protobuf|commons-[a-z0-9]+|http(client|core)|"
    r"jackson-[a-z]+|gson|dexx|dexx-collections|jsonld-java)\.jar"
)
_MESSAGES = "org/apache/jena/ext/xerces/"

IS_THERE = _CORE.is_file() and shutil.which("java") is not None


def riot(file: Path, folder: Path, *options: str) -> str:
    """What riot says of a file, on both of its outputs; ``folder`` is for what mends it."""
    return run("riotcmd.riot", folder, *options, str(file))


def run(main: str, folder: Path, *arguments: str) -> str:
    """What a program of Jena says, on both of its outputs."""
    command = [*java(folder), main, *arguments]
    return subprocess.run(command, text=True, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout


def java(folder: Path) -> list[str]:
    """The beginning of a command: java, and where Jena lies, mended in a folder."""
    with zipfile.ZipFile(_CORE) as core:
        for name in core.namelist():
            if name.startswith(_MESSAGES) and name.endswith(".properties"):
                target = folder / "xerces" / name.removeprefix(_MESSAGES)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
    jars = sorted(str(path) for path in _JARS.iterdir() if _NEEDED.fullmatch(path.name))
    return ["java", "-cp", ":".join((str(folder), *jars))]
