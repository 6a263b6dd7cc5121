"""The sandbox's fixture, for the tests of this folder."""

from tests.support.procountor import stand

__all__ = ["stand"]
