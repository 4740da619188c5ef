"""Suggesting counterparts: which requirements of the standard a current feature corresponds to."""
