"""Case 10: a key that was rotated out signs nobody any more; comparing takes constant time.

Chatwoot compared its static HMAC with `==` and could not expire it.
"""

import inspect

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from hub import tokens
from hub.access import house_asker
from hub.actions.sessions import make_widget_key, revoke_widget_key
from hub.tokens import SigningKey
from hub.web import people
from tests.support.hub import Running

pytestmark = pytest.mark.sqlite_only


async def test_two_keys_live_until_one_is_revoked(hub: Running):
    house, old = house_asker(hub.firm), hub.key
    kid, secret = await make_widget_key(house, hub.sealer, allowed_origins=[])
    new = SigningKey(kid, hub.firm.id, "HS256", secret)

    for key in (old, new):
        socket = await hub.socket("/client", {"token": hub.contact_token(key=key)})
        assert (await socket.ask("hello"))["ok"]
    await revoke_widget_key(house, old.kid)

    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": hub.contact_token(key=old)})
    await hub.socket("/client", {"token": hub.contact_token(key=new)})


async def test_a_socket_of_a_revoked_key_ends_with_its_token_and_opens_no_file(hub: Running):
    old = hub.contact_token()
    await revoke_widget_key(house_asker(hub.firm), hub.key.kid)

    answer = await hub.http.get("/api/files/x", headers={"Authorization": f"Bearer {old}"})

    assert answer.status == 401


def test_marks_are_compared_in_constant_time():
    """HMACs of tokens are compared by the library; ours, with `compare_digest` only."""
    for module in (tokens, people):
        source = inspect.getsource(module)
        assert "hmac.compare_digest(" in source
        assert "mark ==" not in source
        assert "csrf ==" not in source
