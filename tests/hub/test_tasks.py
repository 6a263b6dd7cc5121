"""Tasks: made once, done and reopened once, recurring ones once for each period."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from hub import clock
from hub.access import staff_asker
from hub.actions.tasks import create_task, generate_tasks, mark_done, reopen
from hub.errors import NotFoundError, UserError
from hub.ids import new_id
from hub.jobs.tasks import generate_tasks as generate_everywhere
from hub.queries.tasks import tasks_of, tasks_on
from models.audit import AuditRow
from models.clients import Client
from models.firm import Staff
from models.tasks import Assignment, Recurrence, Task, Template
from tests.support.office import Office

NOVEMBER = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def make(office: Office, by: str = "anna", **given):
    told = {
        "title": "Call the tax office",
        "client": "1001",
        "due_on": date(2026, 11, 30),
        "client_key": str(new_id()),
        **given,
    }
    return await create_task(office.asker(by), **told)


async def recurring(
    office: Office,
    code: str = "vat",
    recurrence: Recurrence = Recurrence.MONTHLY,
    client: str = "1001",
) -> Assignment:
    template = await Template.create(
        firm_id=office.firm.id,
        code=code,
        name_fi="ALV-ilmoitus",
        name_sv="Momsdeklaration",
        name_en="VAT return",
        recurrence=recurrence,
        due_day=12 if recurrence == Recurrence.MONTHLY else 31,
        due_months_after=2,
    )
    return await Assignment.create(
        firm_id=office.firm.id,
        client_id=(await Client.get(firm_id=office.firm.id, number=client)).id,
        template_id=template.id,
        assignee_id=office.staff["anna"].id,
    )


async def test_one_key_makes_one_task_also_at_once(office: Office):
    made = await asyncio.gather(*(make(office, client_key="k") for _ in range(10)))

    assert len({task.id for task in made}) == 1
    assert await Task.all().count() == 1
    assert await AuditRow.filter(subject="tasks", verb="create").count() == 1
    assert (made[0].assignee_name, made[0].client, made[0].is_open) == ("Anna", "1001", True)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"title": "   "}, "task.no_title"),
        ({"title": "x" * 201}, "task.title_too_long"),
        ({"client": "9001"}, "clients.unknown"),
    ],
)
async def test_a_task_needs_a_title_and_a_client_of_the_firm(office: Office, given, key):
    with pytest.raises(UserError) as refused:
        await make(office, **given)

    assert refused.value.key == key
    assert await Task.all().count() == 0


async def test_done_twice_is_done_once_and_can_be_reopened(office: Office):
    task = await make(office)
    mikko = office.asker("mikko")

    done = await mark_done(mikko, task.id)
    assert (await mark_done(mikko, task.id)).state == done.state == "done"
    assert await tasks_of(office.asker("anna")) == ()
    assert [each.id for each in await tasks_of(office.asker("anna"), is_open=False)] == [task.id]

    assert (await reopen(mikko, task.id)).is_open
    assert (await reopen(mikko, task.id)).is_open
    assert await AuditRow.filter(subject="tasks", verb="done").count() == 1
    assert await AuditRow.filter(subject="tasks", verb="reopen").count() == 1


async def test_another_firms_task_is_not_to_be_found(office: Office):
    task = await make(office)
    stranger = await Staff.create(firm_id=office.other_firm.id, name="V", email="v@x.example")

    for act in (mark_done, reopen):
        with pytest.raises(NotFoundError):
            await act(staff_asker(stranger, "console"), task.id)


async def test_lists_go_by_due_day_and_tell_what_is_late(office: Office):
    today = clock.today()
    await make(office, title="later", due_on=today + timedelta(days=5))
    await make(office, title="late", due_on=today - timedelta(days=1))
    await make(office, title="today", due_on=today)
    await make(office, title="mikko's", by="mikko", due_on=today)

    mine = await tasks_of(office.asker("anna"))
    acme = await tasks_on(office.asker("mikko"), "1001")

    assert [(task.title, task.is_late) for task in mine] == [
        ("late", True),
        ("today", False),
        ("later", False),
    ]
    assert len(acme) == 4


async def test_recurring_tasks_are_made_once_also_by_many_at_once(office: Office):
    await recurring(office)

    with clock.travel(NOVEMBER):
        made = await asyncio.gather(*(generate_tasks(office.house) for _ in range(6)))
        assert await generate_tasks(office.house) == 0

    # 10/2026 is due in December and 11/2026 in January; September's day has passed.
    assert sum(made) == 2
    rows = await Task.all().order_by("period")
    assert [(row.period, row.due_on) for row in rows] == [
        ("2026-10", date(2026, 12, 14)),
        ("2026-11", date(2027, 1, 12)),
    ]


async def test_a_month_that_begins_brings_its_task_and_none_is_lost_meanwhile(office: Office):
    await recurring(office)

    with clock.travel(NOVEMBER):
        await generate_everywhere()
    with clock.travel(datetime(2027, 3, 1, 8, tzinfo=UTC)):
        assert await generate_everywhere() == 4

    periods = [row.period for row in await Task.all().order_by("period")]
    assert periods == ["2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03"]


async def test_a_years_task_comes_in_its_december(office: Office):
    await recurring(office, "vat_year", Recurrence.YEARLY)

    with clock.travel(NOVEMBER):
        assert await generate_tasks(office.house) == 0
    with clock.travel(datetime(2026, 12, 1, 8, tzinfo=UTC)):
        assert await generate_tasks(office.house) == 1
        (task,) = await tasks_of(office.asker("liisa")) or await tasks_of(office.asker("anna"))

    assert (task.title, task.due_on) == ("ALV-ilmoitus 2026", date(2027, 3, 1))


async def test_a_recurring_task_is_named_in_the_readers_language(office: Office):
    await recurring(office)

    with clock.travel(NOVEMBER):
        await generate_tasks(office.house)
    names = [
        (await tasks_on(office.asker(by), "1001"))[0].title for by in ("anna", "mikko", "liisa")
    ]

    assert names == ["ALV-ilmoitus 10/2026", "Momsdeklaration 10/2026", "VAT return 10/2026"]


async def test_passive_assignments_and_clients_that_left_bring_none(office: Office):
    await recurring(office)
    other = await recurring(office, "payroll", client="1002")
    await Client.filter(number="1001").update(is_active=False)
    await Assignment.filter(id=other.id).update(is_active=False)

    with clock.travel(NOVEMBER):
        assert await generate_tasks(office.house) == 0


async def test_a_whole_firms_tasks_made_by_many_at_once(office: Office):
    first = await recurring(office)
    clients = await Client.filter(firm_id=office.firm.id).exclude(id=first.client_id)
    await Assignment.bulk_create(
        [
            Assignment(firm_id=office.firm.id, client_id=each.id, template_id=first.template_id)
            for each in clients
        ]
    )

    with clock.travel(NOVEMBER):
        made = await asyncio.gather(*(generate_tasks(office.house) for _ in range(5)))

    assert sum(made) == await Task.all().count() == 80
