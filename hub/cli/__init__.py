"""The command line: one small file a subject, all of them promised doors."""

from hub.cli import demo, people, privacy, registers, sandbox, serve, slack, store, talk
from hub.cli.base import app

__all__ = [
    "app",
    "demo",
    "people",
    "privacy",
    "registers",
    "sandbox",
    "serve",
    "slack",
    "store",
    "talk",
]
