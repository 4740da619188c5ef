"""How much each signal counts, fitted as docs/decisions/0006-suggestions.md tells."""

# Order of the signals; tests/benchmarks/suggestion_weights.py fits the numbers below.
SIGNALS = (
    "grams whole", "words whole", "concepts whole", "grams heading", "concepts heading",
    "concepts in heading", "concepts covered", "grams line", "words line", "concepts line",
    "grams line covered", "concepts line covered",
)  # fmt: skip
WEIGHTS = (9.19, 4.443, 5.041, 4.204, 2.366, 1.54, 2.097, 0.571, 2.03, 1.703, 9.585, 1.737)
NONE_SIGNALS = (
    "score", "margin", "grams whole", "words covered", "concepts covered", "concepts line covered",
    "concepts line", "concepts heading", "outside in name", "outside in description", "length",
)  # fmt: skip
NONE_WEIGHTS = (
    0.296, -0.059, -1.26, 6.713, 2.067, -1.757, 0.95, 1.055, -2.83, -1.628, 0.877,
)  # fmt: skip
NONE_BIAS = -7.427
