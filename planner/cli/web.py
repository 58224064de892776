"""``kembara app``: the Streamlit pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import planner


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("app")(web)


def _page() -> Path:
    here = Path(planner.__file__).resolve().parent
    installed = here / "_app.py"
    return installed if installed.exists() else here.parent / "app.py"


def web(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8501,
) -> None:
    """Open the planner's pages in the browser, from this machine alone."""
    command = [sys.executable, "-m", "streamlit", "run", str(_page())]
    options = ["--server.port", str(port), "--server.address", "localhost", "--browser.gatherUsageStats", "false"]
    options += ["--server.maxUploadSize", "5"]  # MB; nobody brings back more than a run sheet
    raise typer.Exit(subprocess.run([*command, *options], check=False).returncode)  # noqa: S603 - our own arguments
