"""The small firm for tests of commands."""

from tests.support.office import office

__all__ = ["office"]
