"""Japanese words for the fields of a specification, as its pages show them."""

FIELDS = {
    "": "（読まない）",
    "number": "番号（機能ID）",
    "serial": "通し番号（番号の列がないとき）",
    "name": "機能名称",
    "text": "要件",
    "heading1": "大項目",
    "heading2": "中項目",
    "heading3": "小項目",
    "heading4": "細項目",
    "obligation": "実装類型",
    "designated_city": "実装類型（指定都市）",
    "other": "実装類型（一般市区町村）",
    "mandatory": "要件（実装必須）",
    "optional": "要件（標準オプション）",
    "prohibited": "要件（実装不可）",
    "rationale": "考え方・理由",
    "note": "備考",
    "conformance_date": "適合基準日",
    "revision": "改定種別",
}
