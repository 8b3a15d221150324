"""The README and the manual: their commands exist, their examples run, their links lead somewhere.

The site's own links and anchors are checked where it is built, by ``sphinx-build -n -W``.
"""

import ast
import doctest
import importlib
import inspect
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

import tracker
from tests.simulated import calf_raise_recording
from tracker.cli.app import app
from tracker.recording import write_folder

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))


def blocks(page: Path, language: str) -> list[str]:
    """The page's fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each ``calf`` command that the page shows in a block or within a sentence."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    lines += re.findall(r"`((?:\w+=\S+ )*calf [a-z][^`\n]*)`", page.read_text("utf-8"))
    for line in lines:
        words = shlex.split(line, comments=True)
        while words and "=" in words[0]:
            words.pop(0)
        if words[:1] == ["calf"]:
            yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_a_page_shows_exist_with_their_options(page: Path) -> None:
    for words in commands(page):
        command = get_command(app)
        while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
            assert words[0] in command.commands, f"calf {words[0]} is no command"
            command = command.commands[words.pop(0)]
        known = {"--help", "-h"}
        for parameter in command.params:
            if isinstance(parameter, TyperOption):
                known |= {*parameter.opts, *parameter.secondary_opts}
        shown = {word.partition("=")[0] for word in words if re.match(r"-{1,2}[a-z]", word)}
        assert shown <= known, f"calf {command.name} has no {shown - known}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_links_to_or_names_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert all((page.parent / target).exists() for target in linked)
    named = re.findall(r"`((?:tracker|api|firmware_mocks|tests|docs)/[\w/.-]+)`", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    # The scripts of the pages are built into this folder.
    assert [path for path in missing if not path.startswith("api/web/static")] == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name
)
def test_python_examples_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recording, _ = calf_raise_recording(reps=3)
    write_folder(recording, tmp_path / "recordings" / "monday")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)
    if page == README:
        assert len(names["reps"]) == 3  # type: ignore[arg-type]
        assert "heel_height" in capsys.readouterr().out


def docstring_of(name: str) -> str:
    """The docstring of a public name; of a constant, the string that follows it."""
    value = getattr(tracker, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        return inspect.getdoc(value) or ""
    module = importlib.import_module(tracker._HOMES[name])
    body = ast.parse(inspect.getsource(module)).body
    for statement, following in pairwise(body):
        assigned = isinstance(statement, ast.Assign) and statement.targets
        if assigned and ast.unparse(assigned[0]) == name and isinstance(following, ast.Expr):
            return str(ast.literal_eval(following.value))
    return ""


@pytest.mark.parametrize("name", tracker.__all__)
def test_a_public_name_has_an_example_that_holds(name: str) -> None:
    examples = doctest.DocTestParser().get_doctest(docstring_of(name), {}, name, None, None)
    assert any(example.want for example in examples.examples), f"tracker.{name} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    told: list[str] = []
    failed = runner.run(examples, out=told.append).failed
    assert not failed, "".join(told)
