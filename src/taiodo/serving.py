"""Starting the web application on this machine."""

import os
import socket
import subprocess
import sys

from taiodo.catalog.files import data_root
from taiodo.problems import Problem


def serve_application(database: str, address: str, port: int) -> None:
    """Run the application until it is stopped; it inherits the database to work on.

    Raises:
        Problem: the port is taken, or the application could not start.
    """
    _require_free(address, port)
    print(f"taiodo: http://{address}:{port} を開いてください（終了は Ctrl+C）", file=sys.stderr)
    environment = os.environ | {"TAIODO_DATABASE_URL": database}
    root = data_root()
    command = [
        sys.executable, "-m", "streamlit", "run", str(root / "app.py"),
        "--server.address", address, "--server.port", str(port),
    ]  # fmt: skip
    try:
        code = subprocess.run(command, cwd=root, env=environment, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return
    if code not in (0, -2, -15, 130, 143):
        raise Problem("画面を動かせませんでした。", advice="上に表示された内容を確かめてください。")


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise Problem(
                f"{address} のポート {port} は使えません。",
                advice=f"別の番号を指定してください（例: taiodo serve --port {port + 1}）。",
            ) from error
