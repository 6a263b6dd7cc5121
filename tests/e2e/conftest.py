"""Browser tests share the demo and the browser of tests/support/browser.py."""

from tests.support.browser import browser, chromium, demo

__all__ = ["browser", "chromium", "demo"]
