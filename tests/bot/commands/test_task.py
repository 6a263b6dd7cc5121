"""/task: one's open tasks, done, reopen, new; each once, in three languages."""

import asyncio
from datetime import timedelta

import pytest

from hub import clock
from hub.actions.tasks import create_task
from hub.errors import NotFoundError, UserError
from hub.ids import new_id
from models.tasks import Task, TaskState
from tests.support.office import Office, button, buttons, fields


async def make(office: Office, title: str, client: str = "1001", by: str = "anna"):
    return await create_task(
        office.asker(by), title=title, client=client, due_on=None, client_key=str(new_id())
    )


async def still_open() -> list[str]:
    rows = await Task.filter(state=TaskState.OPEN).order_by("id")
    return [row.title for row in rows]


@pytest.mark.parametrize("text", ["task", "tehtävä", "tehtävät omat", "/uppgift", "uppgifter egna"])
async def test_ones_own_open_tasks_are_listed_with_done(office: Office, text: str):
    await make(office, "ALV")
    await make(office, "Palkat", by="mikko")

    card = await office.say(text)

    assert card.title == "Avoimet tehtäväsi: 1"
    assert card.lines == ("1. ALV, Acme Oy",)
    assert buttons(card) == ["done"]


async def test_a_listed_task_is_done_once_and_reopened(office: Office):
    await make(office, "ALV")
    await make(office, "Palkat")
    card = await office.say("task")
    first = button(card, "done")

    done, again = await office.press(card, first), await office.press(card, first)

    assert await still_open() == ["Palkat"]
    assert buttons(done) == buttons(again) == ["done", "reopen"]
    assert done.lines[-1] == "Valmis: ALV, Acme Oy"
    back = await office.press(done, button(done, "reopen"))
    assert (len(back.lines), await still_open()) == (2, ["ALV", "Palkat"])


async def test_a_clients_tasks_are_listed_whoever_does_them(office: Office):
    await make(office, "ALV", by="mikko")
    place = await office.conversation("1001")

    by_name = await office.say("task Acme", by="liisa")
    with pytest.raises(UserError, match="unknown"):
        await office.say("task Foobar", by="liisa")

    assert by_name.title == "Open tasks of Acme Oy: 1"
    assert (await office.say("task 1001", by="liisa", conversation=place)).lines == by_name.lines


@pytest.mark.parametrize(
    ("by", "done", "reopened"),
    [
        ("anna", "tehtävä valmis alv Acme", "tehtävä avaa alv Acme"),
        ("mikko", "uppgift klar alv Acme", "uppgift öppna alv Acme"),
        ("liisa", "task done ALV acme", "task reopen ALV acme"),
    ],
)
async def test_done_and_reopen_by_words_act_at_once_and_only_once(
    office: Office, by: str, done: str, reopened: str
):
    await make(office, "ALV 10/2026")
    await make(office, "Palkat")
    await make(office, "ALV 10/2026", client="1002")

    card = await office.say(done, by=by)
    assert buttons(card) == ["reopen"]
    assert await Task.filter(state=TaskState.DONE).count() == 1
    with pytest.raises(NotFoundError, match="no_match"):
        await office.say(done, by=by)

    await office.say(reopened, by=by)
    assert len(await still_open()) == 3
    # The first card's button still undoes what it shows: reopening what is open changes nothing.
    again = await office.press(card, button(card, "reopen"), by=by)
    assert (buttons(again), len(await still_open())) == (["done"], 3)


async def test_several_that_fit_are_asked_about(office: Office):
    await make(office, "ALV 9/2026")
    await make(office, "ALV 10/2026")

    card = await office.say("task done alv acme")

    assert card.title == "Usea tehtävä sopii. Mikä niistä on valmis?"
    assert buttons(card) == ["done", "done"]
    assert len(await still_open()) == 2
    done = await office.press(card, button(card, "done"))
    assert await still_open() == ["ALV 10/2026"]
    assert done.title.startswith("Valmis: ALV 9/2026")


async def test_in_a_conversation_the_clients_tasks_come_first(office: Office):
    await make(office, "ALV", client="1002")
    await make(office, "ALV", client="1001")
    place = await office.conversation("1001")

    await office.say("task done alv", conversation=place)

    (left,) = await Task.filter(state=TaskState.OPEN).prefetch_related("client")
    assert left.client.number == "1002"


@pytest.mark.parametrize("text", ["task done", "task reopen  "])
async def test_no_words_are_no_order(office: Office, text: str):
    await make(office, "ALV")

    with pytest.raises(UserError, match="which"):
        await office.say(text)
    assert await still_open() == ["ALV"]


async def test_a_new_task_is_shown_and_made_once(office: Office):
    card = await office.say('tehtävä uusi "Soita verottajalle" Acme 31.12.')

    december = clock.today().replace(month=12, day=31)
    assert fields(card)["Tehtävä"] == "Soita verottajalle"
    assert fields(card)["Asiakas"] == "Acme Oy (1001)"
    assert fields(card)["Määräpäivä"] == f"31.12.{december.year}"
    assert await still_open() == []

    pressed = await asyncio.gather(*(office.press(card, "create") for _ in range(10)))

    assert await still_open() == ["Soita verottajalle"]
    assert (await Task.first()).due_on == december  # type: ignore[union-attr]
    last = await office.press(card, button(pressed[-1], "done"))
    assert (buttons(last), await still_open()) == (["reopen"], [])


async def test_a_new_task_in_a_conversation_and_without_quotes(office: Office):
    place = await office.conversation("1001")

    quoted = await office.say("task new “Call them” 2999-01-31", by="liisa", conversation=place)
    plain = await office.say("task new Call Acme by 2999-01-31", by="liisa")

    assert fields(quoted)["Client"] == fields(plain)["Client"] == "Acme Oy (1001)"
    assert fields(quoted)["Task"] == "Call them"
    assert fields(plain)["Task"] == "Call"
    assert fields(plain)["Due"] == "31 Jan 2999"
    cancelled = await office.press(quoted, "cancel", by="liisa")
    late = await office.press(quoted, "create", by="liisa")
    assert (cancelled.title, late.title) == ("The task was not added.", "The task was not added.")
    assert await still_open() == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('task new "x" Virtanen', "clients.several"),
        ('task new "x" Foobar', "clients.unknown"),
        ('task new "x"', "clients.which"),
        ("task new Acme", "task.no_title"),
        ('task new "x" Acme 31.11.', "task.bad_due"),
        (f'task new "{"x" * 201}" Acme', "task.title_too_long"),
    ],
)
async def test_what_is_missing_of_a_new_task_is_said(office: Office, text: str, key: str):
    with pytest.raises(UserError) as refused:
        await office.say(text)

    assert refused.value.key == key


async def test_another_firms_task_does_not_answer_a_button(office: Office):
    await make(office, "ALV")
    card = await office.say("task")

    same = await office.press(card, f"done:{new_id()}")

    assert (same.id, await still_open()) == (card.id, ["ALV"])


async def test_what_is_late_says_so(office: Office):
    yesterday = clock.today() - timedelta(days=1)
    await create_task(
        office.asker("liisa"), title="VAT", client="1001", due_on=yesterday, client_key="k"
    )

    card = await office.say("task", by="liisa")

    assert card.lines[0].startswith("1. VAT, Acme Oy, late: was due ")
