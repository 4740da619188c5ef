"""Which sheet, survey and item the rows of a 調査票 are about, and what their cells mean."""

from collections import Counter
from collections.abc import Mapping

from taiodo.catalog.load import operation_of
from taiodo.catalog.search import folded
from taiodo.problems import Problem
from taiodo.store import items as stored_items
from taiodo.store import sheets as stored
from taiodo.store import surveys as stored_surveys
from taiodo.store.engine import Reading
from taiodo.store.feature_items import features_by_code
from taiodo.store.municipal import CurrentMunicipality
from taiodo.store.sheet_items import Now
from taiodo.store.sheets import SentSheet
from taiodo.survey.sheets import Face, ItemKey, Rejected, Returned, Value
from taiodo.workbook.survey_form import ERASE
from taiodo.workbook.survey_reading import ReadForm, ReadRow
from taiodo.workflow.spoken import stored_value
from taiodo.workflow.surveying import countermeasures

LEAST_SHARE = 0.5
KEY_DIGITS = 9
"""Digits a key of ours can have; a longer number was typed by somebody."""


def sheets_of(reading: Reading, body: CurrentMunicipality, form: ReadForm) -> dict[str, SentSheet]:
    """Token → the sheet a file was written as.

    Raises:
        Problem: this municipality sent none of them.
    """
    known = {t: stored.sheet_of_token(reading, body.id, t) for t in form.tokens}
    found = {token: sheet for token, sheet in known.items() if sheet is not None}
    if form.tokens and not found:
        raise Problem(
            f"{body.name}のこのデータベースから送った調査票ではありません。何も取り込んでいません。",
            form.name,
            "ほかの自治体や試行用の調査票でないか確かめ、「調査票の授受」から書き出したものを"
            "使ってください。",
        )
    return found


def survey_of(
    reading: Reading,
    form: ReadForm,
    sheets: Mapping[str, SentSheet],
    surveys: Mapping[int, stored_surveys.StoredSurvey],
    operation: str,
) -> int:
    """The survey a file belongs to: by its token, else by its numbers.

    Raises:
        Problem: it could be none, or several.
    """
    if sheets:
        counted = Counter(
            row.keys.get("token") for sheet in form.sheets for row in sheet.rows
            if row.keys.get("token") in sheets
        )  # fmt: skip
        return sheets[str(counted.most_common(1)[0][0])].survey
    wanted = operation_of(operation).id if operation else ""
    numbers = {_number(row) for sheet in form.sheets for row in sheet.rows} - {""}
    shares = []
    for survey in surveys.values():
        if survey.closed_at or (wanted and survey.operation != wanted):
            continue
        known = set(map(folded, stored_items.keys_by_number(reading, survey.id)))
        shares.append((len(numbers & known) / max(1, len(numbers)), survey.id))
    likely = [survey for share, survey in sorted(shares, reverse=True) if share >= LEAST_SHARE]
    if not likely or (len(likely) > 1 and not wanted):
        raise Problem(
            "どの調査の調査票か分かりません（隠れた列がありません）。何も取り込んでいません。",
            form.name,
            "業務を指定してください（画面の「業務」、または taiodo survey merge --operation O）。"
            "機能IDで照らし合わせて取り込みます。",
        )
    return likely[0]


Keyed = tuple[ItemKey, ReadRow]
"""The item a row is about, and the row."""


def keyed(reading: Reading, form: ReadForm, survey: int) -> tuple[list[Keyed], list[Rejected]]:
    """The item each row is about: by its hidden key, else by 機能ID and 実装類型."""
    by_number = {
        Face.REQUIREMENT: _folded(stored_items.keys_by_number(reading, survey)),
        Face.FEATURE: _folded(features_by_code(reading, survey)),
    }
    found: list[Keyed] = []
    rejected: list[Rejected] = []
    for sheet in form.sheets:
        for row in filter(lambda r: r.answers, sheet.rows):
            key = row.keys.get("item", "")
            if key.isdecimal() and len(key) <= KEY_DIGITS:
                found.append((ItemKey(sheet.face, int(key)), row))
                continue
            item = _by_number(row, by_number[sheet.face])
            if item is not None:
                found.append((ItemKey(sheet.face, item), row))
            else:
                rejected.append(_unknown(row))
    return found, rejected


_Numbers = dict[str, list[tuple[int, str]]]


def _folded(known: Mapping[str, list[tuple[int, str]]]) -> _Numbers:
    """Items by 機能ID in any width."""
    found: _Numbers = {}
    for number, items in known.items():
        found.setdefault(folded(number), []).extend(items)
    return found


def _number(row: ReadRow) -> str:
    """機能ID as it is compared."""
    return folded(row.keys.get("number", ""))


def _by_number(row: ReadRow, known: _Numbers) -> int | None:
    candidates = known.get(_number(row), [])
    if len(candidates) > 1:
        words = row.keys.get("obligation", "")
        candidates = [c for c in candidates if stored_items.OBLIGATION_LABELS.get(c[1]) == words]
    return candidates[0][0] if len(candidates) == 1 else None


def _unknown(row: ReadRow) -> Rejected:
    if not row.keys.get("number"):
        return Rejected(
            row.where,
            "機能IDのない行に記入があります。",
            "足した行は取り込めません。項目の行に書き写してください。",
        )
    return Rejected(
        row.where,
        f"機能ID「{row.keys.get('number', '')}」は、この調査の項目にありません。",
        "足した行は取り込めません。要件の番号を確かめてください。",
    )


def unusable(row: ReadRow, sent: Now | None, now: Now | None) -> tuple[str, str] | None:
    """Why a row cannot be taken, with advice; None when it can."""
    number = row.keys.get("number", "")
    if sent is None or now is None:
        return (
            f"機能ID「{number}」の行は、この自治体の調査の項目ではありません。",
            "ほかの調査票から貼り付けた行を除いてください。",
        )
    if number and _number(row) != folded(sent.number):
        return (
            f"機能IDが書き換わっています（送ったもの「{sent.number}」、今「{number}」）。",
            "機能IDを元に戻すか、その行を元の調査票から写し直してください。",
        )
    if not now.active:
        return (
            f"機能ID「{sent.number}」は、今の版の標準仕様書で削除された要件です。",
            "回答は前の版の調査に残っています。この行の記入は取り込みません。",
        )
    return None


def valued(row: ReadRow, key: ItemKey, number: str) -> tuple[Returned, list[Rejected]]:
    """What the filled cells of a row of item `number` mean, and those that mean nothing."""
    known = countermeasures(key.face.value)
    values: dict[str, Value] = {}
    rejected = []
    for name, word in row.answers.items():
        try:
            values[name] = _value(key.face, name, word, known)
        except Problem as problem:
            rejected.append(Rejected(row.cells[name], problem.message, problem.advice))
    return Returned(key, number, row.where, values, dict(row.cells)), rejected


def _value(face: Face, name: str, word: str, known: dict[str, str]) -> Value:
    """The value a cell stands for.

    Raises:
        Problem: it stands for none.
    """
    if folded(word) == folded(ERASE):
        return face.unset[name]
    if folded(word) == folded(ERASE).strip("()"):
        raise Problem(
            f"「{word}」だけでは、消すのか、そう書いたのか分かりません。",
            advice=f"回答を消すときは「{ERASE}」と書いてください。",
        )
    value = stored_value(name, word, known)
    assert value is None or isinstance(value, str | int | float)
    return value
