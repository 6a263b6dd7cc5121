"""Faults on demand: lost replies, HTML instead of JSON, refusals and slowness."""

from dataclasses import dataclass, replace

FAULTS = {
    "drop-request": "the connection ends before any work is done",
    "drop-reply": "the work is done, then the connection ends without an answer",
    "500-html": "an HTML error page, and no work is done",
    "500-html-after": "the work is done, then an HTML error page comes",
    "slow": "the answer comes after some seconds",
    "400": "a refusal with the code of your choice",
    "401": "as if the token had ended",
    "403": "as if a right or the state were missing",
    "429": "too many requests, with Retry-After",
}
FOREVER = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes the next `times` requests (-1: all) with this method and path below /api.

    An empty method or path matches any but the token request. `seconds` is for slow and for Retry-After, `code` for 400.
    """

    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    seconds: float = 1.0
    code: str = "SANDBOX_FAULT"

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(FAULTS)}")


def parse_fault(text: str) -> Fault:
    """`drop-reply`, or `drop-reply:POST:/invoices:3`; 3 is how often, `*` always.

    Raises ValueError for a kind that there is not, or a number that is none.
    """
    kind, method, path, times = [*text.split(":"), "", "", "", ""][:4]
    often = FOREVER if times == "*" else int(times or 1)
    return Fault(kind.strip(), method.strip().upper(), path.strip(), often)


class Faults:
    """What is to go wrong, in the order it was asked for."""

    def __init__(self, waiting: tuple[Fault, ...] = ()) -> None:
        self.waiting = list(waiting)

    def strike(self, method: str, path: str) -> Fault | None:
        """The first that matches this request; it has then happened once."""
        for index, fault in enumerate(self.waiting):
            is_token = path.startswith("/oauth") and not fault.path
            if is_token or fault.method not in ("", method) or not path.startswith(fault.path):
                continue
            if fault.times != FOREVER:
                self._count_down(index, fault)
            return fault
        return None

    def _count_down(self, index: int, fault: Fault) -> None:
        if fault.times <= 1:
            del self.waiting[index]
        else:
            self.waiting[index] = replace(fault, times=fault.times - 1)
