"""What lies inside files: warned of when it can hurt, refused when it is a bomb."""

from pathlib import Path

import pytest

from hub.actions.sniffing import sniff
from tests.support.documents import linked, nested, office, packed, pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def flags(tmp_path: Path, name: str, content: bytes) -> set[str]:
    path = tmp_path / "file"
    path.write_bytes(content)
    finding = sniff(path, name)
    return {finding.problem} if finding.problem else set(finding.flags)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xlsx", office({"xl/vbaProject.bin": b"x"}), {"macros"}),
        (
            "a.xlsx",
            office({"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}),
            {"external_links"},
        ),
        ("a.xlsx", office({"xl/connections.xml": "<c/>"}), {"external_links"}),
        ("a.docx", office({"word/_rels/s.rels": linked("attachedTemplate")}), {"external_links"}),
        ("a.docx", office({"word/document.xml": "<t>DDEAUTO c:\\x</t>"}), {"external_links"}),
        ("a.docx", office({"word/_rels/s.rels": linked("hyperlink")}), set()),
        ("a.xlsx", office({"xl/workbook.xml": "<w/>"}), set()),
        ("a.zip", packed({"b.xlsx": office({"xl/vbaProject.bin": b"x"})}), {"macros"}),
        ("a.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), {"macros"}),
        ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), {"locked"}),
        ("a.pdf", pdf().replace(b"/Type /Catalog", b"/Type /Catalog /JavaScript 9"), {"active"}),
        ("a.pdf", pdf(), set()),
        ("a.png", b"<html><script>1</script></html>", {"misnamed"}),
        ("a.zip", nested(2), set()),
        ("a.zip", nested(3), {"realtime.reason_bomb"}),
        ("a.zip", packed({"0": b"\0" * 60_000_000}), {"realtime.reason_bomb"}),
    ],
)
def test_what_lies_inside_is_told(tmp_path: Path, name: str, content: bytes, expected: set[str]):
    assert flags(tmp_path, name, content) == expected


def test_entries_that_share_their_bytes_are_a_bomb(tmp_path: Path):
    """One stretch of the file, claimed by a hundred names of its directory."""
    whole = packed({f"{number:03}": bytes(range(256)) for number in range(100)})
    # Every entry of the directory points at the first one's bytes, and claims ten times as many.
    at = whole.index(b"PK\x01\x02")
    directory = bytearray(whole[at:])
    step = 46 + 3
    for number in range(100):
        directory[number * step + 20 : number * step + 24] = (2600).to_bytes(4, "little")
        directory[number * step + 42 : number * step + 46] = b"\0\0\0\0"

    assert flags(tmp_path, "a.zip", whole[:at] + bytes(directory)) == {"realtime.reason_bomb"}
