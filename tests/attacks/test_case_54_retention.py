"""Case 54: what retention lets go is in no table, no search index, no link to Slack and no folder.

Comes from CVE-2022-31134 (Zulip: an export that held private files). Backups are the operator's own:
the README says how long they may be kept.
"""

from datetime import timedelta

from tortoise import connections

from hub import clock
from hub.actions.retention import set_retention
from hub.jobs.retention import expire_all
from integrations.storage import FolderStorage
from models.chat import SlackLink
from tests.support.ledgers import all_rows
from tests.support.twins import Tenant, Twins, bearer


async def link_to_slack(tenant: Tenant) -> None:
    await SlackLink.create(
        firm_id=tenant.hub.firm.id,
        team_id=tenant.name,
        channel_id="C1",
        ts=tenant.name,
        conversation_id=tenant.id("conversation"),
        hub_id=tenant.id("message"),
        kind="message",
        is_ours=True,
    )


async def texts_of(twins: Twins) -> str:
    """All that is kept: every row, what the search index holds, and the bytes of every file."""
    kept = [str(await all_rows())]
    database = connections.get("default")
    if "sqlite" in twins.ours.hub.settings.database_url:
        names = await database.execute_query_dict(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%fts5%'"
        )
        for row in names:
            sql = f'SELECT * FROM "{row["name"]}"'  # noqa: S608 - the database's own name of it
            kept += [str(await database.execute_query_dict(sql))]
    folder = twins.ours.hub.settings.files_folder
    kept += [
        each.read_bytes().decode(errors="replace") for each in folder.rglob("*") if each.is_file()
    ]
    return "\n".join(kept)


async def test_what_is_over_is_gone_everywhere_and_the_neighbours_is_not(twins: Twins):
    ours, theirs = twins.both()
    talk = [f"ALV maaliskuulta on 4 711,20 € {each.mark('acme')}" for each in twins.both()]
    for tenant in twins.both():
        await link_to_slack(tenant)
        # A file that hangs on what was said goes with it.
        aino = await tenant.hub.contact_socket("aino")
        place = tenant.id("conversation")
        sent = await aino.send(place, "liite", files=[tenant.id("file")])
        assert sent["ok"], sent
    before = await texts_of(twins)
    assert all(each in before for each in talk)
    await set_retention(ours.hub.asker("anna"), months=1)

    with clock.travel(clock.now() + timedelta(days=70)):
        await expire_all(FolderStorage(ours.hub.settings.files_folder))

    kept = await texts_of(twins)
    assert talk[0] not in kept
    assert f"kuitti {ours.mark('acme')}" not in kept
    assert talk[1] in kept
    assert f"kuitti {theirs.mark('acme')}" in kept
    links = await SlackLink.all()
    assert [each.team_id for each in links] == ["theirs"]
    await look_for_it(ours)


async def look_for_it(tenant: Tenant) -> None:
    """Through every door, as a member."""
    hub, place, mark = tenant.hub, tenant.id("conversation"), tenant.mark("acme")
    eero = await hub.contact_socket("eero", have={place: 0})
    for event, asked in (
        ("hello", {}),
        ("history", {"conversation": place}),
        ("sync", {"have": {place: 0}}),
        ("search", {"text": "maaliskuulta"}),
    ):
        said = str(await eero.ask(event, asked))
        assert "maaliskuulta" not in said, event
        assert mark not in said.replace(f"Kortti {mark}", ""), event
    file = f"/api/files/{tenant.id('file')}"
    assert (await hub.http.get(file, headers=bearer(hub, "eero"))).status == 404
    answer = await eero.send(place, "uusi")
    assert answer["ok"], "the log goes on without a gap"
