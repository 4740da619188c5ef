"""The command as a process of its own: clean streams, two at once, signals, other folders."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from samples import two_row_book
from taiodo import serving
from taiodo.problems import Problem
from taiodo.store.engine import Store

COMMAND = [sys.executable, "-m", "taiodo.cli"]
EDITION = ("--operation", "jumin", "--edition", "9.9")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and users of POSIX")


@pytest.fixture
def shell(database_url, tmp_path):
    """Start the command in a process, far from the checkout; more keywords go to Popen."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def start(*arguments, environment=None, **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": elsewhere} | more
        surroundings = os.environ | {"TAIODO_DATABASE_URL": database_url} | (environment or {})
        if sys.platform != "win32":
            # What runs in the background of a shell inherits an interrupt that is ignored.
            more.setdefault("preexec_fn", interruptible)
        return subprocess.Popen([*COMMAND, *map(os.fsdecode, arguments)], env=surroundings, **more)

    return start


def interruptible():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(process):
    out, err = process.communicate(timeout=100)
    words = err.decode()
    assert "Traceback" not in words
    return process.returncode, out, words


def test_stdout_is_one_json_document_in_utf8_whatever_the_locale(shell, tmp_path):
    book = two_row_book(tmp_path / "見本.xlsx")
    plain = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    assert ended(shell("init", "--format", "json", environment=plain))[0] == 0
    for command in (
        ("spec", "import", book, *EDITION),
        ("spec", "show", "--operation", "jumin", "--edition", "9.9"),
        ("catalog", "list"),
        ("survey", "open", "jumin", "--edition", "9.9"),
    ):
        code, out, err = ended(shell(*command, "--format", "json", environment=plain))
        assert (code, err) == (0, "")
        json.loads(out.decode("utf-8"))
        assert out.count(b"\n") == 1
    assert "住民" in out.decode() or "jumin" in out.decode()


@posix
def test_a_file_name_that_is_no_text(shell, tmp_path):
    book = two_row_book(tmp_path / "a.xlsx")
    odd = os.fsencode(tmp_path) + b"/\xff\xfe.xlsx"
    book.rename(os.fsdecode(odd))
    assert ended(shell("init"))[0] == 0
    code, out, _ = ended(shell("spec", "import", odd, *EDITION, "--format", "json"))
    assert (code, json.loads(out)["count"]) == (0, 8)
    code, _, err = ended(shell("spec", "preview", odd + b"x"))
    assert code == 1
    assert "ファイルがありません" in err


def test_of_imports_of_one_edition_at_the_same_moment_exactly_one_wins(shell, tmp_path):
    book = two_row_book(tmp_path / "見本.xlsx", repeat=40)
    assert ended(shell("init"))[0] == 0
    running = [shell("spec", "import", book, *EDITION) for _ in range(3)]
    said = [ended(process) for process in running]
    assert sorted(code for code, _, _ in said) == [0, 1, 1]
    for code, out, err in said:
        if code:
            assert out == b""
            assert "既に取り込まれています" in err
    shown = shell("spec", "show", "--operation", "jumin", "--edition", "9.9", "--format", "json")
    assert len(json.loads(ended(shown)[1])["requirements"]) == 320
    assert json.loads(ended(shell("check", "--format", "json"))[1])["ok"]


def test_several_init_at_the_same_moment_make_one_database(shell):
    running = [shell("init", "--sample", "nakano") for _ in range(3)]
    codes = Counter(ended(process)[0] for process in running)
    assert codes == {0: 3}
    assert json.loads(ended(shell("check", "--format", "json"))[1])["ok"]


def test_a_reader_that_stops_reading_is_no_error(shell):
    assert ended(shell("init"))[0] == 0
    process = shell("catalog", "list")
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    process.wait(30)
    assert err == ""


def bound_by_permissions() -> list[str]:
    """What to put before a command so that permissions bind it, even where root runs the tests."""
    if os.geteuid() != 0:
        return []
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    if shutil.which("setpriv") is None or subprocess.run([*bound, "true"], check=False).returncode:
        pytest.skip("permissions do not bind root here")
    return bound


@pytest.fixture
def sealed_folder(tmp_path, server):
    """A database and a workbook in a folder nothing can be written to."""
    if server != "sqlite":
        pytest.skip("permissions of files")
    folder = tmp_path / "読み取り専用"
    folder.mkdir()
    two_row_book(folder / "見本.xlsx")
    yield folder
    folder.chmod(0o755)


@posix
def test_folder_and_file_without_permission_to_write(sealed_folder):
    database, book = sealed_folder / "t.sqlite3", sealed_folder / "見本.xlsx"
    bound = bound_by_permissions()

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*bound, *COMMAND, *map(str, arguments), "--database", f"sqlite:///{database}"],
            capture_output=True, text=True, cwd="/", timeout=100, check=False,
        )  # fmt: skip

    assert run("init").returncode == 0
    database.chmod(0o444)
    sealed_folder.chmod(0o555)
    before = database.read_bytes()
    for command in (
        ("spec", "import", book, *EDITION),
        ("survey", "open", "jumin", "--edition", "1.0"),
        ("inventory", "template", sealed_folder / "b.xlsx"),
    ):
        said = run(*command)
        assert (said.returncode, said.stdout) == (1, ""), said.stderr
        assert said.stderr.startswith("エラー: ")
        assert "権限" in said.stderr
        assert "Traceback" not in said.stderr
    assert database.read_bytes() == before
    book.chmod(0o000)
    assert "ファイルを読めません" in run("spec", "preview", book).stderr
    environment = {"TAIODO_HOME": str(sealed_folder / "新"), "TAIODO_DATABASE_URL": ""}
    assert "フォルダを作れません" in subprocess.run(
        [*bound, *COMMAND, "init"], env=os.environ | environment,
        capture_output=True, text=True, cwd="/", timeout=100, check=False,
    ).stderr  # fmt: skip


def test_the_data_directory_is_where_the_environment_says(shell, tmp_path):
    home = {"TAIODO_HOME": "データ", "TAIODO_DATABASE_URL": ""}
    assert ended(shell("init", environment=home))[0] == 0
    made = tmp_path / "elsewhere" / "データ" / "taiodo.sqlite3"
    assert sqlite3.connect(made).execute("SELECT name FROM municipality").fetchall()
    assert ended(shell("survey", "status", environment=home))[0] == 0
    nowhere = ended(shell("survey", "status", environment=home | {"TAIODO_HOME": ""}))
    assert nowhere[0] == 1
    assert str(tmp_path / "elsewhere" / "var") in nowhere[2]


def test_the_console_script_is_this_command(tmp_path):
    script = shutil.which("taiodo", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("the package is not installed here")
    said = subprocess.run(
        [script, "catalog", "check"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert said.returncode == 0, said.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def awaited(condition, seconds: float) -> bool:
    last = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > last:
            return False
        time.sleep(0.2)
    return True


@posix
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_application_serves_and_ends_with_its_command(shell, end):
    assert ended(shell("init"))[0] == 0
    port = free_port()
    process = shell("serve", "--port", str(port))
    try:
        assert awaited(lambda: healthy(port), 60)
        taken = ended(shell("serve", "--port", str(port)))
        assert taken[0] == 1
        assert f"ポート {port} は使えません" in taken[2]
        process.send_signal(end)
        code, out, err = ended(process)
    finally:
        process.kill()
    assert code == 0
    assert out == b""
    assert f"http://127.0.0.1:{port}" in err
    assert awaited(lambda: not healthy(port), 10)


def test_the_application_works_on_the_database_of_the_folder_it_was_called_in(
    taiodo, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert taiodo("init", "--database", "sqlite:///ここ.sqlite3").code == 0
    served = []
    monkeypatch.setattr(serving, "_run_until_stopped", lambda *given: served.append(given) or 0)
    assert taiodo("serve", "--database", "sqlite:///ここ.sqlite3", "--port", free_port()).code == 0
    ((command, folder, environment),) = served
    assert "127.0.0.1" in command
    assert (Path(folder) / "app.py").is_file()
    passed = Store(environment["TAIODO_DATABASE_URL"]).sqlite_path
    assert passed == tmp_path / "ここ.sqlite3"


@pytest.mark.parametrize("address", ["203.0.113.1", "なにか", "::ffff:zz"])
def test_an_address_of_somebody_else(refused, empty_store, address):
    message = refused("serve", "--address", address, "--port", free_port())
    assert "待ち受けられません" in message


def test_an_application_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(serving, "_run_until_stopped", lambda *_: 1)
    with pytest.raises(Problem, match="動かせませんでした"):
        serving.serve_application("sqlite://", "127.0.0.1", free_port())
