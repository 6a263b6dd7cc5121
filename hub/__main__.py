"""Command line and assembly: the one file that knows everybody."""
