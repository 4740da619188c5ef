"""Starting the web application on this machine."""

import errno
import os
import signal
import socket
import subprocess
import sys
from types import FrameType

from taiodo.catalog.files import data_root
from taiodo.problems import Problem

STOP_SECONDS = 10
STDERR = 2


def serve_application(database: str, address: str, port: int) -> None:
    """Run the application until it is stopped; it inherits the database to work on.

    Raises:
        Problem: the port is taken, or the application could not start.
    """
    _require_free(address, port)
    shown = f"[{address}]" if ":" in address else address
    print(f"taiodo: http://{shown}:{port} を開いてください（終了は Ctrl+C）", file=sys.stderr)
    root = data_root()
    command = [
        sys.executable, "-m", "streamlit", "run", str(root / "app.py"),
        "--server.address", address, "--server.port", str(port),
        "--logger.hideWelcomeMessage", "true",
    ]  # fmt: skip
    environment = os.environ | {"TAIODO_DATABASE_URL": database}
    code = _run_until_stopped(command, str(root), environment)
    if code not in (0, -signal.SIGINT, -signal.SIGTERM, 130, 143):
        raise Problem("画面を動かせませんでした。", advice="上に表示された内容を確かめてください。")


def _run_until_stopped(command: list[str], folder: str, environment: dict[str, str]) -> int:
    """Run a child that never outlives this process and speaks on stderr only; its exit code."""
    with subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=environment, stdout=STDERR
    ) as child:

        def stop(_signal: int, _frame: FrameType | None) -> None:
            child.terminate()

        before = signal.signal(signal.SIGTERM, stop)
        try:
            return child.wait()
        except KeyboardInterrupt:
            _end(child)
            return 0
        finally:
            signal.signal(signal.SIGTERM, before)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ask a child to go, which Ctrl+C may have told already; end it if it does not."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise _unusable(error, address, port) from error


def _unusable(error: OSError, address: str, port: int) -> Problem:
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        other = port + 1 if 1024 <= port < 65535 else 8501
        return Problem(
            f"{address} のポート {port} は使えません。",
            advice=f"別の番号を指定してください（例: taiodo serve --port {other}）。",
        )
    return Problem(
        f"アドレス {address} では待ち受けられません。",
        advice="この端末のアドレスを --address に指定してください（既定: 127.0.0.1）。",
    )
