"""Cases 33, 34, 43 in Chromium: nothing that people write runs, links are http(s), no page is heard.

Comes from CVE-2026-24050, CVE-2024-36624, CVE-2024-36625, CVE-2018-9986 (Zulip), CVE-2026-24399
(ChatterMate: from the widget into the agent's console), CVE-2021-3741 (Chatwoot); for 43 the loaders
of Chatwoot and Rocket.Chat, which check no origin.
"""

import json
import sqlite3

import pytest

from hub.ids import new_id
from tests.support.browser import Watched, browser, chromium, open_widget, opened
from tests.support.demo import Demo, demo

__all__ = ["browser", "chromium", "demo"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

CORPUS = (
    "<script>window.top.ran=1</script>",
    "<img src=x onerror=window.top.ran=1>",
    "<svg/onload=window.top.ran=1>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    '"><input autofocus onfocus=window.top.ran=1>',
    "<details open ontoggle=window.top.ran=1>x</details>",
    "<math><mtext></table></math><img src=x onerror=window.top.ran=1>",
    "`<b onmouseover=window.top.ran=1>x</b>`",
    "**<img src=x onerror=window.top.ran=1>**",
    "```\n</code></pre><script>window.top.ran=1</script>\n```",
    "- <style>@import 'x'</style><base href=//evil.example>",
    "&lt;script&gt;window.top.ran=1&lt;/script&gt;",
    "{{constructor.constructor('window.top.ran=1')()}}",
    "\u202e<img src=x onerror=window.top.ran=1>\u202c",
)
NO_LINKS = (
    "javascript:window.top.ran=1",
    "JaVaScRiPt:window.top.ran=1",
    "java\tscript:window.top.ran=1",
    "javascript://x.example/%0awindow.top.ran=1",
    "data:text/html,<script>window.top.ran=1</script>",
    "vbscript:msgbox(1)",
    "[x](javascript:window.top.ran=1)",
    "file:///etc/passwd",
    "blob:https://x.example/1",
    "view-source:https://x.example",
    "https://bank.example@evil.example/",
    "\u0001javascript:window.top.ran=1",
)
# Elements that no view of ours makes of a text.
STRANGERS = (
    "[...document.querySelectorAll('[onerror],[onload],[onfocus],[ontoggle],[onmouseover],"
    "iframe[srcdoc],base,math,marquee,object,embed,img[src=x]')].map(each => each.outerHTML)"
)
LINKS = "[...document.querySelectorAll('a')].map(each => each.href)"
NAME = '"><img src=x onerror=window.top.ran=1>'


def spoil_names(demo: Demo) -> None:
    """What people and companies are called, as an import or the firm's site may have said it."""
    with sqlite3.connect(demo.folder / "kirjuri.sqlite3") as rows:
        rows.execute("UPDATE contact SET name = ? || substr(id, 30)", [NAME])
        rows.execute("UPDATE conversation SET title = ?, last_text = ?", [NAME, NAME])
    rows.close()


async def say_all(watched: Watched, words: tuple[str, ...]) -> None:
    """Through the widget's own composer, as a person would."""
    box = watched.panel.get_by_role("textbox").first
    for text in words:
        await box.fill(text)
        await box.press("Enter")


async def ran(watched: Watched) -> list[str]:
    """What ran or was made of a text, in the page and in every frame of it."""
    found = []
    for frame in watched.page.frames:
        if await frame.evaluate("window.top === window ? window.ran : undefined"):
            found.append(f"ran in {frame.url}")
        found += await frame.evaluate(STRANGERS)
    return found


async def links_in(watched: Watched) -> list[str]:
    return [each for frame in watched.page.frames for each in await frame.evaluate(LINKS)]


async def test_case_33_34_nothing_written_runs_and_only_web_addresses_are_links(demo, browser):
    contact, staff_link = demo.people["contacts"][0], demo.people["staff"][0]["link"]
    async with opened(browser) as client, opened(browser) as staff:
        dialogs: list[str] = []
        for each in (client, staff):
            each.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        await open_widget(client, contact["link"])
        await say_all(client, (*CORPUS, *NO_LINKS, "loppu https://hyva.example/x"))
        await client.panel.get_by_text("loppu").last.wait_for()
        spoil_names(demo)

        await client.page.reload()
        await open_widget(client, contact["link"])
        await client.panel.get_by_text("loppu").last.wait_for()
        await staff.page.goto(staff_link)
        row = staff.page.get_by_role("navigation").get_by_role("button", name="Acme").first
        await row.click()
        await staff.page.get_by_role("log").get_by_text("loppu").last.wait_for()
        await staff.page.wait_for_timeout(300)

        for each in (client, staff):
            assert await ran(each) == []
            assert each.complaints == [], "the policy had nothing to stop"
            links = await links_in(each)
            assert "https://hyva.example/x" in links
            assert not [link for link in links if not link.startswith(("http://", "https://"))]
            assert not [link for link in links if "evil.example" in link]
        assert "<script>window.top.ran=1</script>" in await staff.page.inner_text("body")
        assert dialogs == []


async def test_case_43_neither_the_page_nor_a_frame_beside_it_is_heard(demo, browser):
    """Greetings and orders from everybody but the loader, with the keys of prototypes."""
    async with opened(browser) as client:
        await open_widget(client, demo.people["contacts"][0]["link"])
        lies = json.dumps(
            [
                {"kirjuri": 1, "locale": "sv", "isShown": True},
                {"type": "logout"},
                {"type": "token", "ask": 1, "token": "x"},
                {"__proto__": {"type": "logout"}},
                {"constructor": {"prototype": {"type": "logout"}}},
                "logout",
                None,
            ]
        )
        before = await client.panel.locator("body").inner_text()
        # The page around itself, once the greeting is over, and a frame beside the panel.
        await client.page.evaluate(
            """lies => {
              const panel = document.querySelector("kirjuri-chat").shadowRoot?.querySelector("iframe")
                ?? document.querySelector("iframe");
              const beside = document.createElement("iframe");
              document.body.append(beside);
              for (const lie of JSON.parse(lies)) {
                panel?.contentWindow.postMessage(lie, "*", [new MessageChannel().port2]);
                window.postMessage(lie, "*");
                beside.contentWindow.postMessage.call(window, lie, "*");
              }
              beside.remove();
            }""",
            lies,
        )
        await client.page.wait_for_timeout(300)
        await say_all(client, (f"yhä täällä {new_id()}",))

        after = await client.panel.locator("body").inner_text()
        assert "yhä täällä" in after
        assert before.split("\n")[0] == after.split("\n")[0], "nor did it change its language"
        assert await client.page.evaluate("({}).type") is None
