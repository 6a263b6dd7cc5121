"""The demo's own registers, read from the package."""

import csv
from importlib.resources import files


def table(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv` by their headings."""
    text = (files("hub.demo") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(keepends=True)))
