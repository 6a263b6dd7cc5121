"""Refuses to build a wheel without the web pages: whoever installs it has no Node to make them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebPagesHook(BuildHookInterface[Any]):
    """Looked up by hatchling, as pyproject.toml says."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - theirs
        assets = Path(self.root, "hub", "web", "assets")
        # An editable install points at this tree, where ./run builds the pages later.
        if version != "editable" and not (assets.is_dir() and any(assets.iterdir())):
            raise RuntimeError(
                "hub/web/assets is empty: build the web pages first with `./run setup`"
            )
