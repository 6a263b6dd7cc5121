"""Slack's mrkdwn read and written; forms filled and read back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.emoji import NAMES, character_of, name_of
from bot.slack.files import is_allowed
from bot.slack.render import card_blocks, values_of
from bot.slack.words import (
    TO_CLIENT_MARKS,
    channel_name,
    escape,
    plain,
    split,
    unescape,
    without_mark,
)
from hub.cards import Card, Form, FormField, Option
from hub.ids import new_id
from tests.support.fake_slack import problems_of_blocks
from tests.support.fake_slack.state import state_of

SLACK = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("mrkdwn", "words"),
    [
        ("<@U1> hei", "@Anna hei"),
        ("<@U2|outi> hei", "@outi hei"),
        ("<#C1|acme>", "#acme"),
        ("<!channel> <!here|here> <!everyone>", "@channel here @everyone"),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("<!subteam^S1|@verot>", "@verot"),
        ("<https://vero.fi>", "https://vero.fi"),
        ("<https://vero.fi|verottaja>", "verottaja (https://vero.fi)"),
        ("<mailto:a@b.fi|a@b.fi>", "a@b.fi"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_slacks_text_is_read_as_words(mrkdwn, words):
    assert plain(mrkdwn, {"U1": "Anna"}) == words


@given(st.text())
def test_what_is_escaped_holds_no_markup_and_reads_back(text):
    assert not set(escape(text)) & {"<", ">"}
    assert unescape(escape(text)) == text
    assert plain(escape(text), {}) == text


@given(st.text(min_size=1, max_size=400), st.integers(5, 50))
def test_a_split_text_loses_no_word(text, longest):
    parts = split(text, longest)

    assert all(len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_marks_are_only_what_a_person_typed_at_the_beginning():
    assert without_mark("&gt;&gt; hei", TO_CLIENT_MARKS) == "hei"
    assert without_mark("/reply hei", TO_CLIENT_MARKS) == "hei"
    for raw in (
        "&gt;&gt;&gt; hei", "hei &gt;&gt; hei", "<https://a.fi|&gt;&gt; hei>", "<#C1|&gt;&gt;> hei",
        "<!date^1^{date}|&gt;&gt; hei>", "<@U1|&gt;&gt; hei>", "<mailto:a@b.fi|/reply hei>",
    ):  # fmt: skip
        assert without_mark(raw, TO_CLIENT_MARKS) is None, raw


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("1001", "Acme Oy", "as-1001-acme-oy"),
        ("7", "Äiti & Pojat Öljy Ab", "as-7-aiti-pojat-oljy-ab"),
        ("12/B", "株式会社", "as-12-b"),
        ("1", "x" * 200, "as-1-" + "x" * 70),
    ],
)
def test_channel_names_are_names_that_slack_takes(number, name, expected):
    assert channel_name(number, name) == expected


def test_every_reaction_goes_there_and_back():
    assert {character_of(name) for name in NAMES.values()} == set(NAMES)
    assert character_of("thumbsup::skin-tone-2") == "👍"
    assert name_of(character_of("party-parrot")) == "party-parrot"
    assert name_of("❤") == "heart"
    assert name_of("not an emoji") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/a", "https://files.slack.com.evil.example/a",
        "https://evil.example/files.slack.com", "https://files.slack.com@evil.example/",
        "https://user:pw@files.slack.com/a", "https://files.slack.com:8443/a",
        "https://169.254.169.254/", "file:///etc/passwd", "//files.slack.com/a", "",
    ],
)  # fmt: skip
def test_22_the_token_is_shown_to_slacks_file_host_only(url):
    assert not is_allowed(url, SLACK)
    assert is_allowed("https://files.slack.com/files-pri/T1-F1/a.pdf", SLACK)


FORM = Form(
    (
        FormField("items", "textarea", "Items", value="a\nb", required=True),
        FormField("due_on", "date", "Due", value="2026-11-30"),
        FormField("who", "select", "Who", "2", (Option("1", "Anna"), Option("2", "Mikko"))),
        FormField("count", "number", "Count", value="3"),
        FormField("loud", "checkbox", "Loud", value="true"),
        FormField("file", "file", "File"),
        FormField("empty", "text", "Empty"),
    )
)


def test_a_form_is_shown_with_its_values_and_read_back():
    card = Card("x", "Form", form=FORM).kept_as(new_id(), datetime(2026, 11, 23, tzinfo=UTC))
    blocks = card_blocks(card)
    untouched = values_of(state_of(blocks, {}))

    assert problems_of_blocks(blocks) == []
    assert untouched == {
        "items": "a\nb", "due_on": "2026-11-30", "who": "2", "count": "3", "loud": "true",
        "empty": "",
    }  # fmt: skip


def test_a_cards_new_state_starts_with_fresh_inputs():
    card = Card("x", "Form", form=FORM)
    one = card_blocks(card.kept_as(new_id(), datetime(2026, 11, 23, tzinfo=UTC)))
    two = card_blocks(card.kept_as(new_id(), datetime(2026, 11, 24, tzinfo=UTC)))

    ids = [{b["block_id"] for b in blocks if "block_id" in b} for blocks in (one, two)]
    assert not ids[0] & ids[1]
