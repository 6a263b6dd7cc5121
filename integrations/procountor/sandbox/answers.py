"""The sandbox's answers in Procountor's shapes: JSON, lists with meta, lists of errors."""

from aiohttp import web

from integrations.errors import Problem
from integrations.procountor.sandbox.store import Document
from integrations.procountor.wire import parse, render

LARGEST_PAGE = 200
PAGE = 50


class No(Exception):  # noqa: N818 - it reads as what it is: the sandbox says no
    """Carried up to the answer: a status and its problems, in Procountor's error body."""

    def __init__(self, status: int, *problems: Problem) -> None:
        super().__init__(status)
        self.status = status
        self.problems = problems


def json_answer(body: object, status: int = 200) -> web.Response:
    return web.Response(text=render(body), status=status, content_type="application/json")


def error_answer(error: No) -> web.Response:
    listed = []
    for problem in error.problems:
        line: Document = {"status": error.status, "message": problem.message or problem.code}
        if problem.field:
            line["field"] = problem.field
        listed.append(line)
    return json_answer({"errors": listed}, error.status)


async def body_of(request: web.Request) -> Document:
    """The JSON object that came. Refuses other bodies, and any sign outside Windows-1252."""
    try:
        found = parse(await request.text())
    except ValueError as error:
        raise No(400, Problem("SANDBOX_NOT_JSON")) from error
    if not isinstance(found, dict):
        raise No(400, Problem("SANDBOX_NOT_AN_OBJECT"))
    return found


def path_id(request: web.Request) -> int:
    text = request.match_info["id"]
    if not text.isascii() or not text.isdecimal():
        raise No(404, Problem("SANDBOX_NOT_FOUND"))
    return int(text)


def path_ids(request: web.Request) -> list[int]:
    """One id, or a batch of at most 200 with commas."""
    texts = request.match_info["id"].split(",")
    if len(texts) > LARGEST_PAGE:
        raise No(400, Problem("SANDBOX_TOO_MANY_IDS"))
    return [int(text) for text in texts if text.isascii() and text.isdecimal()]


def batch_answer(asked: int, found: list[Document]) -> web.Response:
    """Several asked: a list, even of one; unknown ones are missing; none known is 404."""
    if not found:
        raise No(404, Problem("SANDBOX_NOT_FOUND"))
    return json_answer(found if asked > 1 else found[0])


def page_answer(request: web.Request, rows: list[Document]) -> web.Response:
    """A page of `rows` (oldest id first), by previousId or by page number."""
    size = _number(request, "size", PAGE)
    page = _number(request, "page", 0)
    previous = _number(request, "previousId", 0)
    if not 1 <= size <= LARGEST_PAGE:
        raise No(400, Problem("SANDBOX_PAGE_SIZE", "size"))
    total = len(rows)
    descends = request.query.get("orderById", "DESC") == "DESC"
    rows = sorted(rows, key=_id, reverse=descends)
    if previous:
        rows = [row for row in rows if (_id(row) < previous if descends else _id(row) > previous)]
    else:
        rows = rows[page * size :]
    shown = rows[:size]
    meta = {
        "pageNumber": page,
        "pageSize": size,
        "resultCount": len(shown),
        "totalCount": total,
    }
    return json_answer({"results": shown, "meta": meta})


def _id(row: Document) -> int:
    found = row["id"]
    return found if isinstance(found, int) else 0


def _number(request: web.Request, key: str, otherwise: int) -> int:
    text = request.query.get(key, "")
    if text and not (text.isascii() and text.isdecimal()):
        raise No(400, Problem("SANDBOX_NOT_A_NUMBER", key))
    return int(text or otherwise)
