"""The small firm for tests of actions, queries and jobs, and the sandbox beside it."""

from tests.support.office import office
from tests.support.procountor import stand

__all__ = ["office", "stand"]
