"""利用者: the commands of `taiodo user`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from taiodo.commands.call import FILE, Call, lines, say
from taiodo.usage import Commands

ROLES = {"管理者": "admin", "所管課": "department", "閲覧者": "viewer", "事業者": "vendor"}


@click.group(cls=Commands)
def user() -> None:
    """利用者（画面にログインする人）。"""


@user.command("list")
@click.pass_obj
def user_list(call: Call) -> None:
    """利用者の一覧。"""
    from taiodo.workflow.accounts import accounts

    found = accounts(call.desk())
    words = [
        f"{a.facts.login}\t{a.facts.name}\t{a.facts.role.label}\t"
        f"{a.facts.department or a.facts.vendor}\t{'' if a.active else '停止中'}"
        for a in found
    ]
    call.answer([a.as_dict() for a in found], words or ["利用者はまだいません。"])


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, metavar="NAME", help="氏名（履歴に残る）")
@click.option("--role", required=True, type=click.Choice([*ROLES, *ROLES.values()]), help="役割")
@click.option("--department", default="", metavar="D", help="所管課")
@click.option("--vendor", default="", metavar="V", help="事業者")
@click.option("--external", default="", metavar="MAIL", help="組織アカウント（OIDC など）")
@click.pass_obj
def user_add(
    call: Call, login: str, name: str, role: str, department: str, vendor: str, external: str
) -> None:
    """利用者を加え、初期パスワードを一度だけ表示する。"""
    from taiodo.access.rights import Role
    from taiodo.workflow.accounts import AccountFacts, add

    facts = AccountFacts(login, name, Role(ROLES.get(role, role)), department, vendor, external)
    _answer_issued(call, [add(call.desk(), facts)])


@user.command("password")
@click.argument("login")
@click.pass_obj
def user_password(call: Call, login: str) -> None:
    """パスワードを再発行し、一度だけ表示する（今のログインは終わる）。"""
    from taiodo.workflow.accounts import account_named, reset_password

    desk = call.desk()
    _answer_issued(call, [reset_password(desk, account_named(desk, login).id)])


@user.command("disable")
@click.argument("login")
@click.pass_obj
def user_disable(call: Call, login: str) -> None:
    """利用者を停止する（今のログインは終わる）。"""
    _set_active(call, login, False)


@user.command("enable")
@click.argument("login")
@click.pass_obj
def user_enable(call: Call, login: str) -> None:
    """停止した利用者の使用を再開し、ログイン制限も解く。"""
    _set_active(call, login, True)


@user.command("import")
@click.argument("file", type=FILE)
@click.option("--preview", "only_preview", is_flag=True, help="読み取り結果だけを示す")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="初期パスワードを書き出すCSV")
@click.pass_obj
def user_import(call: Call, file: Path, only_preview: bool, output: Path | None) -> None:
    """利用者のCSVを登録する（全部か、何もしないか）。"""
    from taiodo.workflow import account_file
    from taiodo.workflow.files import whole_file

    desk = call.desk()
    read = account_file.preview(desk, file)
    words = [f"加える{len(read.new)}人、変える{len(read.changed)}人、変わらない{read.unchanged}人"]
    if only_preview:
        call.answer(read.as_dict(), words + lines(read.findings))
        return
    issued = account_file.commit(desk, read)
    if output is None:
        _answer_issued(call, issued, read.as_dict(), words + lines(read.findings))
        return
    with whole_file(output) as target:
        target.touch(mode=0o600)
        target.write_bytes(account_file.issued_csv(issued))
    say(f"初期パスワードを書き出しました: {output}")
    call.answer(read.as_dict() | {"file": str(output)}, words + lines(read.findings))


def _set_active(call: Call, login: str, active: bool) -> None:
    from taiodo.workflow.accounts import account_named, set_active, unlock

    desk = call.desk()
    account = account_named(desk, login)
    set_active(desk, account.id, active)
    if active:
        unlock(desk, account.id)
    words = "使用を再開しました。" if active else "停止しました。"
    call.answer({"login": account.facts.login, "active": active}, [f"{login} を{words}"])


def _answer_issued(
    call: Call,
    issued: Sequence[Any],
    document: dict[str, object] | None = None,
    words: Sequence[str] = (),
) -> None:
    passwords = [{"login": i.login, "name": i.name, "password": i.password} for i in issued]
    shown = [f"{i.login}\t{i.name}\t初期パスワード: {i.password}" for i in issued]
    call.answer((document or {}) | {"issued": passwords}, [*words, *shown])
    if issued:
        say("初期パスワードはここに一度だけ表示します。本人に渡してください。")
