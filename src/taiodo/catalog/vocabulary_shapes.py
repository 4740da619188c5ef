"""What the lists of words under mapping/vocabulary/ must look like."""

from taiodo.catalog.shape_parts import FileShape, Form, Key, Table

RELATIONS = ("same", "leads", "outside", "form")

VOCABULARY_FILES = FileShape(
    "vocabulary-files",
    "mapping/vocabulary/vocabulary.toml",
    (
        Table(
            "files",
            "語彙のファイル",
            (
                Key("file", "ファイル", '"general.tsv"', Form.TEXT, pattern=r"[a-z0-9-]+\.tsv"),
                Key("title", "題名", '"操作と帳票の語"', Form.TEXT),
                Key("source", "出典", '"…"', Form.TEXT),
                Key("checked", "確かめた日", '"2026-11-24"', Form.DATE),
            ),
            "file",
        ),
    ),
)

VOCABULARY = FileShape(
    "vocabulary",
    "mapping/vocabulary/*.tsv",
    (
        Table(
            "vocabulary",
            "語彙",
            (
                Key("relation", "関係", "same", Form.TEXT, choices=RELATIONS),
                Key("words", "語", "発行停止;ストップ", Form.TEXTS),
                Key("means", "意味", "抑止", Form.TEXTS, may_be_empty=True),
            ),
        ),
    ),
)
