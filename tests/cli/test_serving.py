"""What `taiodo serve` says before it starts."""

import pytest

from taiodo.commands.serving import FORWARDED, UNENCRYPTED, prepared
from taiodo.workflow.desk import initialise


@pytest.fixture
def desk(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("TAIODO_HOME", str(tmp_path))
    for name in (FORWARDED, "TAIODO_PROXY_HEADER", "TAIODO_SECRETS"):
        monkeypatch.delenv(name, raising=False)
    found, _ = initialise(database_url)
    yield found
    found.store.close()


@pytest.fixture
def certificate(tmp_path):
    for name in ("c.pem", "k.pem"):
        (tmp_path / name).write_text("-")
    return {"certificate": str(tmp_path / "c.pem"), "key": str(tmp_path / "k.pem")}


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7"])
def test_plain_http_to_others_is_said(desk, address):
    _, words = prepared(desk, address, demo=False)
    assert UNENCRYPTED in words
    assert "初回設定のコード" in words, "what was said before is still said"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_nothing_is_said_at_this_machine(desk, address):
    assert UNENCRYPTED not in prepared(desk, address, demo=False)[1]


def test_nothing_is_said_with_https_or_a_trusted_proxy(desk, certificate, monkeypatch):
    assert UNENCRYPTED not in prepared(desk, "0.0.0.0", demo=False, **certificate)[1]
    monkeypatch.setenv(FORWARDED, "192.0.2.1")
    assert UNENCRYPTED not in prepared(desk, "0.0.0.0", demo=False)[1]
