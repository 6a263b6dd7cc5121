"""Case 38: mail headers injected; a reply token forged, replayed, or forwarded by a third person."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest

from bot.console import ConsoleBot
from hub import clock
from hub.actions.mail_keys import mail_keys
from integrations.mail import Mail, as_message
from models.chat import Entry
from models.clients import Contact
from models.firm import Firm
from models.notices import ReplyAddress
from tests.support.hub import SECRET, Running, start_server
from tests.support.inbound import SETTINGS, answer_to, hand_in
from tests.support.postbox import REPLY_ADDRESS, after, say
from tests.support.twins import Tenant, Twins, make_twins

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
async def mail_hub(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    folder = tmp_path / "data"
    async with start_server(database_url, folder, bot=ConsoleBot(), **SETTINGS) as running:
        yield running


@pytest.fixture
async def twins(mail_hub: Running) -> Twins:
    return await make_twins(mail_hub)


async def mail_to(tenant: Tenant, name: str = "bertta", place: str = "beta") -> Mail:
    """The notice to a contact of this one firm; what waited for others before is gone."""
    await after()
    await say(tenant.hub, "anna", f"Kysymys {tenant.name}", place)
    found = [each for each in await after() if f"Kysymys {tenant.name}" in each.text]
    (mail,) = [each for each in found if each.to == f"{name}@client.example"]
    return mail


async def messages() -> int:
    return await Entry.filter(channel="email").count()


async def refused(twins: Twins, message: EmailMessage | bytes) -> None:
    assert await hand_in(twins.ours.hub, message) == (202, "refused")
    assert await messages() == 0


async def test_the_contact_is_heard_otherwise_everything_below_would_pass(twins: Twins):
    mail = await mail_to(twins.ours)

    assert await hand_in(twins.ours.hub, answer_to(mail, "Joo")) == (202, "taken")

    (entry,) = await Entry.filter(channel="email")
    assert str(entry.conversation_id) == twins.ours.id("conversation", "beta")


async def test_forwarded_to_a_third_person_the_token_takes_nothing_from_them(twins: Twins):
    mail = await mail_to(twins.ours)
    for other in (
        "stranger@evil.example",
        # A colleague, a contact of another client, somebody of the staff.
        "aino@client.example",
        "eero@client.example",
        "anna@firm.example",
        "bertta@client.example.evil.example",
        "xbertta@client.example",
    ):
        await refused(twins, answer_to(mail, "Maksakaa tilille FI00", sender=other))


@pytest.mark.parametrize(
    "sender",
    [
        "bertta@client.example, evil@evil.example",
        "evil@evil.example, bertta@client.example",
        '"bertta@client.example" <evil@evil.example>',
        "bertta@client.example <evil@evil.example>",
        "<evil@evil.example> (bertta@client.example)",
        "evil@evil.example(<bertta@client.example>)",
        "x:bertta@client.example;",
        "<bertta@client.example> <evil@evil.example>",
        "=?utf-8?q?bertta=40client=2Eexample?= <evil@evil.example>",
    ],
)
async def test_a_from_that_means_two_people_means_nobody(twins: Twins, sender: str):
    mail = await mail_to(twins.ours)
    raw = f"From: {sender}\r\nTo: {mail.reply_to}\r\nMessage-ID: <x@y>\r\n\r\nJoo\r\n"

    await refused(twins, raw.encode())


async def test_two_from_headers_and_a_sender_header_are_not_believed(twins: Twins):
    mail = await mail_to(twins.ours)
    for heads in (
        f"From: {mail.to}\r\nFrom: evil@evil.example",
        f"From: evil@evil.example\r\nFrom: {mail.to}",
        f"From: evil@evil.example\r\nSender: {mail.to}",
        f"From: evil@evil.example\r\nReply-To: {mail.to}",
        f"Sender: {mail.to}",
    ):
        await refused(twins, f"{heads}\r\nTo: {mail.reply_to}\r\n\r\nJoo\r\n".encode())


async def test_forged_tokens_open_nothing(twins: Twins):
    mail = await mail_to(twins.ours)
    token = mail.reply_to.partition("+")[2].partition("@")[0]
    place = twins.ours.id("conversation", "beta")
    guesses = (
        "a" * 32,
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        token[:-1],
        token + "a",
        place.replace("-", ""),
        mail_keys("another secret of the same length!!").reply_token(UUID(place)),
        # Made of the right secret, but never given to anybody.
        mail_keys(SECRET).reply_token(UUID(place)),
    )
    for guess in guesses:
        forged = answer_to(mail, "Joo")
        del forged["To"]
        forged["To"] = f"reply+{guess}@mail.firm.example"
        await refused(twins, forged)


async def test_a_token_for_another_address_or_beside_another_token_is_none(twins: Twins):
    mail = await mail_to(twins.ours)
    token = mail.reply_to.partition("+")[2].partition("@")[0]
    for to in (
        f"reply+{token}@evil.example",
        f"reply+{token}@mail.firm.example.evil.example",
        f"xreply+{token}@mail.firm.example",
        f"{mail.reply_to}, reply+{'a' * 32}@mail.firm.example",
        REPLY_ADDRESS,
    ):
        raw = f"From: {mail.to}\r\nTo: {to}\r\nX-Token: {token}\r\n\r\nJoo\r\n"
        await refused(twins, raw.encode())


async def test_the_twins_token_goes_to_the_twins_room_only(twins: Twins):
    """Both firms have a Bertta of the same address: her token decides, and of one firm alone."""
    mail = await mail_to(twins.theirs)

    assert await hand_in(twins.ours.hub, answer_to(mail, "Joo")) == (202, "taken")

    (entry,) = await Entry.filter(channel="email")
    assert str(entry.conversation_id) == twins.theirs.id("conversation", "beta")
    assert entry.firm_id == twins.theirs.hub.firm.id


async def test_replayed_it_is_the_same_message_and_another_from_a_thief_is_none(twins: Twins):
    mail = await mail_to(twins.ours)
    answer = answer_to(mail, "Joo")
    for _ in range(5):
        assert await hand_in(twins.ours.hub, answer) == (202, "taken")
    thief = answer_to(mail, "Ei", sender="evil@evil.example")
    del thief["Message-ID"]
    thief["Message-ID"] = str(answer["Message-ID"])

    assert await hand_in(twins.ours.hub, thief) == (202, "refused")
    assert [each.body for each in await Entry.filter(channel="email")] == ["Joo"]


async def test_who_was_removed_or_moved_is_not_heard(twins: Twins):
    mail = await mail_to(twins.ours)
    bertta = Contact.filter(id=twins.ours.hub.contacts["bertta"].id)
    await bertta.update(is_active=False)
    await refused(twins, answer_to(mail, "Joo"))

    acme = twins.ours.hub.clients["acme"].id
    await bertta.update(is_active=True, client_id=acme)
    await refused(twins, answer_to(mail, "Joo"))


async def test_only_a_hash_of_the_token_is_kept(twins: Twins):
    mail = await mail_to(twins.ours)
    token = mail.reply_to.partition("+")[2].partition("@")[0]

    assert await ReplyAddress.all().count() > 0
    assert not [each for each in await ReplyAddress.all() if token in str(vars(each))]


async def test_the_door_for_mail_is_shut_without_the_servers_signature(twins: Twins):
    hub, mail = twins.ours.hub, await mail_to(twins.ours)
    answer = answer_to(mail, "Joo")
    now = int(clock.now().timestamp())
    for wrong in (
        {"signature": "0" * 64},
        {"signature": "ä"},
        {"signed_at": now - 301},
        {"signed_at": now + 301},
    ):
        assert (await hand_in(hub, answer, **wrong))[0] == 401, wrong
    async with hub.http.post("/mail/inbound", data=answer.as_bytes()) as bare:
        assert bare.status == 401
    assert await messages() == 0


async def test_where_dmarc_is_asked_for_a_forged_from_is_refused(database_url: str, tmp_path: Path):
    settings = {**SETTINGS, "mail_authserv_id": "mx.firm.example"}
    async with start_server(database_url, tmp_path / "d", **settings) as hub:
        await say(hub, "anna", "Kysymys")
        (mail, _) = await after()
        own = f"From: {mail.to}\r\nTo: {mail.reply_to}\r\n\r\nJoo\r\n"
        for results in (
            "",
            "mx.firm.example; dmarc=fail",
            "mx.firm.example; spf=pass",
            "mx.evil.example; dmarc=pass",
            "mx.firm.example; spf=fail (dmarc=pass)",
        ):
            raw = f"Authentication-Results: {results}\r\n{own}" if results else own
            assert await hand_in(hub, raw.encode()) == (202, "refused"), results
        # What a forger wrote stands below what our server put on top.
        said = "Authentication-Results: mx.firm.example; dmarc={}\r\n"
        two = said.format("fail") + said.format("pass")
        assert await hand_in(hub, f"{two}{own}".encode()) == (202, "refused")
        assert await hand_in(hub, f"{said.format('pass')}{own}".encode()) == (202, "taken")


@pytest.mark.parametrize(
    "inject", ["\r\nBcc: evil@evil.example", "\nX: y", "\r\n\r\nbody", "\u2028x", "\x00"]
)
async def test_no_name_puts_a_header_into_our_mail(twins: Twins, inject: str):
    hub = twins.ours.hub
    await Firm.filter(id=hub.firm.id).update(name=f"Firma{inject}")
    await Contact.filter(id=hub.contacts["bertta"].id).update(name=f"Bertta{inject}")
    await after()
    await say(hub, "anna", f"Kysymys{inject}", "beta")
    (mail,) = [each for each in await after() if each.to == "bertta@client.example"]

    message = as_message(mail, "Kirjuri <k@firma.example>")
    raw = message.as_bytes()

    head = raw.partition(b"\n\n")[0]
    lines = [line for line in head.splitlines() if not line.startswith((b" ", b"\t"))]
    assert {line.partition(b":")[0].lower() for line in lines} == {
        b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"list-unsubscribe",
        b"list-unsubscribe-post", b"references", b"auto-submitted", b"content-type",
        b"content-transfer-encoding", b"mime-version",
    }  # fmt: skip
    assert message["Bcc"] is None
    assert message["To"] == mail.to
