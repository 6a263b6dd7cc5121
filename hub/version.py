"""Which version of Kirjuri this is."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("kirjuri")
except PackageNotFoundError:  # run from a folder that was never installed
    VERSION = "0"
