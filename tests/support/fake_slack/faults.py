"""What can go wrong on the way to Slack: 429, 5xx, an error, a reply that never comes back."""

from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

Kind = Literal["ratelimited", "status", "error", "drop_before", "drop_reply"]


@dataclass
class Fault:
    method: str
    kind: Kind
    times: int = 1
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"


@dataclass
class Faults:
    """Tests append to `planned`; each fault strikes its number of times."""

    planned: list[Fault] = field(default_factory=list)

    def add(self, method: str, kind: Kind, **more: object) -> None:
        """Plan a fault for a method, or for every one with "*"."""
        self.planned.append(Fault(method, kind, **more))  # type: ignore[arg-type]

    def strike(self, method: str) -> Fault | None:
        for fault in self.planned:
            if fault.method in {method, "*"} and fault.times > 0:
                fault.times -= 1
                return fault
        return None


def answer_of(fault: Fault) -> web.Response | None:
    """Give the response of a fault that strikes before anything was done."""
    match fault.kind:
        case "ratelimited":
            return web.json_response(
                {"ok": False, "error": "ratelimited"},
                status=429,
                headers={"Retry-After": str(fault.retry_after)},
            )
        case "status":
            return web.Response(status=fault.status, text="upstream error")
        case "error":
            return web.json_response({"ok": False, "error": fault.error})
        case _:
            return None
