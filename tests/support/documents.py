"""Files as people and attackers send them, made here: pictures, PDFs, Office files, bombs."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

SECRET_PLACE = "Salainen katu 1"
RELATION = (
    '<Relationships><Relationship Id="r1" Target="{target}" TargetMode="External" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    "</Relationships>"
)


def photo(width: int = 640, height: int = 480, kind: str = "JPEG") -> bytes:
    """With EXIF that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = SECRET_PLACE
    exif[0x8825] = {1: "N", 2: (60.0, 10.0, 1.0), 3: "E", 4: (24.0, 56.0, 1.0)}
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind, exif=exif)
    return made.getvalue()


def frames(count: int) -> bytes:
    made = io.BytesIO()
    pictures = [Image.new("P", (2, 2), number % 7) for number in range(count)]
    pictures[0].save(made, "GIF", save_all=True, append_images=pictures[1:], optimize=False)
    return made.getvalue()


def huge_png(side: int = 50_000) -> bytes:
    """A small file that claims a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(name + body))
        return struct.pack("!I", len(body)) + name + body + check

    header = struct.pack("!IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side // 8 + 1) * 100)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def pdf(pages: int = 1, text: str = "Lasku 1001") -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    for _ in range(pages):
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def packed(files: Mapping[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(files: Mapping[str, bytes | str]) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", **files})


def linked(kind: str, target: str = "http://evil.example/x") -> str:
    return RELATION.format(kind=kind, target=target)


def nested(depth: int) -> bytes:
    content = packed({"kuitti.txt": "x"})
    for _ in range(depth - 1):
        content = packed({"inner.zip": content})
    return content
