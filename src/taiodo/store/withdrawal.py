"""Taking an imported edition out again while nobody has answered to it."""

from sqlalchemy import delete, select

from taiodo.store.changes import columns_of, record
from taiodo.store.editions import EDITION, REQUIREMENT, edition_key
from taiodo.store.engine import Reading, Transaction
from taiodo.store.layers import is_layered
from taiodo.store.packages import has_replies
from taiodo.store.rollovers import answers_since, take_back
from taiodo.store.sheets import sheets_sent
from taiodo.store.surveys import SURVEY, StoredSurvey, surveys
from taiodo.store.tables import EditionRow, RequirementRow, SurveyRow


def obstacle_to_withdrawal(reading: Reading, operation: str, edition: str) -> str:
    """Why an edition has to stay, in Japanese; "" when nothing stands against it."""
    key = edition_key(reading, operation, edition)
    of_it = _surveys_of(reading, operation, edition)
    if key is not None and not of_it and is_layered(reading, key):
        return "追加仕様として調査に加えられています。"
    if key is not None and has_replies(reading, key):
        return "事業者の回答が取り込まれています。先に回答の取込を取り消してください。"
    for _, survey in of_it:
        if survey.rolled_from is not None:
            return "前の版の調査がこの版へ引き継がれています。先に引き継ぎを取り消してください。"
        if survey.closed_at:
            return "この版の調査が新しい版へ引き継がれています。"
        if sheets_sent(reading, survey.id):
            return "この版の調査の調査票を送っています。"
        changed = answers_since(reading, survey.id)
        if changed:
            return f"この版の調査で{changed}件が回答されています。"
    return ""


def withdraw_edition(tx: Transaction, operation: str, edition: str) -> None:
    """Remove an edition, its requirements and its unanswered surveys, of all municipalities."""
    key = edition_key(tx, operation, edition)
    if key is None:
        return
    for municipality, survey in _surveys_of(tx, operation, edition):
        take_back(tx, municipality, survey, None)
    header = tx.connection.execute(select(*EDITION).where(EDITION.id == key)).mappings().one()
    tx.connection.execute(delete(RequirementRow).where(REQUIREMENT.edition_id == key))
    tx.connection.execute(delete(EditionRow).where(columns_of(EditionRow).id == key))
    record(
        tx, "undo", "edition", entity_id=key, summary=f"{operation} {edition}",
        before=dict(header),
    )  # fmt: skip


def _surveys_of(
    reading: Reading, operation: str, edition: str
) -> tuple[tuple[int, StoredSurvey], ...]:
    rows = reading.connection.execute(
        select(SURVEY.municipality_id)
        .join_from(SurveyRow, EditionRow, SURVEY.edition_id == EDITION.id)
        .where(EDITION.operation == operation, EDITION.edition == edition)
    )
    return tuple(
        (row.municipality_id, survey)
        for row in rows
        for survey in surveys(reading, row.municipality_id)
        if (survey.operation, survey.edition.edition) == (operation, edition)
    )
