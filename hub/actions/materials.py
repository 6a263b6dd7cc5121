"""Material asked of a client, item by item, and delivered against the items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from hub import clock
from hub.access import access_client_number, access_conversation, access_file, require_staff
from hub.actions.base import Work, action
from hub.actions.cards import keep, renew
from hub.actions.conversations import main_conversation
from hub.cards import Button, Card, CardField, Form, FormField
from hub.errors import NotFoundError, UserError
from hub.texts import say, say_date, say_period
from models.chat import Conversation, ConversationKind, StoredCard
from models.clients import Client
from models.files import FileState
from models.materials import DeliveredFile, ItemState, MaterialItem, MaterialRequest

MOST_ITEMS = 20
LONGEST_ITEM = 200

Answer = Literal["deliver", "not_this_period"]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as staff see it after sending."""

    id: UUID
    client_name: str
    conversation_id: UUID
    items: tuple[str, ...]
    due_on: date | None


@action
async def request_material(
    work: Work,
    *,
    client: str,
    items: Sequence[str],
    due_on: date | None,
    client_key: str,
    period: str | None = None,
    conversation_id: UUID | None = None,
) -> RequestView:
    """Ask a client for material: a card stands in their conversation; the same key asks once.

    Raises UserError when there is nothing to ask, or the day is past.
    """
    require_staff(work.asker)
    row = await access_client_number(work.asker, client)
    # Of several presses at once the first asks, and the others find what it asked.
    await Client.filter(id=row.id).select_for_update(no_key=True).get()
    known = await MaterialRequest.get_or_none(client_key=client_key, firm_id=work.firm_id)
    if known is not None:
        return await _view(known, row)
    wanted = _checked_items(items)
    if due_on is not None and due_on < clock.today():
        raise UserError("materials.due_past", field="due_on")
    conversation = await _conversation_for(work, row, conversation_id)
    request = await MaterialRequest.create(
        firm_id=work.firm_id,
        client_id=row.id,
        conversation_id=conversation.id,
        title=_title(row.language, period),
        period=period,
        due_on=due_on,
        requested_by_id=work.asker.id,
        client_key=client_key,
    )
    for position, title in enumerate(wanted):
        await MaterialItem.create(request_id=request.id, position=position, title=title)
    card = await keep(
        work,
        await _client_card(request, row),
        command="materials",
        payload={"request": str(request.id)},
        conversation_id=conversation.id,
    )
    await MaterialRequest.filter(id=request.id).update(card_id=card.id)
    await work.audit("materials", request.id, "request", after={"items": len(wanted)})
    return await _view(request, row)


@action
async def deliver_material(
    work: Work, card_id: UUID, *, files: Mapping[str, UUID], answer: Answer = "deliver"
) -> Card:
    """Deliver files against items (item id → file id); `not_this_period`: there is no more to come.

    A file delivered twice against one item is once. Raises UserError when no file was chosen;
    NotFoundError for an item or a file that does not belong here.
    """
    request = await MaterialRequest.get_or_none(card_id=card_id, firm_id=work.firm_id)
    if request is None:
        raise NotFoundError
    await access_conversation(work.asker, request.conversation_id)
    await StoredCard.filter(id=card_id).select_for_update(no_key=True).get()
    items = {str(each.id): each for each in await MaterialItem.filter(request_id=request.id)}
    if not files and answer == "deliver":
        raise UserError("materials.choose_file")
    for item_id, file_id in files.items():
        if item_id not in items:
            raise NotFoundError
        await _deliver(work, request, items[item_id], file_id)
    if answer == "not_this_period":
        await MaterialItem.filter(request_id=request.id, state=ItemState.OPEN).update(
            state=ItemState.NOT_THIS_PERIOD
        )
    if not await MaterialItem.filter(request_id=request.id, state=ItemState.OPEN).exists():
        await MaterialRequest.filter(id=request.id, closed_at=None).update(closed_at=clock.now())
    await work.audit("materials", request.id, answer, after={"files": len(files)})
    client = await Client.get(id=request.client_id)
    return await renew(work, card_id, await _client_card(request, client))


async def _deliver(work: Work, request: MaterialRequest, item: MaterialItem, file_id: UUID) -> None:
    file = await access_file(work.asker, file_id)
    if file.conversation_id != request.conversation_id or file.state != FileState.CLEAN:
        raise NotFoundError("files.unknown", field=str(item.id))
    await DeliveredFile.get_or_create(item_id=item.id, file_id=file.id)
    await MaterialItem.filter(id=item.id).update(
        state=ItemState.DELIVERED, delivered_at=clock.now()
    )


async def _conversation_for(
    work: Work, client: Client, conversation_id: UUID | None
) -> Conversation:
    """The conversation the request was made in, when it is the client's; else their main one."""
    if conversation_id is not None:
        found = await access_conversation(work.asker, conversation_id)
        if found.client_id == client.id and found.kind == ConversationKind.CLIENT:
            return found
    return await main_conversation(work, client.id)


async def _client_card(request: MaterialRequest, client: Client) -> Card:
    """The request in the client's language: what is wanted, by when, and what has come."""
    language = client.language
    items = await MaterialItem.filter(request_id=request.id).order_by("position")
    still_open = [each for each in items if each.state == ItemState.OPEN]
    fields = []
    if request.due_on is not None:
        fields.append(CardField(say("materials.due", language), say_date(request.due_on, language)))
    fields += [CardField(each.title, await _item_state(each, language)) for each in items]
    form = Form(tuple(FormField(str(each.id), "file", each.title) for each in still_open))
    buttons = (
        Button("deliver", say("materials.deliver", language), style="primary"),
        Button(
            "not_this_period",
            say("materials.none", language),
            confirm=say("materials.none_sure", language),
        ),
    )
    return Card(
        kind="materials",
        title=request.title,
        lines=(say("materials.please" if still_open else "materials.thanks", language),),
        fields=tuple(fields),
        form=form if still_open else None,
        buttons=buttons if still_open else (),
        state="open" if still_open else "done",
    )


async def _item_state(item: MaterialItem, language: str) -> str:
    text = say(f"materials.state_{item.state.value}", language)
    names = await DeliveredFile.filter(item_id=item.id).values_list("file__name", flat=True)
    return f"{text}: {', '.join(map(str, names))}" if names else text


def _title(language: str, period: str | None) -> str:
    if period is None:
        return say("materials.title", language)
    return say("materials.title_period", language, period=say_period(period, language))


def _checked_items(items: Sequence[str]) -> list[str]:
    wanted = [text for text in (" ".join(each.split()) for each in items) if text]
    if not wanted:
        raise UserError("materials.no_items", field="items")
    if len(wanted) > MOST_ITEMS:
        raise UserError("materials.too_many", field="items", limit=MOST_ITEMS)
    if any(len(each) > LONGEST_ITEM for each in wanted):
        raise UserError("materials.item_too_long", field="items", limit=LONGEST_ITEM)
    return wanted


async def _view(request: MaterialRequest, client: Client) -> RequestView:
    titles = (
        await MaterialItem.filter(request_id=request.id)
        .order_by("position")
        .values_list("title", flat=True)
    )
    return RequestView(
        id=request.id,
        client_name=client.name,
        conversation_id=request.conversation_id,
        items=tuple(map(str, titles)),
        due_on=request.due_on,
    )
