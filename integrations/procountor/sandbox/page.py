"""The sandbox's page for people: what stands in it, unmistakably not the real Procountor."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from aiohttp import web

from integrations.procountor.sandbox.faults import Fault
from integrations.procountor.sandbox.rules import inner
from integrations.procountor.sandbox.store import Document
from integrations.procountor.sandbox.switches import Switches

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"

TEXTS = {
    "en": {
        "banner": "SANDBOX — not the real Procountor",
        "explain": "A stand-in on this machine. Nothing here was sent to anybody, and no money moves.",
        "invoices": "Sales invoices",
        "none": "No invoices yet.",
        "number": "Number",
        "own": "Our number",
        "customer": "Customer",
        "date": "Date",
        "due": "Due",
        "reference": "Reference",
        "total": "Total incl. VAT",
        "status": "Status",
        "pay": "Simulate payment",
        "faults": "Faults waiting",
        "other": "Suomeksi",
    },
    "fi": {
        "banner": "HIEKKALAATIKKO (SANDBOX) — ei oikea Procountor",
        "explain": "Paikallinen jäljitelmä. Mitään ei ole lähetetty kenellekään, eikä raha liiku.",
        "invoices": "Myyntilaskut",
        "none": "Ei vielä laskuja.",
        "number": "Numero",
        "own": "Oma numero",
        "customer": "Asiakas",
        "date": "Päiväys",
        "due": "Eräpäivä",
        "reference": "Viitenumero",
        "total": "Yhteensä, sis. alv",
        "status": "Tila",
        "pay": "Simuloi maksu",
        "faults": "Odottavat häiriöt",
        "other": "In English",
    },
}
STATUSES = {
    "UNFINISHED": "Keskeneräinen",
    "NOT_SENT": "Lähettämättä",
    "SENT": "Lähetetty",
    "PARTLY_PAID": "Osittain maksettu",
    "PAID": "Maksettu",
    "MARKED_PAID": "Merkitty maksetuksi",
    "INVALIDATED": "Mitätöity",
}
STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0}main{max-width:80rem;margin:0 auto;padding:1.5rem}
.banner{background:#b45309;color:#fff;font-weight:700;text-align:center;padding:.75rem 1rem;
position:sticky;top:0}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .5rem;font-size:.9rem;border-bottom:1px solid #8884;white-space:nowrap}
td.sum{text-align:right;font-variant-numeric:tabular-nums}form{margin:0}
button{font:inherit;padding:.25rem .75rem}
"""


def language_of(request: web.Request) -> str:
    wish = request.query.get("lang", "") or request.headers.get("Accept-Language", "")
    return "fi" if wish.casefold().startswith("fi") else "en"


def page(
    invoices: Sequence[Document], faults: Sequence[Fault], switches: Switches, language: str
) -> web.Response:
    say = TEXTS[language]
    other = "en" if language == "fi" else "fi"
    rows = "".join(_row(invoice, language) for invoice in invoices)
    heads = ("number", "own", "customer", "date", "due", "reference", "total", "status")
    head = "".join(f'<th scope="col">{say[key]}</th>' for key in heads) + "<td></td>"
    table = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{say["invoices"]}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        if rows
        else f"<p>{say['none']}</p>"
    )
    broken = ", ".join(escape(f"{fault.kind} × {fault.times}") for fault in faults)
    text = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{say['banner']}</title><style>{STYLE}</style></head><body>"
        f'<div class="banner" role="note">{say["banner"]}</div><main>'
        f"<h1>{escape(switches.company_name)}</h1><p>{say['explain']} "
        f'<a href="/?lang={other}" hreflang="{other}">{say["other"]}</a></p>'
        f"<h2>{say['invoices']}</h2>{table}"
        + (f"<p>{say['faults']}: {broken}</p>" if broken else "")
        + "</main></body></html>"
    )
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    return web.Response(text=text, content_type="text/html", headers=headers)


def _row(invoice: Document, language: str) -> str:
    payment = inner(invoice, "paymentInfo")
    customer = inner(inner(invoice, "counterParty"), "counterPartyAddress").get("name")
    status = str(invoice["status"])
    shown = STATUSES.get(status, status) if language == "fi" else status.replace("_", " ").lower()
    plain = (
        invoice["invoiceNumber"],
        invoice.get("originalInvoiceNumber", ""),
        customer,
        _day(invoice["date"], language),
        _day(payment.get("dueDate"), language),
        payment.get("bankReferenceCode", ""),
    )
    cells = "".join(f"<td>{escape(str(each))}</td>" for each in plain)
    total = f'<td class="sum">{escape(_total(invoice, language))}</td>'
    return f"<tr>{cells}{total}<td>{escape(shown)}</td><td>{_pay(invoice, language)}</td></tr>"


def _pay(invoice: Document, language: str) -> str:
    if invoice["status"] not in ("SENT", "PARTLY_PAID"):
        return ""
    # Named for those who hear the page: many buttons look alike.
    label = f"{TEXTS[language]['pay']} {invoice['invoiceNumber']}"
    return (
        f'<form method="post" action="/sandbox/pay/{invoice["id"]}?lang={language}">'
        f'<button aria-label="{escape(label)}">{TEXTS[language]["pay"]}</button></form>'
    )


def _day(text: object, language: str) -> str:
    day = date.fromisoformat(str(text))
    return f"{day.day}.{day.month}.{day.year}" if language == "fi" else f"{day:%d %b %Y}"


def _total(invoice: Document, language: str) -> str:
    infos = invoice["invoiceSumInfo"]
    info: Mapping[str, object] = infos[0] if isinstance(infos, list) else {}
    amount = f"{info['invoiceSumTotal']:,.2f}"
    if language == "fi":
        amount = amount.replace(",", "\u00a0").replace(".", ",")
    return f"{amount} {info['currency']}"
