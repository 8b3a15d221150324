"""A running application with a pipeline that always finds the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.house import House, hand_made, opened, pipeline_of


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path, pipeline_of(hand_made())) as running:
        yield running
