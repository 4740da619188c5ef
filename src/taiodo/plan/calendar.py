"""The calendar of the plan: the one of the whole program, under the name the plan uses."""

from taiodo.calendar import (
    ReadDate,
    era_of,
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_name,
    fiscal_years_between,
    parse_date,
    parse_fiscal_year,
    read_date,
    wareki,
    week_of,
)

__all__ = [
    "ReadDate",
    "era_of",
    "fiscal_year",
    "fiscal_year_bounds",
    "fiscal_year_name",
    "fiscal_years_between",
    "parse_date",
    "parse_fiscal_year",
    "read_date",
    "wareki",
    "week_of",
]
