#!/usr/bin/env python3
"""Prints the map of the house from every file's first line, and keeps the README's copy true."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
ROOMS = ("bot", "hub", "models", "integrations", "web-widget/src")
START, END = "<!-- map:start -->", "<!-- map:end -->"
OPENINGS = {
    ".py": re.compile(r'(?:#.*\n)*r?"""(.*?)(?:"""|\n)'),
    ".ts": re.compile(r"(?:/\*\*?|//)\s*(.*?)\s*(?:\*/|\n)"),
}
OPENINGS[".tsx"] = OPENINGS[".ts"]


def first_line(path: Path) -> str:
    """What a file says it is for; empty if it does not say."""
    found = OPENINGS[path.suffix].match(path.read_text(encoding="utf-8"))
    return found[1].strip() if found else ""


def files(room: str) -> list[Path]:
    """The files of a room, a folder's own line before what is in it; tests and migrations left out."""
    return sorted(
        path
        for path in (ROOT / room).rglob("*")
        if path.suffix in OPENINGS
        and not re.search(r"\.test\.|\.d\.ts$", path.name)
        and not {"migrations", "assets", "node_modules", "__pycache__"} & set(path.parts)
    )


def room_map(room: str) -> str:
    rows = [(name_of(path), first_line(path)) for path in files(room)]
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"{name:<{width}}  {line}".rstrip() for name, line in rows)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT)).removesuffix("__init__.py")


def house_map() -> str:
    return "\n\n".join(f"```text\n{room_map(room)}\n```" for room in ROOMS if files(room))


def readme_with(text: str) -> str:
    before, rest = README.read_text(encoding="utf-8").split(START)
    return f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}"


def main() -> int:
    text = house_map()
    if "--print" in sys.argv:
        print(text)
    else:
        README.write_text(readme_with(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
