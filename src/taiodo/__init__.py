"""taiodo: carries out a municipality's move to the national standard systems."""

__version__ = "0.1.0"
