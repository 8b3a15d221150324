"""Directives that write reference pages from the code, so that they cannot differ from it.

``exercises`` says which sensors give which metrics of each exercise, ``metrics`` lists the metric
catalogue, ``detectable-changes`` its published errors, ``commands`` the command line, ``settings``
the server's settings and ``routes`` the HTTP API. Each writes Markdown, which the page's own
parser reads.
"""

import inspect
import logging
import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from tracker.cli.app import app as command_line
from tracker.exercises.exercise import Site
from tracker.exercises.registry import EXERCISES
from tracker.metrics import CATALOGUE, ankle, balance, calf_raise, isometric, jump, walking
from tracker.metrics.quantity import Quantity

_FAMILIES: Sequence[tuple[str, tuple[Quantity, ...]]] = (
    ("Calf raises", calf_raise.CALF_RAISE),
    ("Jumps and hops", jump.JUMP),
    ("Isometric plantar flexion", isometric.ISOMETRIC),
    ("Ankle range and lunge", ankle.ANKLE),
    ("Walking and running", walking.WALKING),
    ("Balance", balance.BALANCE),
)


_SITES: Mapping[Site, str] = {
    "foot": "foot",
    "shank": "shank",
    "phone_shank": "phone on the shank",
    "waist": "lower back",
    "phone_waist": "phone at the waist",
    "plate": "force plate",
    "board": "wobble board",
}


def _exercises() -> Iterator[str]:
    """Each exercise with the metrics of its efforts, by sensor."""
    labels = {quantity.id: quantity.label for _, family in _FAMILIES for quantity in family}
    for exercise in EXERCISES.values():
        yield f"(exercise-{exercise.id.replace('_', '-')})=\n### {exercise.name}: `{exercise.id}`\n"
        sensors_by_metrics: dict[tuple[str, ...], list[str]] = {}
        for ability in exercise.abilities:
            together = " and ".join(_SITES[site] for site in ability.sites)
            sensors_by_metrics.setdefault(ability.gives, []).append(together)
        for metrics, sensors in sensors_by_metrics.items():
            yield f"{' or '.join(sensors).capitalize()}\n: {_links(metrics, labels)}\n"


def _links(metrics: Iterable[str], labels: Mapping[str, str]) -> str:
    return ", ".join(f"[{labels[metric]}](metrics.md#{metric})" for metric in metrics)


def _metrics() -> Iterator[str]:
    """Every metric by family, each under an anchor of its id."""
    listed = {quantity.id for _, quantities in _FAMILIES for quantity in quantities}
    if listed != CATALOGUE.keys():
        raise ValueError(f"metrics without a family: {', '.join(CATALOGUE.keys() - listed)}")
    exercises: dict[str, list[str]] = {}
    for exercise in EXERCISES.values():
        for metric in exercise.metrics:
            exercises.setdefault(metric, []).append(exercise.name.lower())
    for family, quantities in _FAMILIES:
        yield f"## {family}\n"
        for quantity in quantities:
            yield f"({quantity.id})=\n### {quantity.label}: `{quantity.id}`\n"
            yield f"{quantity.definition}\n"
            unit = "no unit" if quantity.unit == "1" else quantity.unit
            shown = quantity.display_unit
            yield f":Unit: {unit}" + (f", shown in {shown}" if shown not in {unit, ""} else "")
            yield f":For each: {'rep, jump or hold' if quantity.scope == 'effort' else 'set'}"
            if quantity.id in exercises:
                yield f":Exercises: {', '.join(exercises[quantity.id])}"
            yield f":Source: {quantity.source}"
            if quantity.mdc95 is not None:
                smallest = f"{quantity.shown(quantity.mdc95)} {shown}".strip()
                yield f":Minimum detectable change (95 %): {smallest}; {quantity.mdc_source}"
            yield ""


def _detectable_changes() -> Iterator[str]:
    """The published minimum detectable changes of the catalogue, as a table."""
    yield "| metric | MDC | from |\n| --- | --- | --- |"
    for _, quantities in _FAMILIES:
        for quantity in quantities:
            if quantity.mdc95 is not None:
                smallest = f"{quantity.shown(quantity.mdc95)} {quantity.display_unit}"
                yield (
                    f"| [{quantity.label}](metrics.md#{quantity.id}) `{quantity.id}` "
                    f"| {smallest} | {quantity.mdc_source} |"
                )


def _commands() -> Iterator[str]:
    """Every command with its options, as ``--help`` shows them."""
    root = get_command(command_line)
    assert isinstance(root, TyperGroup)
    yield from _command_group(root, "calf", 2)


def _command_group(group: TyperGroup, path: str, level: int) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        full = f"{path} {name}"
        anchor = full.replace(" ", "-")
        yield f"({anchor})=\n{'#' * level} {full}\n"
        for paragraph in (command.help or "").split("\n\n"):
            text = " ".join(paragraph.split())
            example = text.removeprefix("Example: ")
            yield f"```sh\n{example}\n```\n" if example != text else f"{text}\n"
        if isinstance(command, TyperGroup):
            yield from _command_group(command, full, level + 1)
            continue
        for parameter in command.params:
            if isinstance(parameter, TyperArgument | TyperOption) and parameter.name != "help":
                yield from _parameter(parameter)


def _parameter(parameter: TyperArgument | TyperOption) -> Iterator[str]:
    notes = []
    if isinstance(parameter, TyperOption):
        names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
        if not parameter.is_flag:
            names += f" {_type_name(parameter.type)}"
        if parameter.show_default and parameter.default not in {None, False, ()}:
            notes.append(f"Default: `{parameter.default}`.")
    else:
        names = f"`{str(parameter.metavar or parameter.name).upper()}`"
        if not parameter.required:
            notes.append("Optional.")
    if parameter.envvar:
        notes.append(f"Environment: `{parameter.envvar}`.")
    yield f"{names}\n: {' '.join([parameter.help or '–', *notes])}\n"


_TYPE_NAMES = {
    "float range": "number",
    "int": "whole number",
    "int range": "whole number",
    "str": "text",
    "datetime": "YYYY-MM-DD",
}


def _type_name(kind: Any) -> str:
    choices = getattr(kind, "choices", None)
    if choices:
        return "(" + ", ".join(str(choice) for choice in choices) + ")"
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    name = _TYPE_NAMES.get(kind.name, kind.name)
    if least is None and most is None:
        return f"*{name}*"
    if most is None:
        return f"*{name}, at least {least:g}*"
    return f"*{name}, {least:g} to {most:g}*"


def _settings() -> Iterator[str]:
    """Every ``CALF_…`` variable with its default, from the docstring of the settings."""
    from api.core.settings import PREFIX, Settings  # noqa: PLC0415 (an extra installs it)

    documented = set()
    parameters = (inspect.getdoc(Settings) or "").partition("Parameters\n----------\n")[2]
    for names, text in re.findall(r"^(\w[\w, ]*)\n((?:    .*\n?|\n)+)", parameters, re.MULTILINE):
        shown = []
        for name in names.split(", "):
            documented.add(name)
            field = Settings.model_fields[name]
            default = field.default if field.default_factory is None else "the user's data folder"
            if default in {None, ()}:
                shown.append(f"`{PREFIX}{name.upper()}`")
            else:
                text_of = f"{default:,}" if type(default) is int and name != "port" else default
                shown.append(f"`{PREFIX}{name.upper()}` ({str(text_of).lower()})")
        yield f"{', '.join(shown)}\n: {_as_markdown(text, Settings.model_fields)}\n"
    missing = set(Settings.model_fields) - documented
    if missing:
        raise ValueError(f"settings without a description: {', '.join(sorted(missing))}")


def _as_markdown(text: str, settings: Container[str] = ()) -> str:
    """A docstring's paragraph; names of settings become those of their variables."""

    def variable(found: re.Match[str]) -> str:
        name = found[1]
        return f"`CALF_{name.upper()}`" if name in settings else found[0]

    return " ".join(re.sub(r"(?<!`)`(\w+)`(?!`)", variable, text).replace("``", "`").split())


def _routes() -> Iterator[str]:
    """Every operation of the HTTP API by tag."""
    from api.app import create_app  # noqa: PLC0415 (an extra installs it)
    from api.core.settings import Settings  # noqa: PLC0415

    document = create_app(Settings(_env_file=None)).openapi()
    by_tag: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            by_tag.setdefault(operation["tags"][0], []).append((method, path, operation))
    for tag in document["tags"]:
        yield f"## {tag['name'].capitalize()}\n\n{tag['description']}\n"
        for method, path, operation in by_tag.get(tag["name"], []):
            yield f"(api-{operation['operationId'].replace('_', '-')})="
            yield f"### {operation['summary']}\n"
            yield f"`{method.upper()} {path}`\n"
            yield f"{operation['description'].strip()}\n"
            yield from _query(operation.get("parameters", ()))
            answers = (
                f"`{status}` {' '.join(answer['description'].split())}"
                for status, answer in operation["responses"].items()
                if status.startswith("2") or status in {"303", "304"}
            )
            yield f":Answer: {'; '.join(answers)}"
            errors = [f"`{status}`" for status in operation["responses"] if status >= "4"]
            if errors:
                yield f":Errors: {', '.join(errors)}"
            yield ""


def _query(parameters: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    names = [f"`{one['name']}`" for one in parameters if one["in"] == "query"]
    if names:
        yield f":Query: {', '.join(names)}"


class _Generated(SphinxDirective):
    """Puts Markdown that a function of this module writes in place of the directive."""

    has_content = False
    writers: ClassVar = {
        "exercises": _exercises,
        "metrics": _metrics,
        "detectable-changes": _detectable_changes,
        "commands": _commands,
        "settings": _settings,
        "routes": _routes,
    }

    def run(self) -> list[nodes.Node]:
        lines = "\n".join(self.writers[self.name]())
        return self.parse_text_to_nodes(lines, allow_section_headings=True)


_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["'](?:https?:)?//"""
    r"""|<link\b[^>]*\brel=["'](?:stylesheet|preload|icon)["'][^>]*\bhref=["'](?:https?:)?//"""
)
"""What a browser fetches from another site when it opens a page."""


def _check_that_nothing_is_fetched(app: Sphinx, error: Exception | None) -> None:
    """Fail the build if a page loads scripts, styles or pictures from another site."""
    if error is not None or app.builder.format != "html":
        return
    fetching = [
        page.name
        for page in sorted(Path(app.outdir).glob("*.html"))
        if _FETCHED.search(page.read_text(encoding="utf-8"))
    ]
    if fetching:
        raise ExtensionError(f"these pages load parts of another site: {', '.join(fetching)}")


def setup(app: Sphinx) -> Mapping[str, Any]:
    """Register the directives and the check of the finished pages."""
    # Libraries of the server report each part that they load.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Settings of whoever builds the manual must not be shown as the defaults.
    for name in [name for name in os.environ if name.startswith("CALF_")]:
        del os.environ[name]
    for name in _Generated.writers:
        app.add_directive(name, _Generated)
    app.connect("build-finished", _check_that_nothing_is_fetched)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
