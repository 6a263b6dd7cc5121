"""The small firm for tests of actions, queries and jobs."""

from tests.support.office import office

__all__ = ["office"]
