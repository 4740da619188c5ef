"""The edition a reply is for, its blank form, and reading a vendor's file once."""

import io
from functools import partial

import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition
from taiodo.ui import address
from taiodo.ui.comparison import XLSX
from taiodo.ui.package_reply import given_layout, given_symbols
from taiodo.workflow import package_form, packages, specification
from taiodo.workflow.catalogue import operations
from taiodo.workflow.desk import Desk
from taiodo.workflow.packages import ReplyPreview
from taiodo.workflow.specification import SheetLook


def choose_target(desk: Desk) -> Edition:
    """Operation and edition (both in the address), with the blank form beside them."""
    held = {
        s.operation.id: s
        for s in operations(desk, Action.REPLY_PACKAGE)
        if s.applicable and s.editions
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        operation = address.one_of(
            "業務", list(held), key="operation", width=280,
            format_func=lambda o: held[o].operation.name,
        )  # fmt: skip
        editions = {e.edition: e for e in held[operation].editions}
        edition = address.one_of(
            "版", list(editions), key="edition", width=320,
            format_func=lambda e: f"{e}（{editions[e].kind.label}）",
        )  # fmt: skip
        name = package_form.form_name(
            package_form.municipality(desk), held[operation].operation.name, editions[edition]
        )
        st.download_button(
            "回答様式（.xlsx）", partial(_form, desk, operation, edition), name, XLSX,
            icon=":material/download:", key="package.form",
        )  # fmt: skip
    return editions[edition]


def _form(desk: Desk, operation: str, edition: str) -> bytes:
    """The blank form, written when it is asked for."""
    target = io.BytesIO()
    package_form.write_form(desk, operation, edition, target)
    return target.getvalue()


def read(desk: Desk, target: Edition, data: bytes, name: str, digest: str) -> ReplyPreview:
    """How the file is read for an edition, with the signs and columns somebody gave.

    Raises:
        Problem: it holds no reply.
    """
    given = repr((sorted(given_symbols(digest).items()), given_layout(digest)))
    place = (target.operation, target.edition, target.sha256)
    return _read(digest, place, given, name, desk, data)


@st.cache_resource(scope="session", max_entries=4, show_spinner="読み取っています…")
def _read(
    digest: str, place: tuple[str, str, str], given: str, name: str, _desk: Desk, _data: bytes
) -> ReplyPreview:
    operation, edition, _ = place
    return packages.preview(
        _desk, _data, name, operation=operation, edition=edition,
        symbols=given_symbols(digest), layout=given_layout(digest),
    )  # fmt: skip


@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def look(digest: str, name: str, _data: bytes) -> tuple[SheetLook, ...]:
    """The sheets of one file as they stand.

    Raises:
        Problem: the file cannot be opened.
    """
    return specification.looks(_data, name)
