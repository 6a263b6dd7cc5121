"""How the sandbox behaves where no source says how Procountor does."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Switches:
    """The first value of each is the default; each stands for an open question (api.md § 9)."""

    # Whom the only key stands for.
    client_id: str = "sandbox-client"
    client_secret: str = field(default="sandbox-secret", repr=False)
    api_key: str = field(default="sandbox-key", repr=False)
    company_id: int = 4711
    company_name: str = "Tilitoimisto Tasapaino Oy (SANDBOX)"
    user_name: str = "API technical user"
    token_s: int = 3600

    redirect_uri: Literal["optional", "required"] = "optional"
    over_limit: Literal["429", "no_429"] = "429"
    per_second: int = 60
    no_sending: Literal["marks_sent", "refused"] = "marks_sent"
    duplicate_partner: Literal["accepted", "refused"] = "accepted"
    version_window: Literal["inclusive", "exclusive"] = "inclusive"
    oauth_refusal: Literal["errors", "error"] = "errors"
    rounding: Literal["per_row", "sum_then_round"] = "per_row"
    # Whether a rate must hold on the day of supply; the real API ties it to no day in public.
    vat_by_day: bool = True
    # The last day of closed accounting periods.
    closed_until: date | None = None
