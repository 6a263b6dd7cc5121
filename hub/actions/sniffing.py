"""What a file really is, whatever it is called: media type, programs, bombs, and a safe name."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import puremagic

from hub.actions.inspecting import BombError, flags_of

HEAD_BYTES = 8192
LONGEST_NAME = 120
LONGEST_SUFFIX = 12

UNKNOWN = "application/octet-stream"
# What a browser may be told a download is; all else is bytes. None of these is active content.
PLAIN_TYPES = frozenset(
    {
        "application/pdf", "application/zip", "image/gif", "image/jpeg", "image/png",
        "image/webp", "text/csv", "text/plain", "application/msword",
        "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)  # fmt: skip
# Its bytes are not what its name says.
MISNAMED = "misnamed"
_SUFFIXES = frozenset(
    (".pdf", ".zip", ".gif", ".jpg", ".jpeg", ".png", ".webp", ".docx", ".xlsx", ".pptx", ".odt")
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_PROGRAM_SUFFIXES = frozenset(
    [
        ".apk",
        ".app",
        ".bat",
        ".cmd",
        ".com",
        ".cpl",
        ".dll",
        ".exe",
        ".hta",
        ".iso",
        ".jar",
        ".js",
        ".jse",
        ".lnk",
        ".mht",
        ".mhtml",
        ".msi",
        ".msix",
        ".ps1",
        ".reg",
        ".scr",
        ".sh",
        ".vb",
        ".vbe",
        ".vbs",
        ".wsf",
        ".wsh",
    ]
)
# Office files with macros are programs, too.
_MACRO_SUFFIXES = frozenset((".docm", ".xlsm", ".pptm", ".xlsb"))
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/%;]')


@dataclass(frozen=True, slots=True)
class Finding:
    """`problem` is a key of the catalogue when the file must not be taken."""

    media_type: str
    problem: str = ""
    # Words for its readers' warnings.
    flags: frozenset[str] = frozenset()


def sniff(path: Path, name: str) -> Finding:
    """Look at the first bytes, and for what is dangerous to open inside.

    Blocks on the disk: call it in a thread.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    suffix = Path(name).suffix.lower()
    if head.startswith(_PROGRAMS) or suffix in _PROGRAM_SUFFIXES | _MACRO_SUFFIXES:
        return Finding(UNKNOWN, "realtime.reason_program")
    try:
        flags = flags_of(path, head)
    except BombError:
        return Finding(UNKNOWN, "realtime.reason_bomb")
    media_type = _media_type(head, suffix)
    if media_type == UNKNOWN and suffix in _SUFFIXES:
        flags |= {MISNAMED}
    return Finding(media_type, flags=flags)


def _media_type(head: bytes, suffix: str) -> str:
    """The type that bytes and suffix agree on; of a quarrel, plain bytes."""
    try:
        guesses = puremagic.magic_string(head, f"file{suffix}")
    except (puremagic.PureError, ValueError):
        return _text_type(head, suffix)
    for guess in guesses:
        if guess.extension.lower() == suffix and guess.mime_type in PLAIN_TYPES:
            return str(guess.mime_type)
    return _text_type(head, suffix)


def _text_type(head: bytes, suffix: str) -> str:
    if suffix not in {".csv", ".txt"} or b"\0" in head or b"<" in head[:256]:
        return UNKNOWN
    return "text/csv" if suffix == ".csv" else "text/plain"


def safe_name(given: str) -> str:
    """A name for people to read and to save under: no path, no tricks, at most 120 characters."""
    # Some clients percent-encode names in forms, browsers only quotes and line ends of them.
    text = unicodedata.normalize("NFC", unquote(given.encode(errors="replace").decode()))
    text = re.split(r"[\\/]", text)[-1]
    # Format characters turn a name round (U+202E) or hide in it.
    text = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc", "Co"})
    text = " ".join(_UNSAFE.sub("_", text).split()).strip(". ")
    if _DEVICES.match(text):
        text = f"_{text}"
    if len(text) > LONGEST_NAME:
        suffix = Path(text).suffix
        suffix = suffix if len(suffix) <= LONGEST_SUFFIX else ""
        text = text[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix
    return text or "file"
