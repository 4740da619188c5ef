"""How much each signal counts, fitted as docs/decisions/0006-suggestions.md tells."""

# Order of the signals; tests/benchmarks/suggestion_weights.py fits the numbers below.
SIGNALS = (
    "grams whole", "words whole", "concepts whole", "grams heading", "concepts heading",
    "concepts in heading", "concepts covered", "grams line", "words line", "concepts line",
    "grams line covered", "concepts line covered",
)  # fmt: skip
WEIGHTS = (9.34, 4.851, 4.88, 4.191, 2.501, 1.581, 2.043, 1.502, 1.784, 1.436, 7.895, 1.808)
NONE_SIGNALS = (
    "score", "margin", "grams whole", "words covered", "concepts covered", "concepts line covered",
    "concepts line", "concepts heading", "outside in name", "outside in description", "length",
)  # fmt: skip
NONE_WEIGHTS = (
    0.312, -0.107, -0.079, 8.258, 2.17, -1.578, 0.824, 1.03, -2.722, -1.478, 0.934,
)  # fmt: skip
NONE_BIAS = -8.111
