"""Sets up: the virtual environment from the lock, the web packages from theirs, the web assets."""

import fcntl
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stamps
from say import ROOT, CannotError, call, can, note

VENV = ROOT / ".venv"
BIN = VENV / "bin"
STATE = ROOT / ".ci" / "state"
UV_LOCK = ROOT / ".ci" / "installer.lock"
BUILD_LOCK = ROOT / ".ci" / "build.lock"
WEB = ROOT / "web-widget"
ASSETS = ROOT / "hub" / "web" / "assets"
OLDEST_NODE = 20
NETWORK_WORDS = re.compile(
    r"name resolution|Could not fetch|Connection(Error| refused| reset)|timed? ?out|dns error"
    r"|Network is unreachable|No route to host|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT"
    r"|from versions: none|error sending request|getaddrinfo|ProxyError|Tunnel connection failed",
    re.IGNORECASE,
)


def everything(*, for_tests: bool) -> None:
    """Bring Python packages, web packages and web assets up to date; quick when they are."""
    node_is_there()
    with alone():
        python_side(for_tests=for_tests)
        web_side()


@contextmanager
def alone() -> Iterator[None]:
    """Two set-ups in one tree would tread on each other: wait for the other to end."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "setting-up").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# --- Python ---


def python_side(*, for_tests: bool) -> None:
    make_venv()
    install(BUILD_LOCK)
    install(
        ROOT / ("requirements-dev.lock" if for_tests or is_for_tests() else "requirements.lock")
    )
    install_ourselves()


def make_venv() -> None:
    home = VENV / "kirjuri-stamps" / "home"
    # Scripts of a virtual environment hold its path: one that was moved is made anew.
    stayed = not home.exists() or home.read_text() == str(VENV)
    if stayed and can(BIN / "python", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        if not can(BIN / "python", "-m", "pip", "--version"):
            call([BIN / "python", "-m", "ensurepip"])
        return
    if not can(sys.executable, "-c", "import venv, ensurepip"):
        raise CannotError(
            f"{sys.executable} lacks the `venv` module, with which Kirjuri keeps its packages"
            " apart from yours. Get it with `apt-get install python3-venv` (Debian, Ubuntu) or"
            " from the same place as your Python, and start again."
        )
    note("Making .venv")
    if trouble := call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise CannotError(f"The virtual environment could not be made in {VENV}: {trouble}")
    home.parent.mkdir()
    home.write_text(str(VENV))


def is_for_tests() -> bool:
    """A tree once set up for tests keeps its one lock, instead of moving between two."""
    return stamp_of(ROOT / "requirements-dev.lock").exists()


def stamp_of(lock: Path) -> Path:
    return VENV / "kirjuri-stamps" / lock.name


def install(lock: Path) -> None:
    """Install a hash-pinned lock; uv is fast, and pip knows the proxies and mirrors of its owner."""
    inputs = stamps.digest([lock])
    if stamps.is_fresh(stamp_of(lock), inputs):
        return
    note(f"Installing {lock.relative_to(ROOT)}")
    options = ["--require-hashes", "-r", str(lock)]
    trouble = call([*uv_install(), *options]) if uv_is_there() else "no uv"
    if trouble:
        trouble = call([*pip_install(), *options])
    if trouble:
        raise CannotError(why_not("The Python packages could not be installed.", trouble))
    stamps.mark(stamp_of(lock), inputs)


def uv_is_there() -> bool:
    """Whether the pinned uv could be had; without it everything works, only slower."""
    inputs = stamps.digest([UV_LOCK])
    if not stamps.is_fresh(stamp_of(UV_LOCK), inputs):
        if call([*pip_install(), "--require-hashes", "-r", str(UV_LOCK)]):
            note("uv could not be had; pip takes its place, a little slower")
            return False
        stamps.mark(stamp_of(UV_LOCK), inputs)
    return can(BIN / "uv", "--version")


def install_ourselves() -> None:
    """Put this tree and the `kirjuri` command into .venv, without touching its dependencies."""
    stamp, inputs = stamp_of(Path("kirjuri")), stamps.digest([ROOT / "pyproject.toml"])
    if stamps.is_fresh(stamp, inputs) and (BIN / "kirjuri").exists():
        return
    note("Installing Kirjuri itself")
    options = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    if trouble := call([*pip_install(), *options]):
        raise CannotError(f"Kirjuri itself could not be installed:\n{trouble}")
    stamps.mark(stamp, inputs)


def uv_install() -> list[str]:
    return [str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(BIN / "python")]


def pip_install() -> list[str]:
    return [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


# --- web ---


def node_is_there() -> None:
    """Refuse early, and say which of Node and npm is missing or old."""
    how = (
        f"Install Node {OLDEST_NODE} or newer, which brings npm (for example"
        " `apt-get install nodejs npm`, `brew install node`, or nvm), and start again."
    )
    if not shutil.which("node"):
        raise CannotError(f"Node is missing; the web pages are built with it. {how}")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    if not version or int(version[1]) < OLDEST_NODE:
        raise CannotError(f"Node is too old ({said.strip() or 'it does not start'}). {how}")
    if not shutil.which("npm"):
        raise CannotError(f"npm is missing; it comes with Node as a rule. {how}")


def web_side() -> None:
    packages = stamps.digest([WEB / "package.json", WEB / "package-lock.json"])
    stamp = WEB / "node_modules" / ".kirjuri-packages"
    if not stamps.is_fresh(stamp, packages):
        note("Installing the web packages")
        npm("ci", "--no-audit", "--no-fund", trouble_is="The web packages could not be installed.")
        stamps.mark(stamp, packages)
    build_assets()


def build_assets() -> None:
    """Build web-widget/ into hub/web/assets/, unless what stands there is from the same sources."""
    stamp = WEB / "node_modules" / ".kirjuri-assets"
    sources = stamps.digest(web_sources())
    if stamps.is_fresh(stamp, sources) and ASSETS.is_dir() and any(ASSETS.iterdir()):
        return
    note("Building the web pages")
    npm("run", "build", trouble_is="The web pages could not be built.")
    stamps.mark(stamp, sources)


def web_sources() -> list[Path]:
    written_by_tools = frozenset({"node_modules", "dist", "coverage", "test-results"})
    return [
        path
        for path in (
            *stamps.files_under(WEB, but=written_by_tools),
            *stamps.files_under(ROOT / "hub" / "locale"),
        )
        if path.suffix != ".tsbuildinfo"
    ]


def npm(*words: str, trouble_is: str) -> None:
    if trouble := call(["npm", *words], where=WEB):
        raise CannotError(why_not(trouble_is, trouble))


def why_not(what: str, trouble: str) -> str:
    if NETWORK_WORDS.search(trouble):
        return (
            f"{what} The package registry could not be reached: check the network connection"
            " and the proxy settings of pip and npm, and start again."
        )
    return f"{what} The last words were:\n{trouble}"
