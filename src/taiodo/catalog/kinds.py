"""The kinds of municipality (自治体の区分)."""

from enum import StrEnum

from taiodo.catalog.requirements import BindingKind


class MunicipalityKind(StrEnum):
    """自治体の区分; decides which operations apply and which obligation column binds."""

    DESIGNATED_CITY = "designated_city"
    SPECIAL_WARD = "special_ward"
    CITY = "city"
    PREFECTURE = "prefecture"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "designated_city": "指定都市",
            "special_ward": "特別区",
            "city": "一般市町村",
            "prefecture": "都道府県",
        }[self.value]

    @property
    def binding(self) -> BindingKind:
        """The obligation column of a specification that binds this kind."""
        if self is MunicipalityKind.DESIGNATED_CITY:
            return BindingKind.DESIGNATED_CITY
        return BindingKind.OTHER
