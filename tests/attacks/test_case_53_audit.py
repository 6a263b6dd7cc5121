"""Case 53: nobody deletes or changes a row of the audit trail: not over a door, not in the database."""

import pytest
from tortoise import connections

from hub.realtime.protocol import REQUESTS
from hub.web.app import ENDPOINTS
from models.audit import AuditRow
from tests.support.ledgers import all_rows
from tests.support.twins import Twins, bearer


async def test_the_database_refuses_every_change_of_it(twins: Twins):
    before = (await all_rows())["AuditRow"]
    assert before
    database = connections.get("default")
    for sql in (
        "DELETE FROM audit_row",
        "DELETE FROM audit_row WHERE verb = 'send'",
        "UPDATE audit_row SET actor_name = 'Somebody else'",
        "UPDATE audit_row SET verb = 'look', after = NULL WHERE verb = 'send'",
        "UPDATE audit_row SET firm_id = id",
    ):
        with pytest.raises(Exception, match=r"(?i)audit"):
            await database.execute_query(sql)

    assert (await all_rows())["AuditRow"] == before


async def test_the_code_has_no_way_to_it_either(twins: Twins):
    row = await AuditRow.filter(firm_id=twins.ours.hub.firm.id).first()
    assert row is not None
    with pytest.raises(Exception, match=r"(?i)audit"):
        await row.delete()
    row.verb = "look"
    with pytest.raises(Exception, match=r"(?i)audit"):
        await row.save()


def test_no_door_leads_to_a_change_of_it():
    """No event and no call but reading names the audit trail."""
    assert not [event for event in REQUESTS if "audit" in event]
    assert not [each.path for each in ENDPOINTS if "audit" in each.path and each.method != "GET"]


@pytest.mark.sqlite_only
async def test_what_staff_do_is_in_it_with_who_and_where_and_no_text(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    before = {each.id for each in await AuditRow.all()}
    anna = await hub.staff_socket()
    await anna.send(place, "tunnusluku 8842")
    await hub.http.get(f"/api/files/{twins.ours.id('file')}", headers=bearer(hub, "anna"))

    new = [each for each in await AuditRow.all() if each.id not in before]

    (sent,) = [each for each in new if each.verb == "send"]
    assert (sent.actor_id, sent.channel, sent.firm_id) == (
        hub.staff["anna"].id,
        "console",
        hub.firm.id,
    )
    assert sent.request_id
    assert "8842" not in str([(each.before, each.after, each.actor_name) for each in new])
