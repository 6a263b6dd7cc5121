"""Reading what Slack is to us: installations, channels, threads, links, who a Slack user is."""

from dataclasses import dataclass
from uuid import UUID

from hub.access import Asker, house_of, staff_asker
from models.chat import Conversation, ConversationKind, SlackChannel, SlackLink, SlackThread
from models.clients import Client, Contact, Responsibility
from models.firm import SlackInstallation, SlackUser, Staff


@dataclass(frozen=True, slots=True)
class Installation:
    """Our app in one workspace; `sealed_bot_token` opens only at `place`."""

    firm_id: UUID
    team_id: str
    enterprise_id: str
    bot_id: str
    bot_user_id: str
    sealed_bot_token: str

    @property
    def place(self) -> str:
        return f"slack:{self.team_id}"


@dataclass(frozen=True, slots=True)
class ChannelView:
    """The Slack channel of a client."""

    firm_id: UUID
    client_id: UUID
    team_id: str
    channel_id: str
    is_direct: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The thread of a client conversation and of its notes."""

    firm_id: UUID
    conversation_id: UUID
    notes_id: UUID
    team_id: str
    channel_id: str
    thread_ts: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """Which message, note or card a Slack message is."""

    team_id: str
    channel_id: str
    ts: str
    thread_ts: str
    conversation_id: UUID | None
    hub_id: UUID
    kind: str
    is_ours: bool
    user_id: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Root:
    """What the first card of a thread tells."""

    conversation_id: UUID
    client_id: UUID
    client_number: str
    client_name: str
    title: str
    state: str
    is_notes: bool
    people: tuple[str, ...]


async def installation_of_team(team_id: str) -> Installation | None:
    row = await SlackInstallation.get_or_none(team_id=team_id, revoked_at=None)
    return _installation(row) if row else None


async def installation_of_firm(firm_id: UUID) -> Installation | None:
    row = await SlackInstallation.filter(firm_id=firm_id, revoked_at=None).order_by("id").first()
    return _installation(row) if row else None


async def channel_at(firm_id: UUID, team_id: str, channel_id: str) -> ChannelView | None:
    row = await SlackChannel.get_or_none(firm_id=firm_id, team_id=team_id, channel_id=channel_id)
    return _channel(row) if row else None


async def channel_of_client(team_id: str, client_id: UUID) -> ChannelView | None:
    row = await SlackChannel.get_or_none(team_id=team_id, client_id=client_id)
    return _channel(row) if row else None


async def thread_at(
    firm_id: UUID, team_id: str, channel_id: str, thread_ts: str
) -> ThreadView | None:
    """The thread in exactly this team and channel: the same ts elsewhere is another message."""
    row = await SlackThread.get_or_none(
        firm_id=firm_id, team_id=team_id, channel_id=channel_id, thread_ts=thread_ts
    )
    return await _thread(row) if row else None


async def thread_of(team_id: str, conversation_id: UUID) -> ThreadView | None:
    row = await SlackThread.get_or_none(team_id=team_id, conversation_id=conversation_id)
    return await _thread(row) if row else None


async def newest_conversation_in(channel: ChannelView) -> UUID | None:
    """The conversation that a command typed in a client's channel is about."""
    row = (
        await Conversation.filter(
            client_id=channel.client_id, kind=ConversationKind.CLIENT, private_to_id=None
        )
        .order_by("-last_entry_at", "-id")
        .first()
    )
    return row.id if row else None


async def link_at(firm_id: UUID, team_id: str, channel_id: str, ts: str) -> LinkView | None:
    row = await SlackLink.get_or_none(
        firm_id=firm_id, team_id=team_id, channel_id=channel_id, ts=ts
    )
    return _link(row) if row else None


async def links_of(hub_id: UUID, team_id: str) -> list[LinkView]:
    """Every Slack message that shows this message or card, in order."""
    rows = await SlackLink.filter(hub_id=hub_id, team_id=team_id).order_by("ts")
    return [_link(row) for row in rows]


async def staff_of_user(firm_id: UUID, team_id: str, user_id: str) -> Asker | None:
    """The staff member a Slack user is, by explicit link; nobody else counts as staff."""
    row = await SlackUser.get_or_none(firm_id=firm_id, team_id=team_id, user_id=user_id)
    if row is None:
        return None
    staff = await Staff.get_or_none(id=row.staff_id, is_active=True)
    return staff_asker(staff, "slack") if staff else None


async def staff_with_email(firm_id: UUID, email: str) -> Asker | None:
    """Whom an e-mail address suggests: a suggestion, never a link by itself."""
    if not email:
        return None
    staff = await Staff.get_or_none(firm_id=firm_id, email__iexact=email, is_active=True)
    return staff_asker(staff, "slack") if staff else None


async def users_of_firm(firm_id: UUID, team_id: str) -> dict[str, str]:
    """The names of linked people, by their Slack user id."""
    rows = await SlackUser.filter(firm_id=firm_id, team_id=team_id).prefetch_related("staff")
    return {row.user_id: row.staff.name for row in rows}


async def users_for_client(client_id: UUID, team_id: str) -> list[str]:
    """The Slack users who are responsible for a client: they are invited to its channel."""
    staff = await Responsibility.filter(client_id=client_id).values_list("staff_id", flat=True)
    rows = await SlackUser.filter(team_id=team_id, staff_id__in=list(staff)).order_by("id")
    return [row.user_id for row in rows]


async def user_of_staff(staff_id: UUID, team_id: str) -> str | None:
    row = await SlackUser.filter(staff_id=staff_id, team_id=team_id).first()
    return row.user_id if row else None


async def root_of(firm_id: UUID, conversation_id: UUID) -> Root | None:
    """The facts of a conversation's root card; a notes twin gives its conversation's."""
    row = await Conversation.get_or_none(id=conversation_id, firm_id=firm_id)
    if row is None:
        return None
    main = row
    if row.kind == ConversationKind.NOTES:
        main = await Conversation.get(id=row.notes_of_id)
    client = await Client.get(id=main.client_id)
    members = Contact.filter(client_id=client.id, is_active=True)
    if main.private_to_id is not None:
        members = members.filter(id=main.private_to_id)
    names = await members.order_by("name").values_list("name", flat=True)
    return Root(
        conversation_id=main.id,
        client_id=client.id,
        client_number=client.number,
        client_name=client.name,
        title=main.title,
        state=main.state.value,
        is_notes=row.kind == ConversationKind.NOTES,
        people=tuple(str(name) for name in names),
    )


async def house(firm_id: UUID) -> Asker:
    """The firm itself, speaking through Slack."""
    return await house_of(firm_id, "slack")


def _installation(row: SlackInstallation) -> Installation:
    return Installation(
        firm_id=row.firm_id,
        team_id=row.team_id,
        enterprise_id=row.enterprise_id,
        bot_id=row.bot_id,
        bot_user_id=row.bot_user_id,
        sealed_bot_token=row.sealed_bot_token,
    )


def _channel(row: SlackChannel) -> ChannelView:
    return ChannelView(row.firm_id, row.client_id, row.team_id, row.channel_id, row.is_direct)


async def _thread(row: SlackThread) -> ThreadView:
    notes = await Conversation.get(notes_of_id=row.conversation_id)
    return ThreadView(
        row.firm_id, row.conversation_id, notes.id, row.team_id, row.channel_id, row.thread_ts
    )


def _link(row: SlackLink) -> LinkView:
    return LinkView(
        team_id=row.team_id,
        channel_id=row.channel_id,
        ts=row.ts,
        thread_ts=row.thread_ts,
        conversation_id=row.conversation_id,
        hub_id=row.hub_id,
        kind=row.kind,
        is_ours=row.is_ours,
        user_id=row.user_id,
        content_hash=row.content_hash,
    )
