"""Fixtures for all tests; they live in tests/support."""

import sys
from pathlib import Path

# Tests import what they share as `tests.support`, however pytest is started.
ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

pytest_plugins = ["tests.support.services", "tests.support.databases", "tests.support.hub"]
