"""What must stay true of the packages as a whole; the layers themselves are import-linter's."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tracker import errors

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("tracker", "firmware_mocks", "api")
MOST_LINES = 450

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


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The text of every module of the packages, by its path from the root."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "node_modules" not in path.parts
    }


def test_every_module_has_a_docstring_and_a_readable_length(sources: dict[str, str]) -> None:
    bare = [
        path
        for path, text in sources.items()
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    # A migration lists every column of what it makes and of what it undoes.
    long = [
        path
        for path, text in sources.items()
        if text.count("\n") > MOST_LINES and "versions" not in Path(path).parts
    ]

    assert len(sources) > 300, "modules were not found"
    assert bare == [], "these modules need a docstring"
    assert long == [], f"these modules have over {MOST_LINES} lines: divide them"


def test_errors_are_not_swallowed(sources: dict[str, str]) -> None:
    """A bare except, or one of BaseException, hides Ctrl-C and crashes alike."""
    swallowed = []
    for path, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler):
                named = node.type.id if isinstance(node.type, ast.Name) else ""
                raises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                if node.type is None or (named == "BaseException" and not raises):
                    swallowed.append(f"{path}:{node.lineno}")

    assert swallowed == [], "name what is caught, or raise it again"


def test_all_errors_are_one_tree_that_its_docstring_draws() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    ours = [one for one in kinds if one.__module__ == errors.__name__]
    assert len(ours) > 8
    for one in ours:
        assert issubclass(one, errors.CalfError)
        assert one.__name__ in (errors.__doc__ or "")


def test_the_readme_shows_the_commands_that_run_and_that_test_it() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in readme.splitlines() if line.startswith("python3 -m venv .venv")]

    assert [command.rpartition("&& ")[2] for command in commands] == [
        ".venv/bin/calf demo",
        ".venv/bin/pytest",
    ]
    # What the gate runs is what a user runs.
    assert ".venv/bin/pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").split()


def test_typed_packages_carry_their_marker() -> None:
    assert all((ROOT / package / "py.typed").is_file() for package in PACKAGES)
