"""Which of several requirements under one number a feature corresponds to."""

import re
from collections.abc import Sequence

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement

# First editions free ordinary municipalities of a whole function in a part of its own.
_FREED = re.compile(r"^本機能は、?一般市区町村においては、?実装してもしなくても良い")


def best_part(
    fits: dict[int, float], requirements: Sequence[Requirement], kind: BindingKind
) -> int:
    """The part that fits best; the optional one where it makes the whole function optional.

    Args:
        fits: how well each part fits, by its index among the requirements.
        requirements: the requirements of the edition.
        kind: the kind of municipality that asks.
    """
    best = max(fits, key=lambda part: (fits[part], -part))
    if kind is BindingKind.OTHER and requirements[best].other is Obligation.MANDATORY:
        for part in fits:
            freed = requirements[part]
            if freed.other is Obligation.OPTIONAL and _FREED.match(freed.text):
                return part
    return best
