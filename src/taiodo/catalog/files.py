"""Where the data files of the product lie."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def data_root() -> Path:
    """The folder that holds catalog/, specs/, mapping/ and the rest.

    Inside an installed wheel it is `taiodo/_bundle`, in a checkout the repository's root.
    """
    bundle = _PACKAGE / "_bundle"
    return bundle if bundle.is_dir() else _PACKAGE.parents[1]
