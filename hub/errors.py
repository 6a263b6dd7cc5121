"""What a person did that cannot be done: errors with a sentence fit to show, and their codes."""

from hub.texts import say


class UserError(Exception):
    """Input that cannot be taken. Shown to the person in their language, never logged as a fault.

    `key` names the sentence in the catalogues, `field` the input it is about.
    """

    code = "invalid"
    status = 422

    def __init__(self, key: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.params = params

    def say(self, language: str) -> str:
        return say(self.key, language, **self.params)


class SignInError(UserError):
    code = "unauthorized"
    status = 401


class ForbiddenError(UserError):
    code = "forbidden"
    status = 403


class NotFoundError(UserError):
    """Absent, or not the asker's: the two must look the same."""

    code = "not_found"
    status = 404

    def __init__(
        self, key: str = "errors.not_found", *, field: str | None = None, **params: object
    ) -> None:
        super().__init__(key, field=field, **params)


class ConflictError(UserError):
    code = "conflict"
    status = 409


class TooLargeError(UserError):
    code = "too_large"
    status = 413


class RateLimitedError(UserError):
    code = "rate_limited"
    status = 429

    def __init__(self, retry_after: int, key: str = "errors.rate_limited") -> None:
        super().__init__(key, seconds=retry_after)
        self.retry_after = retry_after


class UnavailableError(UserError):
    code = "unavailable"
    status = 503
