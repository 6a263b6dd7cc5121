"""Attack case 22: a file is fetched from Slack alone, and a login page is no file."""

import pytest

pytestmark = pytest.mark.sqlite_only

PDF = b"%PDF-1.7\n1 0 obj"


async def share(desk, name="tosite.pdf", content=PDF, text="&gt;&gt; Tässä", **more):
    await desk.slack.share_file(
        desk.anna, desk.channel, name, content, desk.root.ts, text=text, **more
    )
    await desk.settle()


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://evil.example/a.pdf", "http://127.0.0.1:1/a"]
)
async def test_22_a_file_elsewhere_is_not_fetched(talking, url):
    await share(talking, url_private=url)

    assert "tosite" not in await talking.sent_to_client()
    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Tässä"]
    assert "was not taken" in talking.shown(talking.slack.ephemerals_of(talking.anna)[-1])


async def test_22_a_redirect_is_not_followed(talking):
    talking.slack.download_redirect = "http://169.254.169.254/"
    await share(talking)

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Tässä"]


async def test_22_a_login_page_is_not_taken_for_the_file(talking):
    for token in talking.slack.world.tokens.values():
        token.scopes -= {"files:read"}
    await share(talking)

    assert "tosite" not in await talking.sent_to_client()


async def test_a_file_over_the_limit_is_refused_and_the_words_arrive(talking):
    await share(talking, "iso.pdf", PDF + b"x" * 1_000_001)

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Tässä"]


async def test_a_refused_file_of_a_note_is_named_in_the_note(talking):
    await share(talking, "ohjelma.exe", b"MZ\x90\x00" + b"\x00" * 64, text="Katsokaa")

    [note] = await talking.notes()
    assert note.startswith("Katsokaa")
    assert "ohjelma.exe was not taken" in note
