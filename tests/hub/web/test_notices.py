"""One's own choice of how to be told, over HTTP, for staff and contacts."""

from typing import Any

import pytest

from tests.support.hub import Running

DEFAULTS: dict[str, Any] = {
    "way": "auto",
    "digest": "now",
    "quiet_from": None,
    "quiet_to": None,
    "time_zone": "Europe/Helsinki",
}


def bearer(hub: Running, name: str) -> dict[str, str]:
    token = hub.staff_token(name) if name in hub.staff else hub.contact_token(name)
    return {"Authorization": f"Bearer {token}"}


async def put(hub: Running, name: str, path: str = "/api/notices", **wish: Any) -> Any:
    return await hub.http.put(path, json=wish, headers=bearer(hub, name))


@pytest.mark.parametrize("name", ["aino", "mikko"])
async def test_what_is_chosen_stays_and_is_ones_own(hub: Running, name):
    wish: dict[str, Any] = {
        **DEFAULTS,
        "way": "off",
        "digest": "daily",
        "quiet_from": "22:00",
        "quiet_to": "06:30",
    }

    done = await put(hub, name, **wish)

    assert (done.status, await done.json()) == (200, wish)
    for who, expected in ((name, wish), ("eero", DEFAULTS), ("anna", DEFAULTS)):
        found = await hub.http.get("/api/notices", headers=bearer(hub, who))
        assert await found.json() == expected


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("field", "value"),
    [("way", "slack"), ("way", "x"), ("quiet_from", "25:00"), ("quiet_to", "08:00"),
     ("time_zone", "../etc/passwd"), ("digest", "weekly")],
)  # fmt: skip
async def test_what_cannot_be_is_refused_by_name(hub: Running, field, value):
    done = await put(hub, "aino", **{**DEFAULTS, field: value})

    assert done.status == 422
    assert (await done.json())["error"]["field"] == field


@pytest.mark.sqlite_only
async def test_the_firms_wait_is_for_administrators(hub: Running):
    path = "/api/firm/away"
    assert (await put(hub, "aino", path, away_after_s=60)).status == 403
    assert (await put(hub, "liisa", path, away_after_s=60)).status == 403
    assert (await put(hub, "anna", path, away_after_s=60)).status == 200
    found = await hub.http.get(path, headers=bearer(hub, "liisa"))
    assert await found.json() == {"away_after_s": 60}
    assert (await put(hub, "anna", path, away_after_s=5)).status == 422
