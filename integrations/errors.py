"""What another firm's machine did to us: it refused, or it did not answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason of a refusal. `code` is theirs where they have one, `field` their path to it."""

    code: str
    field: str = ""
    message: str = ""


class IntegrationError(Exception):
    """Something outside the house went wrong. Holds no credentials, so that it may be logged."""


class RefusedError(IntegrationError):
    """They said no and nothing was done: do not repeat.

    The one exception is `retry_after_s`: they were busy, and the same may be tried after that.
    """

    def __init__(
        self,
        problems: tuple[Problem, ...],
        *,
        status: int = 0,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__("; ".join(_line(problem) for problem in problems) or f"status {status}")
        self.problems = problems
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(problem.code for problem in self.problems)


class NoAnswerError(IntegrationError):
    """Nothing usable came back: look first, before anything is repeated.

    `may_be_done` is False when the request certainly never reached them.
    """

    def __init__(self, message: str, *, may_be_done: bool = True) -> None:
        super().__init__(message)
        self.may_be_done = may_be_done


def _line(problem: Problem) -> str:
    place = f" ({problem.field})" if problem.field else ""
    words = "" if problem.message in ("", problem.code) else f": {problem.message}"
    return f"{problem.code}{place}{words}"
