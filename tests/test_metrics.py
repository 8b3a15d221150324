import pytest

from tracker.metrics import CATALOGUE, Quantity


@pytest.mark.parametrize("quantity", CATALOGUE.values(), ids=lambda quantity: quantity.id)
def test_a_quantity_is_complete(quantity: Quantity) -> None:
    assert quantity.definition.endswith(".")
    assert quantity.source
    assert (quantity.mdc95 is None) == (quantity.mdc_source is None)


def test_values_are_shown_in_units_for_people() -> None:
    assert CATALOGUE["heel_height"].shown(0.0934) == "9.3"
    assert CATALOGUE["heel_height"].display_unit == "cm"
    assert CATALOGUE["range_of_motion"].shown(33.14) == "33.1"
