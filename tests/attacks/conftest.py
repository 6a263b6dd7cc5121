"""Two firms filled with look-alike data on one running server: `twins`."""

import pytest

from hub.realtime import server
from hub.realtime.limiter import Limiter
from hub.web.rates import OwnRates
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


@pytest.fixture
def boundless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk asks more, and worse, than anybody may; that it may not is other tests."""

    async def room(*_: object) -> None:
        return None

    monkeypatch.setattr(Limiter, "take_all", lambda *_: None)
    monkeypatch.setattr(OwnRates, "take", room)
    monkeypatch.setattr(server, "MISTAKEN", 0.0)
    monkeypatch.setattr(server, "MALFORMED", 0.0)
