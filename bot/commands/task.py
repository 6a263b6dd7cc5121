"""/task — one's open tasks; done, reopen, new."""

import re
from collections.abc import Sequence
from datetime import date

from bot.cards import Button, Card, CardField
from bot.commands.base import Context, Pressed
from bot.commands.naming import client_in
from bot.language import find_clients
from bot.language.due import find_due
from hub.actions.cards import keep_card, update_card
from hub.actions.tasks import checked_title, create_task, mark_done, reopen
from hub.errors import NotFoundError, UserError
from hub.ids import as_uuid
from hub.queries.tasks import TaskView, named, tasks_of, tasks_on
from hub.texts import say, say_date

_MINE = {"", "list", "lista", "mine", "omat", "mina", "egna"}
_DONE = {"done", "valmis", "tehty", "klar", "färdig"}
_REOPEN = {"reopen", "avaa", "open", "öppna"}
_NEW = {"new", "add", "uusi", "lisää", "ny", "nytt"}
_QUOTED = re.compile(r"[\"“”„»«](?P<title>[^\"“”„»«]+)[\"“”„»«]")
_MOST_BUTTONS = 10


class Task:
    name = "task"
    words = ("tasks", "tehtävä", "tehtävät", "uppgift", "uppgifter", "todo")

    async def answer(self, text: str, context: Context) -> Card:
        """Open tasks with Done buttons; a new one is shown before it is made.

        Done and reopen act at once where one task fits: twice is once, and the card's button
        takes it back.
        """
        wish = text.casefold()
        if wish in _MINE:
            return await self._keep(await _list(None, context), {"client": None}, context)
        first, _, rest = text.partition(" ")
        word = first.casefold()
        if word in _DONE | _REOPEN:
            return await self._settle(rest, context, is_open=word in _DONE)
        if word in _NEW:
            return await self._new(rest, context)
        number = client_in(text, context).number
        return await self._keep(await _list(number, context), {"client": number}, context)

    async def press(self, pressed: Pressed, context: Context) -> Card:
        verb, _, target = pressed.button.partition(":")
        language = context.language
        if verb in {"done", "reopen"}:
            task = await _act(verb, target, context)
            if "client" in pressed.payload:
                card = await _list(pressed.payload["client"], context, changed=task)
            else:
                card = _one(task, language)
        elif verb == "create":
            card = await _create(pressed, context)
        elif verb == "cancel":
            card = Card("task", say("task.cancelled", language), state="done")
        else:
            raise NotFoundError
        return await update_card(context.asker, pressed.card_id, card)

    async def _keep(self, card: Card, payload: dict[str, str | None], context: Context) -> Card:
        return await keep_card(context.asker, card, command=self.name, payload=payload)

    async def _settle(self, text: str, context: Context, *, is_open: bool) -> Card:
        """Do it when one task fits; ask which one when several do."""
        if not text.strip():
            raise UserError("task.which", field="task")
        fitting = await _fitting(text, context, is_open=is_open)
        if not fitting:
            raise NotFoundError("task.no_match", field="task", text=text.strip()[:60])
        if len(fitting) > 1:
            key = "task.which_done" if is_open else "task.which_reopen"
            card = _listed(say(key, context.language), fitting, context.language)
            return await self._keep(card, {}, context)
        act = mark_done if is_open else reopen
        task = await act(context.asker, fitting[0].id)
        return await self._keep(_one(task, context.language), {}, context)

    async def _new(self, text: str, context: Context) -> Card:
        quoted = _QUOTED.search(text)
        outside = text.replace(quoted.group(), " ") if quoted else text
        due = find_due(outside, context.today)
        if due.bad:
            raise UserError("task.bad_due", field="due_on", text=due.bad)
        client = client_in(due.rest, context)
        title = checked_title(quoted["title"] if quoted else client.rest)
        language = context.language
        day = say_date(due.day, language) if due.day else say("task.no_due", language)
        card = Card(
            kind="task",
            title=say("task.new_title", language),
            fields=(
                CardField(say("task.title", language), title),
                CardField(say("task.client", language), f"{client.name} ({client.number})"),
                CardField(say("task.due_on", language), day),
                CardField(say("task.assignee", language), context.asker.name),
            ),
            buttons=(
                Button("create", say("task.create", language), style="primary"),
                Button("cancel", say("task.cancel", language)),
            ),
        )
        due_on = due.day.isoformat() if due.day else None
        payload = {"title": title, "number": client.number, "due_on": due_on}
        return await self._keep(card, payload, context)


async def _fitting(text: str, context: Context, *, is_open: bool) -> list[TaskView]:
    """Tasks that fit the words: of the client that is named, of the conversation's, or one's own."""
    match = find_clients(text, context.vocabulary)
    if len(match.numbers) == 1:
        tasks = await tasks_on(context.asker, match.numbers[0], is_open=is_open)
        return named(tasks, match.rest)
    if context.client is not None:
        tasks = await tasks_on(context.asker, context.client, is_open=is_open)
        if fitting := named(tasks, text):
            return fitting
    return named(await tasks_of(context.asker, is_open=is_open), text)


async def _act(verb: str, target: str, context: Context) -> TaskView:
    task_id = as_uuid(target)
    if task_id is None:
        raise NotFoundError
    act = mark_done if verb == "done" else reopen
    return await act(context.asker, task_id)


async def _create(pressed: Pressed, context: Context) -> Card:
    due_on = pressed.payload["due_on"]
    task = await create_task(
        context.asker,
        title=pressed.payload["title"],
        client=pressed.payload["number"],
        due_on=date.fromisoformat(due_on) if due_on else None,
        client_key=str(pressed.card_id),
    )
    title = say("task.created", context.language, task=_line(task, context.language))
    button = Button(f"done:{task.id}", say("task.done", context.language))
    return Card("task", title, buttons=(button,), state="done")


async def _list(number: str | None, context: Context, changed: TaskView | None = None) -> Card:
    """Open tasks of a client or one's own, and the one that a button has just changed."""
    language = context.language
    if number is None:
        tasks = await tasks_of(context.asker)
        key, told = ("task.mine_title" if tasks else "task.none_mine"), {}
    else:
        tasks = await tasks_on(context.asker, number)
        names = {each.number: each.name for each in context.vocabulary.clients}
        key = "task.client_title" if tasks else "task.none_client"
        told = {"client": names.get(number, number)}
    title = say(key, language, count=len(tasks), **told)
    shown = [changed] if changed is not None and not changed.is_open else []
    return _listed(title, tasks, language, done=shown)


def _listed(
    title: str, tasks: Sequence[TaskView], language: str, *, done: Sequence[TaskView] = ()
) -> Card:
    shown = tasks[:_MOST_BUTTONS]
    lines = [f"{number}. {_line(task, language)}" for number, task in enumerate(shown, 1)]
    if len(tasks) > len(shown):
        lines.append(say("task.more", language, count=len(tasks) - len(shown)))
    buttons = [
        Button(
            f"{'done' if task.is_open else 'reopen'}:{task.id}",
            say(
                "task.done_number" if task.is_open else "task.reopen_number",
                language,
                number=number,
            ),
        )
        for number, task in enumerate(shown, 1)
    ]
    for task in done:
        lines.append(say("task.is_done", language, task=_named(task)))
        buttons.append(Button(f"reopen:{task.id}", say("task.reopen", language)))
    return Card("tasks", title, lines=tuple(lines), buttons=tuple(buttons), state="info")


def _one(task: TaskView, language: str) -> Card:
    """One task with the button that undoes what was just done to it."""
    if task.is_open:
        button = Button(f"done:{task.id}", say("task.done", language))
        title = say("task.is_open", language, task=_line(task, language))
    else:
        button = Button(f"reopen:{task.id}", say("task.reopen", language))
        title = say("task.is_done", language, task=_named(task))
    return Card("task", title, buttons=(button,), state="open" if task.is_open else "done")


def _line(task: TaskView, language: str) -> str:
    if task.due_on is None:
        return _named(task)
    key = "task.late" if task.is_late else "task.due"
    return say(key, language, task=_named(task), day=say_date(task.due_on, language))


def _named(task: TaskView) -> str:
    return f"{task.title}, {task.client_name}"
