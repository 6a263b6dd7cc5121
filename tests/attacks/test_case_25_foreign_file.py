"""Case 25: a file of another firm, client or room is as if it were not (CVE-2026-48616, Rocket.Chat).

A token for one room was taken for the files of all rooms. CVE-2026-89218 (Mattermost): the check was
missed on side paths, so every address of a file is tried.
"""

import re

import pytest

from tests.support.hub import fresh_id
from tests.support.reach import CONTACTS, ROLES, may_reach
from tests.support.sending import fetch, send
from tests.support.twins import PLACES, Twins

pytestmark = pytest.mark.sqlite_only

WAYS = ("", "/preview", "/state")


def same(text: str) -> str:
    return re.sub(r'"request_id": ?"[^"]*"', "", text)


async def test_foreign_files_look_absent_at_every_address(twins: Twins):
    hub = twins.ours.hub
    for name in ROLES:
        for way in WAYS:
            absent, _, said = await fetch(hub, f"/api/files/{fresh_id()}{way}", name)
            assert absent == 404
            for tenant in twins.both():
                for place in PLACES:
                    if tenant is twins.ours and may_reach(name, "file", place):
                        continue
                    file = tenant.id("file", place)
                    status, _, text = await fetch(hub, f"/api/files/{file}{way}", name)
                    assert (status, same(text)) == (404, same(said)), (name, tenant.name, place)


async def test_own_files_are_given(twins: Twins):
    """Otherwise the case above would prove nothing."""
    for name in ROLES:
        place = CONTACTS.get(name, ("acme",))[0]
        status, _, text = await fetch(
            twins.ours.hub, f"/api/files/{twins.ours.id('file', place)}", name
        )
        assert status == 200
        assert twins.ours.mark(place) in text


async def test_foreign_files_go_with_no_message(twins: Twins):
    for tenant, place in ((twins.theirs, "acme"), (twins.ours, "beta"), (twins.ours, "private")):
        refused = await send(twins.ours.hub, tenant.id("file", place))
        assert refused["code"] == "not_found", (tenant.name, place)


async def test_a_guess_is_not_told_from_an_absent_file(twins: Twins):
    file = twins.ours.id("file")
    for guess in (file.upper(), f"{{{file}}}", f"{file}%00", "1", "..%2f..%2fetc"):
        status, _, _ = await fetch(twins.ours.hub, f"/api/files/{guess}")
        assert status == 404, guess
