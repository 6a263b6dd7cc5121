"""A conversation as a document to keep: HTML to read, PDF to print."""

import asyncio
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from hub.actions.sniffing import safe_name
from hub.queries.transcripts import Transcript, transcript_of
from hub.web.endpoints import Endpoint, path_id, read_query
from hub.web.files import disposition
from hub.web.people import any_person
from hub.web.rates import check_person
from hub.web.transcript_html import as_html

_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class TranscriptQuery(BaseModel):
    """`notes`: with the internal notes between the messages; for staff only."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["html", "pdf"] = "html"
    notes: bool = False


async def get_transcript(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    await check_person(request, "transcript", person.asker.id)
    query = read_query(request, TranscriptQuery)
    transcript = await transcript_of(person.asker, path_id(request), with_notes=query.notes)
    language = person.asker.language
    if query.format == "pdf":
        # Laying pages out would hold up everybody's messages.
        made = await asyncio.to_thread(_as_pdf, transcript, language)
    else:
        made = (await asyncio.to_thread(as_html, transcript, language)).encode()
    kind = "application/pdf" if query.format == "pdf" else "text/html"
    return web.Response(
        body=made,
        content_type=kind,
        charset="utf-8" if query.format == "html" else None,
        headers={
            "Content-Disposition": disposition(_name(transcript, query.format)),
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "private, no-store",
        },
    )


def _as_pdf(transcript: Transcript, language: str) -> bytes:
    # The library of pages takes half a second to load, and most processes never print one.
    from hub.web.transcript_pdf import as_pdf  # noqa: PLC0415

    return as_pdf(transcript, language)


def _name(transcript: Transcript, suffix: str) -> str:
    client = transcript.client.replace("/", "-")
    return safe_name(f"{client} {transcript.printed_at:%Y-%m-%d}.{suffix}")


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/conversations/{id}/transcript",
        get_transcript,
        "The whole conversation as a document, with its files and their SHA-256",
        query=TranscriptQuery,
        has_contacts=True,
        media_type="text/html",
    ),
)
