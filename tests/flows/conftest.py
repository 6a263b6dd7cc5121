"""Flows that need only the demo share one for a file."""

from tests.support.demo import demo

__all__ = ["demo"]
