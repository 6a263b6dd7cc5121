"""Two firms filled with look-alike data on one running server: `twins`."""

import pytest

from tests.support.hub import Running
from tests.support.twins import Twins, make_twins


@pytest.fixture
async def twins(bot_hub: Running) -> Twins:
    """`twins.ours` and `twins.theirs`; each speaks as its people through `.hub`."""
    return await make_twins(bot_hub)


@pytest.fixture
def hub(twins: Twins) -> Running:
    """Our firm on that server: what the tests attack, with its twin beside it."""
    return twins.ours.hub
