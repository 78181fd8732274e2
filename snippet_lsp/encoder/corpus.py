"""The training corpus: packages named in a manifest, fetched by pip, npm and apt.

    python -m snippet_lsp.encoder.corpus DIR

Owns downloading and unpacking, one package at a time below DIR; what is there already is kept.
Does not parse anything. Projects that the model is evaluated on are refused by name.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click

from ..errors import ConfigError, SnippetError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MODELS = Path(__file__).resolve().parents[2] / "models"
MANIFEST = MODELS / "corpus.toml"
EXCLUDED = MODELS / "excluded.txt"

_REGISTRIES = ("pypi", "npm", "debian", "debian-source")
_TIMEOUT = 900


class FetchError(SnippetError):
    """A package could not be downloaded or unpacked."""


@dataclass(frozen=True, slots=True)
class Package:
    """One row of the manifest."""

    registry: str
    name: str
    version: str
    licence: str
    project: str
    """What the project is called in any registry; it is matched with the exclusions."""
    drop: tuple[str, ...] = ()
    """Folders in it that are left out: copies of other projects."""

    @property
    def folder(self) -> str:
        """Its folder below the corpus directory."""
        return f"{self.registry}-{self.name.replace('/', '-').replace('@', '')}"


def read_manifest(path: Path = MANIFEST) -> list[Package]:
    """The packages of a manifest. Raises ConfigError for an unknown registry or missing key."""
    packages = []
    for row in tomllib.loads(path.read_text("utf-8"))["package"]:
        missing = {"registry", "name", "version", "licence"} - row.keys()
        if missing or row["registry"] not in _REGISTRIES:
            raise ConfigError(f"{path}: {row.get('name')}: missing or unknown {sorted(missing)}")
        packages.append(
            Package(
                registry=row["registry"],
                name=row["name"],
                version=row["version"],
                licence=row["licence"],
                project=row.get("project", row["name"]),
                drop=tuple(row.get("drop", ())),
            )
        )
    return packages


def read_excluded(path: Path = EXCLUDED) -> list[str]:
    """Names of projects that must not be trained on."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def excluded_as(name: str, excluded: list[str]) -> str | None:
    """The excluded project that a package, module or folder name stands for, or None.

    Names are the same when they are but for case, punctuation and the affixes that registries add:
    `python3-click`, `librust-serde-dev`, `golang-github-spf13-cobra-dev`, `@types/express`.
    """
    words = _words(name)
    for project in excluded:
        wanted = _words(project)
        for start in range(len(words) - len(wanted) + 1):
            end = start + len(wanted)
            rest = words[:start] + words[end:]
            if words[start:end] == wanted and all(
                _AFFIX.fullmatch(word) or word.startswith(wanted[0]) for word in rest
            ):
                return project
            if words[0] == "golang" and words[start:] == [*wanted, "dev"]:
                return project
    return None


_AFFIX = re.compile(
    r"base|com|core|cpp|dev|elixir|github|go|golang|gopkg|haskell|http|in|java|js|lib|libghc|libraries|"
    r"lua|net|node|org|perl|php|py|python|rb|ruby|rust|librust|source|src|the|types|util|v"
)


def _words(name: str) -> list[str]:
    """Lower-case words without numbers and the "lib" that is put before or behind names."""
    words = re.split(r"[^a-z]+", name.lower())
    return [
        re.sub(r"^lib(?!rar)(?=[a-z]{3})|(?<=[a-z]{3})lib$", "", word) for word in words if word
    ]


def holds_excluded(path: str) -> bool:
    """Whether a file inside some package is a copy of an excluded project that its path gives away.

    For copies whose folders `excluded_as` cannot know: single files, Java packages, short names.
    """
    return _PLACES.search(f"/{path}") is not None


_PLACES = re.compile(
    r"/(?:nlohmann|absl)/|/com/google/common/(?!truth)|/org/apache/commons/lang3?/|"
    r"/(?:bottle\.py|(?:lodash|moment|axios|redux|koa)(?:[.-][\w.-]+)?\.js|psl\.c|"
    r"json\.hpp|catch(?:_amalgamated)?\.[ch]pp|linenoise\.[ch])$",
    re.IGNORECASE,
)


def fetch(package: Package, directory: Path, apt: Apt) -> Path:
    """Download and unpack one package unless that is done; returns the unpacked tree."""
    folder = directory / package.folder
    tree, done = folder / "tree", folder / "done"
    if done.exists() and done.read_text("utf-8") == package.version:
        return tree
    shutil.rmtree(folder, ignore_errors=True)
    tree.mkdir(parents=True)
    if package.registry == "pypi":
        wanted = f"{package.name}=={package.version}"
        _call(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, wanted)
    elif package.registry == "npm":
        _call("npm", "pack", "--silent", f"{package.name}@{package.version}", cwd=folder)
    elif package.registry == "debian":
        apt.get(["download"], package, folder)
    else:
        apt.get(["source", "--download-only"], package, folder)
    for archive in [path for path in folder.iterdir() if path.is_file()]:
        _unpack(archive, tree)
        archive.unlink()
    for pattern in package.drop:
        for path in list(tree.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    done.write_text(package.version, "utf-8")
    return tree


class Apt:
    """apt-get with lists of its own, source packages included; nothing of the system's changes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()

    def update(self) -> None:
        """Copy the system's sources, ask for source packages too, and fetch the lists."""
        for folder in ("parts", "lists/partial", "cache/archives/partial"):
            (self._directory / folder).mkdir(parents=True, exist_ok=True)
        etc = Path("/etc/apt")
        listed = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]
        rows = [
            row
            for path in listed
            if path.exists()
            for row in path.read_text("utf-8").splitlines()
            if row.startswith("deb ") and "debian" in row
        ]
        both = "".join(f"{row}\ndeb-src {row[4:]}\n" for row in rows)
        (self._directory / "sources.list").write_text(both, "utf-8")
        for path in (etc / "sources.list.d").glob("*debian*.sources"):
            text = re.sub(r"(?m)^Types:.*$", "Types: deb deb-src", path.read_text("utf-8"))
            (self._directory / "parts" / path.name).write_text(text, "utf-8")
        _call("apt-get", *self._options(), "update")

    def get(self, command: list[str], package: Package, folder: Path) -> None:
        """The pinned version, or the current one where the archive has moved on."""
        pinned = f"{package.name}={package.version}"
        try:
            _call("apt-get", *self._options(), *command, pinned, cwd=folder)
        except FetchError:
            click.echo(f"  {pinned} is gone from the archive: taking its current version", err=True)
            _call("apt-get", *self._options(), *command, package.name, cwd=folder)

    def _options(self) -> list[str]:
        own = {
            "Dir::Etc::sourcelist": "sources.list",
            "Dir::Etc::sourceparts": "parts",
            "Dir::State::lists": "lists",
            "Dir::Cache": "cache",
        }
        options = [f"{key}={self._directory / value}" for key, value in own.items()]
        options += ["APT::Sandbox::User=", "Debug::NoLocking=1", "Acquire::Languages=none"]
        return [part for option in options for part in ("-o", option)]


def _call(*command: str | Path, cwd: Path | None = None) -> None:
    try:
        subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            check=True,
            timeout=_TIMEOUT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise FetchError(
            f"{command[0]} failed: {said[-1] if said else error.returncode}"
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FetchError(f"{command[0]}: {error}") from error


def _unpack(archive: Path, tree: Path) -> None:
    name = archive.name
    if name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(archive) as bundle:
            bundle.extractall(tree)  # noqa: S202 - zipfile drops absolute and parent parts itself
    elif name.endswith(".deb"):
        _call("dpkg", "-x", archive, tree)
    elif re.search(r"\.tar\.\w+$|\.tgz$", name) and ".debian.tar" not in name:
        with tarfile.open(archive) as bundle:
            bundle.extractall(tree, filter="data")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--manifest", type=click.Path(path_type=Path, exists=True), default=MANIFEST)
def main(directory: Path, manifest: Path) -> None:
    """Fetch every package of the manifest into DIRECTORY."""
    packages, excluded = read_manifest(manifest), read_excluded()
    for package in packages:
        if project := excluded_as(package.project, excluded):
            raise click.ClickException(f"{package.name} is {project}, which the model is tested on")
    apt = Apt(directory / "apt")
    if any(package.registry.startswith("debian") for package in packages):
        apt.update()

    def attempt(package: Package) -> str:
        start = time.monotonic()
        try:
            fetch(package, directory, apt)
        except (FetchError, OSError, tarfile.TarError) as error:
            return f"{package.folder}: FAILED: {error}"
        return f"{package.folder} {package.version} ({time.monotonic() - start:.0f} s)"

    failed = 0
    with ThreadPoolExecutor(4) as pool:
        for done, line in enumerate(pool.map(attempt, packages), 1):
            failed += "FAILED" in line
            click.echo(f"[{done}/{len(packages)}] {line}")
    if failed:
        raise click.ClickException(f"{failed} packages failed; run this again to retry them")


if __name__ == "__main__":
    main()
