"""Writing files so that they appear whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from taiodo.problems import Problem


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, put in the target's place when the block ends without an exception.

    Raises:
        Problem: the folder is missing, or the target cannot be replaced.
    """
    if not target.parent.is_dir():
        raise Problem(
            "書き出し先のフォルダがありません。",
            str(target.parent),
            "フォルダを作るか、別の場所を指定してください。",
        )
    if target.is_dir():
        raise Problem(
            "書き出し先がフォルダです。", str(target), "ファイルの名前まで指定してください。"
        )
    part = target.with_name(f".{target.stem}.part{target.suffix}")
    try:
        yield part
        _put_in_place(part, target)
    finally:
        part.unlink(missing_ok=True)


def _put_in_place(part: Path, target: Path) -> None:
    try:
        part.replace(target)
    except OSError as error:
        raise Problem(
            "書き出せませんでした。",
            str(target),
            "書き込みの権限を確かめ、Excel などで開いていれば閉じてください。",
        ) from error
