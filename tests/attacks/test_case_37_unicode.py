"""Case 37: zalgo, look-alike staff names, invisible characters and endless lines do no harm.

The badge of staff comes from who signed in, never from a name.
"""

import pytest

from hub.shapes import LONGEST_BODY
from hub.tokens import sign_contact_token
from models.clients import Contact
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


async def test_a_staff_name_makes_nobody_staff(twins: Twins):
    """A contact named like the accountant, in Cyrillic and with the firm's word behind it."""
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    await Contact.filter(id=hub.contacts["eero"].id).update(name="Аnna (accounting firm)")
    eero, anna = await hub.contact_socket("eero"), await hub.staff_socket()

    sent = (await eero.send(place, "Maksa uudelle tilille"))["entry"]
    mine = (await anna.send(place, "Älä maksa"))["entry"]

    assert (sent["author"]["kind"], mine["author"]["kind"]) == ("contact", "staff")
    address = f"/api/conversations/{place}/transcript"
    page = await (await hub.http.get(address, headers=bearer(hub, "anna"))).text()
    theirs = page[page.rindex("<article", 0, page.index("uudelle tilille")) :]
    assert theirs.startswith('<article class="">'), "the paper marks staff by who they are too"


@pytest.mark.parametrize(
    "name",
    [
        "An\u200bna",
        "An\u202ena",
        "A\u0000nna",
        "\u2066Anna\u2069",
        "Anna\n(firm)",
        "   ",
        "A" * 5000,
    ],
)
async def test_names_in_tokens_are_one_line_that_can_be_seen(twins: Twins, name: str):
    """The site says the name; what cannot be printed is not taken over."""
    hub = twins.ours.hub
    token = sign_contact_token(hub.key, subject="user-aino", client_number="1001", name=name)
    socket = await hub.socket("/client", {"token": token})

    me = (await socket.ask("hello"))["me"]

    assert me["name"].strip()
    assert me["name"].isprintable()
    assert len(me["name"]) <= 120


async def test_lines_without_end_are_refused_or_carried_whole(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino = await hub.contact_socket("aino")

    long = await aino.send(place, "x" * (LONGEST_BODY + 1))
    frame = await aino.send(place, "x" * 100_000)
    marks = "\u0301\u0330\u0489" * 30
    zalgo = "".join(letter + marks for letter in "zalgo")
    carried = await aino.send(place, zalgo)

    assert [each["error"]["code"] for each in (long, frame)] == ["too_large"] * 2
    assert carried["ok"]
    assert len(carried["entry"]["body"]) <= LONGEST_BODY
    assert (await aino.ask("hello"))["ok"]


async def test_what_shows_nothing_is_nothing(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino = await hub.contact_socket("aino")

    for body in ("\x00\x01\x02", " \n\t ", "\x7f\ufffe", "\u200b\u200b", "\u2060\ufeff", "\u202e"):
        answer = await aino.send(place, body)
        assert (answer["ok"], answer["error"]["code"]) == (False, "invalid"), repr(body)


async def test_a_title_is_one_short_line(twins: Twins):
    aino = await twins.ours.hub.contact_socket("aino")

    long = await aino.ask("conversation.open", {"title": "x" * 201})
    opened = await aino.ask("conversation.open", {"title": "Palkat\x00\x1f\u202e nyt"})

    assert long["error"]["code"] == "invalid"
    assert opened["conversation"]["title"] in {"Palkat nyt", "Palkat\u202e nyt"}
    assert twins.theirs.mark("acme") not in str(opened)
