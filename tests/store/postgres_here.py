"""A PostgreSQL server on loopback that a test may start, stop and throw away."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

# Thrown away afterwards, and no test pulls the machine's plug. A stopped or killed server still loses nothing: what
# it wrote is with the operating system.
_FAST = "-c fsync=off -c full_page_writes=off -c max_connections=200"


def program(name: str) -> str | None:
    """The newest server program of that name, on the path or where Debian keeps it."""
    places = [shutil.which(name), *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)]
    return next((str(place) for place in places if place), None)


STARTS = 3  # each on another port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """An empty server with a database ``postgres``; ``url`` lacks the name of a database."""

    def __init__(self, initdb: str, pg_ctl: str) -> None:
        self._pg_ctl = pg_ctl
        self._folder = Path(tempfile.mkdtemp(prefix="kembara-pg-"))
        self._who: dict = {}
        if os.getuid() == 0:  # the server refuses to run as root
            shutil.chown(self._folder, "postgres")
            self._who = {"user": "postgres", "cwd": "/"}
        self._port = 0  # none before the first start
        words = ["-U", "kembara", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self._run([initdb, "-D", str(self._data), *words], stderr=subprocess.PIPE)

    @property
    def url(self) -> str:
        return f"postgresql://kembara@127.0.0.1:{self._port}/"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Start; the first time on a free port, and on another if somebody takes that in between. The url keeps it."""
        for port in (self._port,) if self._port else (_free_port() for _ in range(STARTS)):
            with contextlib.suppress(subprocess.CalledProcessError):
                self._start(port)
                self._port = port
                return
        said = (self._folder / "log").read_text("utf-8", errors="replace")
        raise RuntimeError(f"PostgreSQL does not start. It said:\n{said[-2000:]}")

    def _start(self, port: int) -> None:
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder} {_FAST}"
        log = str(self._folder / "log")
        # The server keeps our streams open: a pipe would never end.
        self._run([self._pg_ctl, "-D", str(self._data), "-l", log, "-w", "-o", options, "start"])

    def stop(self, how: str = "immediate") -> None:
        self._run([self._pg_ctl, "-D", str(self._data), "-w", "-m", how, "stop"])

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, command: list[str], stderr: int = subprocess.DEVNULL) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=stderr, **self._who)
