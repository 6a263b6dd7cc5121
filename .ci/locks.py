"""Renews the lock files: names, versions and hashes of every package, and no registry's host."""

import setting_up
from say import ROOT, CannotError, call, note

COMMON = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
    "--custom-compile-command", "./run lock", "--quiet",
)  # fmt: skip
TOOLS = "uv\nhatchling\neditables\n"


def renew(*, keep: bool) -> None:
    """Write the three locks anew; with `keep`, versions that still satisfy stay as they are."""
    wanted = setting_up.STATE / "tools.in"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text(TOOLS)
    mode = [] if keep else ["--upgrade"]
    compile_lock("requirements.lock", "pyproject.toml", *mode)
    compile_lock(
        "requirements-dev.lock",
        "pyproject.toml",
        "--group",
        "dev",
        "-c",
        "requirements.lock",
        *mode,
    )
    compile_lock(
        ".ci/tools.lock", str(wanted.relative_to(ROOT)), "-c", "requirements-dev.lock", *mode
    )


def compile_lock(lock: str, *options: str) -> None:
    note(f"Resolving {lock}")
    uv = setting_up.BIN / "uv"
    if trouble := call([uv, "pip", "compile", *COMMON, *options, "-o", lock, "--no-annotate"]):
        raise CannotError(setting_up.why_not(f"{lock} could not be renewed.", trouble))
