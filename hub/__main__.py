"""`kirjuri` and `python -m hub`: where the command line begins."""

from hub.cli import app


def main() -> None:
    """Run a command: `kirjuri --help` lists them."""
    app(prog_name="kirjuri")


if __name__ == "__main__":
    main()
