"""Starting the web application on this machine."""

import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from taiodo.catalog.files import data_root
from taiodo.problems import Problem

STOP_SECONDS = 10
STDERR = 2
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def setup_code() -> str:
    """A code for the first set-up, to be read from the terminal: two groups of four signs."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(2))


def has_oidc(file: Path) -> bool:
    """Whether a file of secrets says where to log in by OpenID Connect ([auth]).

    Raises:
        Problem: it is no TOML.
    """
    try:
        return "auth" in tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return False
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(
            "組織アカウントの設定を読み取れません。", str(file), "TOML の書き方を確かめてください。"
        ) from error


def tls(certificate: str, key: str) -> dict[str, str]:
    """The environment that lets the server speak https itself.

    Raises:
        Problem: one of the two files is missing.
    """
    if not certificate and not key:
        return {}
    for file in (certificate, key):
        if not file or not Path(file).is_file():
            raise Problem(
                "https には、証明書と鍵のファイルが両方要ります。",
                file,
                "--certificate と --key に、PEM 形式のファイルを指定してください。",
            )
    return {
        "STREAMLIT_SERVER_SSL_CERT_FILE": str(Path(certificate).resolve()),
        "STREAMLIT_SERVER_SSL_KEY_FILE": str(Path(key).resolve()),
    }


def serve_application(
    database: str,
    address: str,
    port: int,
    more: Mapping[str, str] | None = None,
    words: str = "",
) -> None:
    """Run the application until it is stopped; it inherits the database to work on.

    `more` are further settings for its environment, `words` what to tell whoever starts it.

    Raises:
        Problem: the port is taken, or the application could not start.
    """
    _require_free(address, port)
    shown = f"[{address}]" if ":" in address else address
    given = dict(more or {})
    scheme = "https" if "STREAMLIT_SERVER_SSL_CERT_FILE" in given else "http"
    print(f"taiodo: {scheme}://{shown}:{port} を開いてください（終了は Ctrl+C）", file=sys.stderr)
    if words:
        print(words, file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "taiodo.ui.application", address, str(port)]
    environment = os.environ | {"TAIODO_DATABASE_URL": database} | given
    code = _run_until_stopped(command, str(data_root()), environment)
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
