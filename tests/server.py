"""The real server on a database of its own, for the browser tests and the benchmarks."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(*arguments: str, **environment: str) -> None:
    """Run a command of manage.py, or raise with what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


@contextmanager
def running(
    *,
    database_url: str,
    folder: Path,
    application: str = "lms.wsgi:application",
    threads: int = 4,
    workers: int = 1,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the site in demo mode; yields address and process. `folder` holds its static files and log."""
    environment = {
        "LMS_MODE": "demo",
        "DATABASE_URL": database_url,
        "LMS_VAR_DIR": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,  # so that a session made here is good there
        "PYTHONPATH": str(ROOT),
    }
    manage("collectstatic", "--noinput", "--verbosity", "0", **environment)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
                *("--blocking-threads", str(threads), "--no-ws"),
                # A worker that is still loading loses the signal to stop, and would be waited for for ever.
                *("--workers-kill-timeout", "10", application),
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"{address}/health/", process, folder / "server.log")
            yield address, process
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own server on this machine)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-4000:]}")
