"""Browser tests share the demo and the browser of tests/support."""

from tests.support.browser import browser, chromium
from tests.support.demo import demo

__all__ = ["browser", "chromium", "demo"]
