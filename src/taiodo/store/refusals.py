"""What errors of the database mean for the person at the screen."""

import re

from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError

from taiodo.problems import Problem

_UNCHANGED = "何も変更していません。"


def explained(error: DBAPIError, where: str) -> Problem:
    """What a database error means; an error that is the program's own is raised again."""
    words = str(error.orig).lower()
    if isinstance(error, IntegrityError):
        if re.search(_TWICE, words):
            return Problem(
                f"同じ内容が先に登録されていたため、書き込めませんでした。{_UNCHANGED}",
                where,
                "今の内容を確かめてから、もう一度お試しください。",
            )
        raise error
    for marks, message, advice in _EXPLANATIONS:
        if re.search(marks, words):
            return Problem(message, where, advice)
    if isinstance(error, (OperationalError, InternalError)):
        first = str(error.orig).strip().splitlines()[:1]
        return Problem(
            f"データベースの処理に失敗しました（{''.join(first)}）。{_UNCHANGED}",
            where,
            "データベースの状態を確認してください。",
        )
    raise error


_TWICE = r"unique constraint failed|duplicate key value"
_EXPLANATIONS = (
    (
        r"locked|lock timeout|deadlock",
        f"データベースが他の処理で使われているため、書き込めませんでした。{_UNCHANGED}",
        "少し待ってからもう一度お試しください。続く場合は、同じデータベースを使っている他の処理を終了してください。",
    ),
    (
        r"readonly|read-only",
        f"データベースが読み取り専用のため、書き込めませんでした。{_UNCHANGED}",
        "ファイルと、それを置いたフォルダの書き込み権限（サーバーでは利用者の権限）を確認してください。",
    ),
    (
        r"is full|no space left",
        f"ディスクの空きがないため、書き込めませんでした。{_UNCHANGED}",
        "ディスクの空きを確保してから、もう一度お試しください。",
    ),
    (
        r"not a database|unsupported file format",
        "指定されたファイルは taiodo のデータベースではありません。",
        "--database または TAIODO_DATABASE_URL の指定を確認してください。",
    ),
    (
        r"malformed",
        "データベースのファイルが壊れています。",
        "控え（バックアップ）から戻してください。",
    ),
    (
        r"unable to open",
        "データベースのファイルを開けません。",
        "ファイルとフォルダの有無と権限を確認してください。",
    ),
    (
        r"password|authentication|role .* does not exist",
        "データベースのサーバーに接続できません（認証の失敗）。",
        "接続先（--database）の利用者名とパスワードを確認してください。",
    ),
    (
        r"database .* does not exist",
        "データベースのサーバーに、指定された名前のデータベースがありません。",
        "名前（--database）を確認するか、サーバーの管理者に作成を依頼してください。",
    ),
    (
        r"permission denied",
        f"データベースの利用者に権限がありません。{_UNCHANGED}",
        "サーバーの管理者に、表を作り読み書きする権限を依頼してください。",
    ),
    (
        r"connection|connect to|resolve host",
        "データベースのサーバーに接続できません。",
        "サーバーが動いているか、接続先（--database）が正しいかを確認してください。",
    ),
    (
        r"no such table|relation .* does not exist",
        "データベースに必要な表がありません。",
        "控え（バックアップ）から戻すか、新しい場所で `taiodo init` を実行してください。",
    ),
    (
        r"out of range",
        f"数値が大きすぎるため、保存できませんでした。{_UNCHANGED}",
        "桁数を確認してください。",
    ),
)
