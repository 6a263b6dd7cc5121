"""How an invoice on its way looks: one card, one line, for staff only."""

from dataclasses import dataclass

from hub.cards import Button, Card, CardField, CardState
from hub.texts import catalogue, say, say_cents, say_minutes, say_period


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an accounting system refused: its code, the field it names, its words, its status."""

    code: str
    field: str = ""
    message: str = ""
    status: int = 0


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
    problems: tuple[Reason, ...]


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


def reason_line(reason: Reason, language: str) -> str:
    """Why it was refused: our sentence for what we know, else their words; always with the code."""
    sentences = catalogue(language)
    text = (
        sentences.get(f"invoice.code_{reason.code.lower()}")
        or sentences.get(f"invoice.status_{reason.status}")
        # A code is often said again as the message.
        or (reason.message if reason.message != reason.code else "")
        or sentences["invoice.code_unknown"]
    )
    place = f"{reason.code}: {reason.field}" if reason.field else reason.code
    return f"{text} ({place})"


def _row_lines(facts: InvoiceFacts, language: str) -> tuple[str, ...]:
    return tuple(
        f"{text}: {say_minutes(minutes, language)} · {say_cents(cents, language)}"
        for text, minutes, cents in facts.rows
    )


def _problem_lines(facts: InvoiceFacts, language: str) -> tuple[str, ...]:
    return tuple(reason_line(each, language) for each in facts.problems)


def _buttons(facts: InvoiceFacts, language: str) -> tuple[Button, ...]:
    """What is certainly not in the accounting system may be given up."""
    cancel = Button(
        "cancel_invoice",
        say("invoice.cancel", language),
        style="danger",
        confirm=say("invoice.cancel_sure", language),
    )
    match facts.state:
        case "queued":
            return (cancel,)
        case "refused":
            return (Button("retry", say("invoice.retry", language), style="primary"), cancel)
        case _:
            return ()
