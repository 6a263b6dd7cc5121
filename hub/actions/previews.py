"""Pictures of files: drawn by another process within hard limits, so that nothing opens here."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog

log = structlog.get_logger()

PREVIEW_TYPE = "image/webp"
PATIENCE_S = 25.0
AT_ONCE = 2
PROBLEMS = {
    "pixels": "files.reason_pixels",
    "frames": "files.reason_frames",
    "pages": "files.reason_pages",
}
_KINDS = {
    "application/pdf": "pdf",
    "image/gif": "image",
    "image/jpeg": "image",
    "image/png": "image",
    "image/webp": "image",
}
_DRAWING = Path(__file__).with_name("drawing.py")
# Each may take a gigabyte: the rest waits.
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="preview")


@dataclass(frozen=True, slots=True)
class Drawn:
    """`path` is None when there is no picture; `problem` names why the file must not be taken."""

    path: Path | None = None
    width: int = 0
    height: int = 0
    problem: str = ""


async def draw_preview(source: Path, media_type: str, folder: Path) -> Drawn:
    """A WebP without metadata, of an image or of a PDF's first page; of other things nothing.

    What cannot be drawn is no fault of the sender's: it goes without a picture.
    """
    kind = _KINDS.get(media_type)
    if kind is None:
        return Drawn()
    target = folder / "preview.webp"
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _draw, kind, source, target)


def preview_key(storage_key: str) -> str:
    """Where the picture of a file lies: beside it."""
    return f"{storage_key}-preview"


def _draw(kind: str, source: Path, target: Path) -> Drawn:
    # Isolated: no settings from the environment, no folder of ours to import from.
    command = [sys.executable, "-I", str(_DRAWING), kind, str(source), str(target)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and names of our own making
            command,
            env={},
            cwd=target.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        log.info("no preview", kind=kind, problem=type(error).__name__)
        return Drawn()
    if "problem" in told:
        return Drawn(problem=PROBLEMS[told["problem"]])
    return Drawn(target, told["width"], told["height"])
