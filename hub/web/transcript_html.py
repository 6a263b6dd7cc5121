"""A transcript as one HTML page: no script, no picture, nothing fetched, every text escaped."""

from collections.abc import Iterator
from html import escape

from hub.queries.transcripts import Transcript, TranscriptFile, TranscriptLine
from hub.texts import say, say_moment

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
header p,.who{margin:0;color:GrayText}
article{margin:1rem 0;padding:.25rem 0 .25rem .75rem;border-left:.25rem solid #888}
article.staff{border-color:#1a5c4d}article.note{border-color:#b8860b;background:#b8860b22}
.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top}
td{overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}article{break-inside:avoid}}
"""


def as_html(transcript: Transcript, language: str) -> str:
    """The whole document; its own style only, so that it can be kept and printed anywhere."""
    title = f"{say('transcripts.title', language)}: {transcript.client}"
    lines = "".join(_line(line, language) for line in transcript.lines)
    nothing = f"<p>{escape(say('transcripts.empty', language))}</p>"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{escape(title)}</h1>{''.join(_head(transcript, language))}</header>"
        f"<main>{lines or nothing}</main>{_files(transcript.files, language)}</body></html>"
    )


def _head(transcript: Transcript, language: str) -> Iterator[str]:
    named = {
        "firm": transcript.firm,
        "client": f"{transcript.client} ({transcript.client_number})",
        "topic": transcript.title,
    }
    for key, value in named.items():
        if value:
            yield f"<p>{escape(say(f'transcripts.{key}', language))}: {escape(value)}</p>"
    at = say_moment(transcript.printed_at, language)
    printed = say("transcripts.printed", language, at=at, name=transcript.printed_by)
    yield f"<p>{escape(printed)}</p>"


def _line(line: TranscriptLine, language: str) -> str:
    kinds = " ".join(
        name for name, holds in (("staff", line.is_staff), ("note", line.is_note)) if holds
    )
    text = say("transcripts.deleted", language) if line.is_deleted else line.text
    files = "".join(f"<li>{escape(file.name)}</li>" for file in line.files)
    return (
        f'<article class="{kinds}"><p class="who">{escape(who_and_when(line, language))}</p>'
        f'<p class="text">{escape(text)}</p>{f"<ul>{files}</ul>" if files else ""}</article>'
    )


def who_and_when(line: TranscriptLine, language: str) -> str:
    """Such as "Anna Lehtonen (accounting firm) · 24 Nov 2026 14:05"; the PDF says it alike."""
    author = line.author
    if line.is_staff:
        # Nobody becomes staff by calling himself so.
        author += f" ({say('transcripts.staff', language)})"
    parts = [author, say_moment(line.at, language)]
    if line.edited_at is not None and not line.is_deleted:
        at = say_moment(line.edited_at, language)
        parts.append(say("transcripts.edited", language, at=at))
    if line.is_note:
        parts.append(say("transcripts.note", language))
    return " · ".join(parts)


def _files(files: tuple[TranscriptFile, ...], language: str) -> str:
    title = f"<h2>{escape(say('transcripts.files', language))}</h2>"
    if not files:
        return f"<footer>{title}<p>{escape(say('transcripts.no_files', language))}</p></footer>"
    head = "".join(
        f"<th>{escape(say(f'transcripts.file_{name}', language))}</th>"
        for name in ("name", "size", "hash")
    )
    rows = "".join(
        f"<tr><td>{escape(file.name)}</td><td>{file.size}</td><td><code>{file.sha256}</code></td></tr>"
        for file in files
    )
    return f"<footer>{title}<table><tr>{head}</tr>{rows}</table></footer>"
