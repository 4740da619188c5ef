"""What `taiodo serve` makes ready before the application starts."""

import os
from pathlib import Path

from taiodo.problems import Problem
from taiodo.serving import has_oidc, setup_code, tls
from taiodo.workflow import demonstration
from taiodo.workflow.desk import Desk, home_folder
from taiodo.workflow.presence import DEMO
from taiodo.workflow.setting_up import SETUP_CODE, needs_setup

FORWARDED = "FORWARDED_ALLOW_IPS"
UNENCRYPTED = (
    "注意: 暗号化されていない http で、ほかの端末から開けるようにしています。"
    "パスワードと回答が、そのまま庁内網を流れます。\n"
    "　--certificate と --key で証明書と鍵を指定するか、リバースプロキシで https を受け、"
    "taiodo は --address を外して 127.0.0.1 で待ち受けてください"
    "（運用の手引き「ほかの端末から使う」）。"
)
OIDC, PROXY_HEADER, SECRETS = "TAIODO_OIDC", "TAIODO_PROXY_HEADER", "TAIODO_SECRETS"


def prepared(
    desk: Desk, address: str, *, demo: bool, certificate: str = "", key: str = ""
) -> tuple[dict[str, str], str]:
    """The environment of the application (how people may come in), and words for the terminal.

    Raises:
        Problem: a demonstration or a trusted header that others could reach, or no certificate.
    """
    secrets = Path(os.environ.get(SECRETS) or home_folder() / "secrets.toml").resolve()
    settings = tls(certificate, key) | {
        DEMO: "1" if demo else "",
        SETUP_CODE: "",
        OIDC: "1" if has_oidc(secrets) else "",
        SECRETS: str(secrets),
        "TAIODO_HOME": str(home_folder().resolve()),
    }
    header = os.environ.get(PROXY_HEADER, "")
    if header and not demonstration.is_loopback(address):
        raise Problem(
            "リバースプロキシの見出しによるログインは、127.0.0.1 で待ち受けるときだけ使えます。",
            f"{PROXY_HEADER}={header}",
            "ほかの端末から届くと、見出しを偽って誰にでもなれます。--address を外してください。",
        )
    words = []
    if not certificate and not demonstration.is_loopback(address) and not _behind_proxy():
        words.append(UNENCRYPTED)
    if demo:
        demonstration.require_demonstrable(desk.store, address)
        demonstration.prepare(desk.store)
        words.append("見本のデモです。ログイン画面で役割を選ぶと、パスワードなしで入れます。")
    elif needs_setup(desk.store):
        settings[SETUP_CODE] = setup_code()
        code = settings[SETUP_CODE]
        words.append(f"初回設定のコード: {code}（開いた画面で最初の管理者を登録します）")
    return settings, "\n".join(words)


def _behind_proxy() -> bool:
    """Whether a proxy on another machine is trusted, which then speaks https for us."""
    return bool(os.environ.get(FORWARDED, "").strip())
