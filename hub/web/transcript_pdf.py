"""A transcript as a PDF: the same words as the HTML page, in a font that comes along."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from hub.queries.transcripts import Transcript, TranscriptLine
from hub.texts import say, say_moment
from hub.web.transcript_html import who_and_when

FONT, BOLD = "Vera", "VeraBd"
# Stands for a sign that the font lacks.
MARK = "◊"
_FOLDER = Path(reportlab.__file__).parent / "fonts"

_TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=15, leading=20, spaceAfter=6)
_HEAD = ParagraphStyle("head", fontName=BOLD, fontSize=11, leading=15, spaceBefore=12)
_SMALL = ParagraphStyle(
    "small", fontName=FONT, fontSize=8, leading=11, textColor=HexColor("#555555")
)
_TEXT = ParagraphStyle(
    "text", fontName=FONT, fontSize=10, leading=14, spaceAfter=8, splitLongWords=True
)


def as_pdf(transcript: Transcript, language: str) -> bytes:
    """A4, numbered pages. Takes a tenth of a second for each thousand lines: run it in a thread."""
    _known_signs()
    printer = _Printer(language)
    story = [*printer.story(transcript)]
    if printer.has_unknown:
        story.append(printer.small(say("transcripts.unprintable", language, mark=MARK)))
    written = io.BytesIO()
    SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=f"{say('transcripts.title', language)}: {transcript.client}",
        author=transcript.firm,
        lang=language,
    ).build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return written.getvalue()


class _Printer:
    """Lays a transcript out; remembers whether a sign had to be replaced."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.has_unknown = False

    def story(self, transcript: Transcript) -> Iterator[Flowable]:
        language = self.language
        yield self._text(f"{say('transcripts.title', language)}: {transcript.client}", _TITLE)
        client = f"{transcript.client} ({transcript.client_number})"
        named = {"firm": transcript.firm, "client": client, "topic": transcript.title}
        for key, value in named.items():
            if value:
                yield self.small(f"{say(f'transcripts.{key}', language)}: {value}")
        at = say_moment(transcript.printed_at, language)
        yield self.small(say("transcripts.printed", language, at=at, name=transcript.printed_by))
        yield Spacer(0, 6 * mm)
        for line in transcript.lines:
            yield from self._line(line)
        if not transcript.lines:
            yield self._text(say("transcripts.empty", language), _TEXT)
        yield self._text(say("transcripts.files", language), _HEAD)
        for file in transcript.files:
            yield self._text(file.name, _TEXT)
            yield self.small(f"{file.size} · SHA-256 {file.sha256}")
        if not transcript.files:
            yield self._text(say("transcripts.no_files", language), _TEXT)

    def small(self, text: str) -> Paragraph:
        return self._text(text, _SMALL)

    def _line(self, line: TranscriptLine) -> Iterator[Flowable]:
        yield self.small(who_and_when(line, self.language))
        text = say("transcripts.deleted", self.language) if line.is_deleted else line.text
        if files := ", ".join(file.name for file in line.files):
            text = f"{text}\n[{files}]" if text else f"[{files}]"
        yield self._text(text, _TEXT)

    def _text(self, text: str, style: ParagraphStyle) -> Paragraph:
        known = _known_signs()
        printable = "".join(each if ord(each) in known or each == "\n" else MARK for each in text)
        self.has_unknown |= printable != text
        # Paragraph reads markup, pictures from addresses included: nothing of a person's is any.
        return Paragraph(escape(printable).replace("\n", "<br/>"), style)


@cache
def _known_signs() -> frozenset[int]:
    fonts = [TTFont(name, str(_FOLDER / f"{name}.ttf")) for name in (FONT, BOLD)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def _numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, str(document.page))
