"""The audit trail: numbered without gaps, chained, and what was touched is found."""

import asyncio

import pytest
from tortoise import Tortoise

from hub.actions.hours import log_minutes
from hub.clock import today
from hub.jobs.audit import AT_ONCE, hash_of, seal_audit, verify_chain
from models.audit import AuditRow
from tests.support.office import Office
from tests.support.rows import row_of
from tests.support.statements import statements


async def some(office: Office, count: int) -> None:
    for number in range(count):
        await log_minutes(
            office.asker("anna"),
            client="1001",
            minutes=1,
            date=today(),
            client_key=str(number),
            comment="never in the audit",
        )


async def test_rows_are_numbered_and_chained_also_by_many_at_once(office: Office):
    await some(office, 12)
    await row_of(AuditRow, firm_id=office.other_firm.id)

    sealed = await asyncio.gather(*(seal_audit() for _ in range(5)))

    assert sum(sealed) == 13
    report = await verify_chain(office.firm.id)
    assert (report.sealed, report.unsealed, report.is_whole) == (12, 0, True)
    assert (await verify_chain(office.other_firm.id)).sealed == 1
    assert await seal_audit() == 0


async def test_the_chain_goes_on_where_it_ended(office: Office):
    await some(office, 2)
    await seal_audit()
    await row_of(AuditRow, firm_id=office.firm.id)
    assert (await verify_chain(office.firm.id)).unsealed == 1
    await seal_audit()

    rows = await AuditRow.filter(firm_id=office.firm.id).order_by("number")
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[2].hash == hash_of(rows[2], 3, rows[1].hash)


async def test_more_rows_than_fit_in_one_step(office: Office):
    await AuditRow.bulk_create(
        [
            AuditRow(firm_id=office.firm.id, actor_kind="bot", subject="x", verb="y")
            for _ in range(AT_ONCE + 3)
        ]
    )

    assert await seal_audit() == AT_ONCE + 3
    assert (await verify_chain(office.firm.id)).sealed == AT_ONCE + 3


async def test_a_batch_is_one_write_so_that_messages_do_not_wait_for_it(office: Office):
    await some(office, 30)
    async with statements() as said:
        await seal_audit()

    # SQLite tells of it once more for each row, as its trigger looks at it.
    assert len({each for each in said if each.startswith("UPDATE")}) == 1
    assert (await verify_chain(office.firm.id)).is_whole


@pytest.mark.sqlite_only
@pytest.mark.parametrize("harm", ["DELETE FROM audit_row WHERE number = 2", "UPDATE"])
async def test_a_row_that_was_touched_in_the_file_is_found(office: Office, harm: str):
    await some(office, 3)
    await seal_audit()
    database = Tortoise.get_connection("default")
    # Who has the file can drop the triggers; the chain still tells.
    await database.execute_script("DROP TRIGGER audit_row_stays; DROP TRIGGER audit_row_is_final;")
    if harm == "UPDATE":
        harm = "UPDATE audit_row SET actor_name = 'Nobody' WHERE number = 2"
    await database.execute_script(harm)

    report = await verify_chain(office.firm.id)

    assert (report.is_whole, report.broken_at, report.sealed) == (False, 2, 1)


async def test_no_text_of_a_person_is_in_the_trail(office: Office):
    await some(office, 1)

    (row,) = await AuditRow.filter(subject="hours")
    assert "never in the audit" not in str(row.after)
