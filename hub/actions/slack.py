"""What people do from Slack, and who they are there: notes, messages to clients, links, installs."""

from collections.abc import Sequence
from uuid import UUID

from hub import clock
from hub.access import (
    ADMINISTER,
    MANAGE_CLIENTS,
    access_client_number,
    access_conversation,
    access_staff,
    require,
    require_staff,
)
from hub.actions.base import Work, action, action_in_order
from hub.actions.chat import send_message
from hub.actions.edits import delete_message
from hub.actions.held import hold_for_client
from hub.actions.slack_places import (
    Place,
    place_payload,
    remember_channel,
    remember_message,
)
from hub.errors import ConflictError, ForbiddenError, NotFoundError
from hub.ids import new_id
from hub.secrets import Sealer
from models.chat import ConversationKind, Message, SlackLink
from models.files import Attachment, File
from models.firm import SlackInstallation, SlackUser

MARK = "mark"


@action_in_order
async def take_message(
    work: Work,
    conversation_id: UUID,
    *,
    place: Place,
    body: str,
    files: Sequence[UUID] = (),
    content_hash: str,
    goes_on_after_s: float | None = None,
) -> bool:
    """Store what was written in Slack, in a conversation or in its notes, and where it stands.

    In a client conversation the client has seen it then, and its Slack message is marked so.
    A note with `goes_on_after_s` is sent to the client then, unless it is taken back. A message
    that was stored before is left alone, whatever became of it: the answer is False.
    """
    require_staff(work.asker)
    if await SlackLink.filter(
        firm_id=work.firm_id, team_id=place.team_id, channel_id=place.channel_id, ts=place.ts
    ).exists():
        return False
    conversation = await access_conversation(work.asker, conversation_id)
    to_client = conversation.kind == ConversationKind.CLIENT
    # The house may keep notes of strangers; to a client speak people we know.
    if (to_client or goes_on_after_s is not None) and not work.asker.is_staff:
        raise ForbiddenError("slack.not_staff")
    entry = await send_message.inside(
        work, conversation_id, client_id=place.key, body=body, files=files
    )
    await remember_message(
        place,
        hub_id=entry.id,
        conversation_id=conversation_id,
        kind="message" if to_client else "note",
        is_ours=False,
        content_hash=content_hash,
    )
    if to_client:
        await _mark(work, conversation_id, place)
    elif goes_on_after_s is not None and conversation.notes_of_id is not None:
        await hold_for_client(
            work, conversation.notes_of_id, place, goes_on_after_s, is_written=True
        )
    return True


@action_in_order
async def send_note_to_client(work: Work, conversation_id: UUID, *, place: Place) -> UUID:
    """Let a client see a note that stands in their thread; gives the message's id, twice is once.

    Raises NotFoundError unless the note's message stands in this conversation's notes.
    """
    link, note = await _note_for(work, conversation_id, place)
    if note.conversation_id == conversation_id:
        return note.id
    files = await _copies(work, note.id, conversation_id)
    entry = await send_message.inside(
        work, conversation_id, client_id=place.key, body=note.body, files=files
    )
    await SlackLink.filter(id=link.id).update(
        hub_id=entry.id, conversation_id=conversation_id, kind="message"
    )
    if note.author_id == work.asker.id:
        # It is a message now; as a note beside it, it would stand there twice.
        await delete_message.inside(
            work,
            note.conversation_id,
            message_id=note.id,
            client_id=f"{place.key}:sent",
            is_moved=True,
        )
    await _mark(work, conversation_id, place)
    await work.audit("slack", entry.id, "send_to_client")
    return entry.id


@action_in_order
async def send_note_soon(work: Work, conversation_id: UUID, *, place: Place, wait_s: float) -> bool:
    """The same after `wait_s`, unless it is taken back; False when the client has it already."""
    _, note = await _note_for(work, conversation_id, place)
    if note.conversation_id == conversation_id:
        return False
    await hold_for_client(work, conversation_id, place, wait_s, is_written=False)
    return True


@action
async def link_slack_channel(
    work: Work, *, client: str, team_id: str, channel_id: str, is_direct: bool = False
) -> None:
    """Use a channel that exists for a client (by number); `is_direct` lets replies go straight."""
    require(work.asker, MANAGE_CLIENTS)
    await _check_own_team(work, team_id)
    row = await access_client_number(work.asker, client)
    await remember_channel(work.firm_id, row.id, team_id, channel_id, is_direct=is_direct)
    await work.audit("slack", row.id, "link_channel", after={"is_direct": is_direct})


@action
async def link_slack_user(work: Work, *, staff_id: UUID, team_id: str, user_id: str) -> None:
    """Say that a Slack user is this staff member: oneself, or anybody for an administrator."""
    if staff_id != work.asker.id:
        require(work.asker, ADMINISTER)
    await _check_own_team(work, team_id)
    staff = await access_staff(work.asker, staff_id)
    known = await SlackUser.get_or_none(team_id=team_id, user_id=user_id)
    if known is not None and known.staff_id != staff.id:
        raise ConflictError("slack.user_taken")
    if known is None:
        await SlackUser.create(
            firm_id=work.firm_id, staff_id=staff.id, team_id=team_id, user_id=user_id
        )
        await work.audit("slack", staff.id, "link_user")


@action
async def save_installation(
    work: Work,
    *,
    team_id: str,
    team_name: str,
    enterprise_id: str,
    app_id: str,
    bot_id: str,
    bot_user_id: str,
    bot_token: str,
    scopes: str,
    sealer: Sealer,
) -> None:
    """Keep an installed workspace, its token sealed; to install again keeps every link.

    Raises ConflictError when the workspace belongs to another firm.
    """
    require(work.asker, ADMINISTER)
    known = await SlackInstallation.get_or_none(team_id=team_id)
    if known is not None and known.firm_id != work.firm_id:
        raise ConflictError("slack.other_firm")
    row = known or SlackInstallation(id=new_id(), firm_id=work.firm_id, team_id=team_id)
    row.team_name, row.enterprise_id, row.app_id = team_name[:120], enterprise_id, app_id
    row.bot_id, row.bot_user_id, row.scopes = bot_id, bot_user_id, scopes
    row.sealed_bot_token = sealer.seal(bot_token, f"slack:{team_id}")
    row.revoked_at = None
    await row.save()
    await work.audit("slack", row.id, "install")


@action
async def revoke_installation(work: Work, *, team_id: str) -> None:
    """Slack took the app's token away: nothing goes there until it is installed again."""
    row = await SlackInstallation.get_or_none(team_id=team_id, firm_id=work.firm_id)
    if row is not None and row.revoked_at is None:
        await SlackInstallation.filter(id=row.id).update(revoked_at=clock.now())
        await work.audit("slack", row.id, "revoke")


async def _note_for(work: Work, conversation_id: UUID, place: Place) -> tuple[SlackLink, Message]:
    """The note at this place in Slack, or the message that it has become in the conversation."""
    if not work.asker.is_staff:
        raise ForbiddenError("slack.not_staff")
    conversation = await access_conversation(work.asker, conversation_id)
    link = await SlackLink.get_or_none(
        firm_id=work.firm_id, team_id=place.team_id, channel_id=place.channel_id, ts=place.ts
    )
    if link is None or conversation.kind != ConversationKind.CLIENT:
        raise NotFoundError("slack.no_note")
    note = await Message.get_or_none(id=link.hub_id, firm_id=work.firm_id)
    if note is None:
        raise NotFoundError("slack.no_note")
    if note.deleted_at is not None:
        raise NotFoundError("chat.no_message")
    if note.conversation_id != conversation_id:
        twin = await access_conversation(work.asker, note.conversation_id)
        if twin.notes_of_id != conversation_id:
            raise NotFoundError("slack.no_note")
    return link, note


async def _mark(work: Work, conversation_id: UUID, place: Place) -> None:
    await work.deliver(
        "slack",
        MARK,
        order_key=str(conversation_id),
        dedup_key=f"slack:{MARK}:{place.team_id}:{place.channel_id}:{place.ts}",
        payload={"conversation": str(conversation_id), **place_payload(place)},
    )


async def _copies(work: Work, note_id: UUID, conversation_id: UUID) -> list[UUID]:
    """Files of a note belong to the notes; in the client's conversation they are files anew."""
    copied = []
    for attached in await Attachment.filter(message_id=note_id).order_by("id"):
        file = await File.get(id=attached.file_id)
        copy = file.clone(pk=new_id())
        copy.conversation_id, copy.uploader_id, copy.client_key = (
            conversation_id,
            work.asker.id,
            None,
        )
        await copy.save(force_create=True)
        copied.append(copy.id)
    return copied


async def _check_own_team(work: Work, team_id: str) -> None:
    if not await SlackInstallation.filter(team_id=team_id, firm_id=work.firm_id).exists():
        raise NotFoundError("slack.no_workspace")
