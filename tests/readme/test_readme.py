"""What the README tells a newcomer to type, typed; and its links."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote

import pytest

from samples import two_row_book
from taiodo.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [block.strip().splitlines() for block in re.findall(r"```\n(.*?)```", README, re.DOTALL)]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_two_commands_stand_alone():
    assert ["make run"] in BLOCKS
    assert ["make test"] in BLOCKS
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_make_target_the_readme_names_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets


def test_windows_does_what_make_does():
    windows = [line.replace("\\", "/") for block in BLOCKS for line in block if ".venv\\" in line]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in ("requirements.lock", "requirements-dev.lock", "init --sample nakano", "serve"):
        assert any(words in line for line in windows), words
        assert words in makefile, words


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith(("http", "#")):
            assert (document.parent / unquote(target.partition("#")[0])).exists(), target


def test_the_commands_from_a_workbook_to_a_report(tmp_path, monkeypatch, capsys):
    (commands,) = [block for block in BLOCKS if any("report fitgap" in line for line in block)]
    two_row_book(tmp_path / "標準仕様書.xlsx")
    answers = "number\tverdict\tcomment\n0010001\t適合\t確認済み\n"
    (tmp_path / "answers.tsv").write_text(answers, encoding="utf-8")
    features = "feature_id\tname\tdescription\nf1\t転入処理\t転入の届出を受けて登録する\n"
    (tmp_path / "現行機能.tsv").write_text(features, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAIODO_DATABASE_URL", raising=False)
    monkeypatch.setenv("TAIODO_HOME", str(tmp_path / "var"))
    for line in commands:
        program, *arguments = shlex.split(line)
        assert program == "taiodo"
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code in (0, None), (line, capsys.readouterr().err)
    for name in ("対応度調査報告書", "影響範囲報告書", "移行計画報告書"):
        assert (tmp_path / f"{name}.docx").stat().st_size > 5_000


@pytest.mark.readme
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="make is not at hand on Windows")
def test_make_run_in_a_fresh_copy_and_again_with_what_was_entered(tmp_path):
    copy = tmp_path / "taiodo"
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    taiodo = copy / ".venv" / "bin" / "taiodo"
    serve_and_stop(copy)
    subprocess.run([taiodo, "survey", "open", "jumin", "--edition", "1.0"], cwd=copy, check=True)
    serve_and_stop(copy)
    status = subprocess.run(
        [taiodo, "survey", "status"], cwd=copy, check=True, capture_output=True, text=True
    )
    assert "jumin\t1.0" in status.stdout


def serve_and_stop(folder: Path) -> None:
    """`make run` until the application answers, then Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TAIODO_", "VIRTUAL_ENV"))}
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=folder,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    last = time.monotonic() + 600
    answered = False
    while not answered and process.poll() is None and time.monotonic() < last:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                answered = page.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=30)[0]
    assert answered, said
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in said
