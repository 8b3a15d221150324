import re
from pathlib import Path

import pytest

from tracker.metrics import CATALOGUE, Quantity

README = Path(__file__).parents[1] / "README.md"


def readme_row(quantity: Quantity) -> str:
    unit = quantity.display_unit or "–"
    return f"| `{quantity.id}` | {quantity.label} | {unit} | {quantity.definition} |"


def readme_table() -> str:
    """What stands between the README's marks; ``python -m tests.test_metrics`` prints it."""
    head = ["| id | name | shown in | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *(readme_row(one) for one in CATALOGUE.values())])


def test_the_readme_defines_every_number_as_the_catalogue_does() -> None:
    between = re.search(
        r"<!-- quantities -->\n(.*?)\n<!-- /quantities -->", README.read_text("utf-8"), re.DOTALL
    )
    assert between is not None
    assert between[1] == readme_table()


@pytest.mark.parametrize("quantity", CATALOGUE.values(), ids=lambda one: one.id)
def test_a_quantity_is_complete(quantity: Quantity) -> None:
    assert quantity.definition.endswith(".")
    assert quantity.source
    assert (quantity.mdc95 is None) == (quantity.mdc_source is None)


def test_values_are_shown_in_units_for_people() -> None:
    assert CATALOGUE["heel_height"].shown(0.0934) == "9.3"
    assert CATALOGUE["heel_height"].display_unit == "cm"
    assert CATALOGUE["range_of_motion"].shown(33.14) == "33.1"


if __name__ == "__main__":
    print(readme_table())  # noqa: T201
