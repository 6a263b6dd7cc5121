"""What somebody wrote in an answer, without the mail that they answered."""

import re

LONGEST_LOOK = 200_000

# The line of ours above which one is asked to write (hub/locale/notices.*.po), however it is quoted.
_MARK = re.compile(r"^[\s>|]*— .{10,80} —\s*$")
# "On … wrote:", as the usual programs put it in our languages, on one line or broken over two.
_WROTE = re.compile(
    r"^\s*(?:On\b.{5,300}\bwrote|.{0,300}\bkirjoitti(?:\s.{0,120})?|Den\b.{5,300}\bskrev(?:\s.{0,120})?"
    r"|.{5,300}\bskrev(?:\s.{0,120})?)\s*:\s*$",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:Original Message|Alkuperäinen viesti|Ursprungligt meddelande)\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^\s*\*?(?:From|Lähettäjä|Från)\s?:\*?\s.+@", re.IGNORECASE)
_HEAD_NEXT = re.compile(
    r"^\s*\*?(?:Sent|Date|To|Subject|Lähetetty|Päivämäärä|Päiväys|Vastaanottaja|Aihe|Skickat|Datum|Till|Ämne)\s?:",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")


def written_in(text: str) -> str:
    r"""The text above the quoted mail and above a signature; what was quoted in between stays.

    >>> written_in("Kyllä.\n\nOn Tue, Kirjuri wrote:\n> Kysymys?")
    'Kyllä.'
    """
    lines = text[:LONGEST_LOOK].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for at, line in enumerate(lines):
        if _ends_here(lines, at):
            break
        kept.append(line.rstrip())
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    return "\n".join(kept).strip()


def _ends_here(lines: list[str], at: int) -> bool:
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if _MARK.match(line) or _DIVIDER.match(line) or _SIGNATURE.match(line):
        return True
    if _HEAD.match(line) and _HEAD_NEXT.match(following):
        return True
    if len(line) > 600:  # noqa: PLR2004 - no program writes such a line
        return False
    return bool(_WROTE.match(line)) or bool(
        _WROTE.match(f"{line} {following}") and _quoted(lines, at + 2)
    )


def _quoted(lines: list[str], at: int) -> bool:
    """Whether a quotation begins within the next lines: two lines alone may be somebody's words."""
    return any(line.lstrip().startswith(">") for line in lines[at : at + 3])
