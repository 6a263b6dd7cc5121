"""How an invoice on its way looks: one card, one line, for staff only."""

from dataclasses import dataclass

from hub.cards import Button, Card, CardField, CardState
from hub.texts import catalogue, say, say_cents, say_minutes, say_period


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    client_name: str
    number: str
    period: str
    state: str
    external_number: str
    external_state: str
    net_cents: int
    vat_cents: int
    total_cents: int
    # Description, minutes and cents without VAT of each row.
    rows: tuple[tuple[str, int, int], ...]
    # Code and words of each reason of a refusal.
    problems: tuple[tuple[str, str], ...]


_STATES: dict[str, CardState] = {"pushed": "done", "cancelled": "done", "refused": "failed"}


def invoice_card(facts: InvoiceFacts, language: str) -> Card:
    """The invoice's state with its sums, its reasons and what may be done about them."""
    fields = [
        CardField(say("invoice.number", language), facts.number),
        CardField(say("invoice.state", language), say(f"invoice.state_{facts.state}", language)),
    ]
    if facts.external_number:
        fields.append(CardField(say("invoice.their_number", language), facts.external_number))
    if facts.external_state:
        fields.append(
            CardField(
                say("invoice.their_state", language), state_word(facts.external_state, language)
            )
        )
    fields += [
        CardField(say("invoice.net", language), say_cents(facts.net_cents, language)),
        CardField(say("invoice.vat", language), say_cents(facts.vat_cents, language)),
        CardField(say("invoice.total", language), say_cents(facts.total_cents, language)),
    ]
    period = say_period(facts.period, language)
    return Card(
        kind="invoice",
        title=say("invoice.title", language, client=facts.client_name, period=period),
        lines=(*_row_lines(facts, language), *_problem_lines(facts, language)),
        fields=tuple(fields),
        buttons=_buttons(facts, language),
        state=_STATES.get(facts.state, "open"),
    )


def outcome_line(facts: InvoiceFacts, language: str) -> str:
    """What happened, in one sentence."""
    return say(
        f"invoice.told_{facts.state}",
        language,
        number=facts.number,
        their_number=facts.external_number,
        their_state=state_word(facts.external_state, language),
        total=say_cents(facts.total_cents, language),
        reasons="; ".join(_problem_lines(facts, language)),
    )


def state_word(word: str, language: str) -> str:
    """The accounting system's state in a person's words; an unknown one as it came."""
    return catalogue(language).get(f"invoice.their_state_{word}", word)


def reason(code: str, words: str, language: str) -> str:
    """Why it was refused: our sentence for the codes that we know, always with the code."""
    known = catalogue(language).get(f"invoice.code_{code.lower()}")
    text = known or words or say("invoice.code_unknown", language)
    return f"{text} ({code})"


def _row_lines(facts: InvoiceFacts, language: str) -> tuple[str, ...]:
    return tuple(
        f"{text}: {say_minutes(minutes, language)} · {say_cents(cents, language)}"
        for text, minutes, cents in facts.rows
    )


def _problem_lines(facts: InvoiceFacts, language: str) -> tuple[str, ...]:
    return tuple(reason(code, words, language) for code, words in facts.problems)


def _buttons(facts: InvoiceFacts, language: str) -> tuple[Button, ...]:
    if facts.state != "refused":
        return ()
    return (
        Button("retry", say("invoice.retry", language), style="primary"),
        Button(
            "cancel_invoice",
            say("invoice.cancel", language),
            style="danger",
            confirm=say("invoice.cancel_sure", language),
        ),
    )
