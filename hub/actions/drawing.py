"""A program of its own: opens one untrusted picture or PDF, within hard limits, and draws it anew.

Started by previews.py, never imported: what breaks PDFium or Pillow breaks this process alone. It
knows no settings and no secrets; it writes one WebP without any metadata and one line of JSON.
"""

import json
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_SIDE = 1600
MOST_PIXELS = 64_000_000
# Of all frames together: a small GIF may hold thousands of large ones.
MOST_FRAMES = 2_000
MOST_PAGES = 3_000
MEMORY = 1024 * 1024 * 1024
CPU_S = 20
LARGEST_OUTPUT = 16 * 1024 * 1024
PDF_DPI_SCALE = 2.0
LARGEST_PAGE_PT = 5_000


def main(kind: str, source: str, target: str) -> None:
    limit()
    told = draw_pdf(source, target) if kind == "pdf" else draw_image(source, target)
    sys.stdout.write(json.dumps(told))


def limit() -> None:
    """From here on: no more memory, time, output or child processes than a preview needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw_image(source: str, target: str) -> dict[str, object]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded within the limits

    # Ours is counted before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
        if image.width * image.height > MOST_PIXELS:
            return {"problem": "pixels"}
        if _has_many_frames(image):
            return {"problem": "frames"}
        image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        image.load()
        return _keep(ImageOps.exif_transpose(image), target)


def draw_pdf(source: str, target: str) -> dict[str, object]:
    import pypdfium2  # noqa: PLC0415 - loaded within the limits

    with pypdfium2.PdfDocument(source) as document:
        if len(document) > MOST_PAGES:
            return {"problem": "pages"}
        page = document[0]
        width, height = page.get_size()
        scale = min(PDF_DPI_SCALE, LARGEST_SIDE / max(width, height, 1))
        if max(width, height) > LARGEST_PAGE_PT:
            scale = LARGEST_SIDE / max(width, height)
        image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return {**_keep(image, target), "pages": len(document)}


def _has_many_frames(image: "Image") -> bool:
    """Counts no further than the limit."""
    try:
        image.seek(MOST_FRAMES)
    except EOFError:
        image.seek(0)
        return False
    return True


def _keep(image: "Image", target: str) -> dict[str, object]:
    """A new picture of the pixels alone: nothing of the old file's metadata goes along."""
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info = {}
    plain.save(target, "WEBP", quality=80, method=4)
    return {"width": plain.width, "height": plain.height}


if __name__ == "__main__":
    main(*sys.argv[1:4])
