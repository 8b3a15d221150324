"""What must stay true of the packages as a whole; the layers themselves are import-linter's."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tracker import errors

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("tracker", "firmware_mocks", "api")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
)
IDS = [str(path.relative_to(ROOT)) for path in MODULES]

SERVER = ("fastapi", "starlette", "sqlalchemy", "alembic", "obstore", "uvicorn", "jinja2")
RADIO = ("bleak", "bumble")
SLOW = ("matplotlib", "ezc3d", "vqf", "scipy", "pandas", "pyarrow")


def loaded_by(program: str) -> set[str]:
    """Top-level packages in memory after a fresh interpreter ran that program."""
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{report}"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import tracker", SERVER + RADIO + SLOW),
        ("import tracker.opening", (*SERVER, *RADIO, "matplotlib", "ezc3d", "vqf", "scipy")),
        ("import tracker.recording", (*SERVER, *RADIO, "matplotlib", "ezc3d", "vqf", "scipy")),
        ("import tracker.analysis", (*SERVER, *RADIO, "matplotlib", "ezc3d")),
        ("import tracker.cli", SERVER + RADIO + SLOW),
        ("import firmware_mocks", SERVER + RADIO + SLOW),
    ],
)
def test_importing_brings_only_what_is_needed(program: str, absent: tuple[str, ...]) -> None:
    assert loaded_by(program) & set(absent) == set()


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_every_module_says_what_it_is_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module needs a docstring"
    # A migration lists every column of what it makes and of what it undoes.
    if "versions" not in path.parts:
        assert text.count("\n") <= 450, "a module of more than 400 lines should be divided"


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_errors_are_not_swallowed(path: Path) -> None:
    """A bare except, or one of BaseException, hides Ctrl-C and crashes alike."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            named = node.type.id if isinstance(node.type, ast.Name) else ""
            assert node.type is not None, f"line {node.lineno}: name what is caught"
            raises = any(isinstance(one, ast.Raise) for one in ast.walk(node))
            assert named != "BaseException" or raises, f"line {node.lineno}: raise it again"


def test_all_errors_are_one_tree_that_its_docstring_draws() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    ours = [one for one in kinds if one.__module__ == errors.__name__]
    assert len(ours) > 8
    for one in ours:
        assert issubclass(one, errors.CalfError)
        assert one.__name__ in (errors.__doc__ or "")


def test_the_readme_is_there_and_shows_both_commands() -> None:
    readme = ROOT / "README.md"
    assert readme.is_file(), "the distribution's description is missing"
    assert "calf demo" in readme.read_text(encoding="utf-8")


def test_typed_packages_carry_their_marker() -> None:
    assert all((ROOT / package / "py.typed").is_file() for package in PACKAGES)
