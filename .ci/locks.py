"""Renews the lock files: names, versions and hashes of every package, and no registry's host."""

import setting_up
from say import CannotError, call, note

COMMON = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
    "--custom-compile-command", "./run lock", "--no-annotate", "--quiet",
)  # fmt: skip
# What ./run itself needs: something to install with, and something to build Kirjuri with.
OWN = {".ci/installer.lock": "uv\n", ".ci/build.lock": "hatchling\neditables\n"}


def renew(*, keep: bool) -> None:
    """Write the lock files anew; with `keep`, versions that still satisfy stay as they are."""
    mode = [] if keep else ["--upgrade"]
    project = ["pyproject.toml", *mode]
    compile_lock("requirements.lock", *project)
    compile_lock("requirements-dev.lock", *project, "--group", "dev", "-c", "requirements.lock")
    for lock, wanted in OWN.items():
        source = setting_up.STATE / "wanted.in"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(wanted)
        compile_lock(lock, str(source), *mode, "-c", "requirements-dev.lock")


def compile_lock(lock: str, *options: str) -> None:
    note(f"Resolving {lock}")
    uv = setting_up.BIN / "uv"
    if trouble := call([uv, "pip", "compile", *COMMON, *options, "-o", lock]):
        raise CannotError(setting_up.why_not(f"{lock} could not be renewed.", trouble))
