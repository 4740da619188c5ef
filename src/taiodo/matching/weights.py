"""How much each signal counts, fitted as docs/decisions/0006-suggestions.md tells."""

# Order of the signals; tests/benchmarks/suggestion_weights.py fits the numbers below.
SIGNALS = (
    "grams whole", "words whole", "concepts whole", "grams heading", "concepts heading",
    "concepts covered", "grams like", "words like",
    "words line", "concepts line", "grams line covered", "concepts line covered",
)  # fmt: skip
WEIGHTS = (
    3.554, 1.546, 1.757, 1.636, 2.844, 1.7, 16.618, 6.57, 2.29, 1.271, 10.008, 1.883,
)  # fmt: skip
NONE_SIGNALS = (
    "score", "margin", "grams whole", "words covered", "concepts covered", "concepts line covered",
    "concepts line", "concepts heading", "grams like", "words like",
    "outside in name", "outside in description", "length",
)  # fmt: skip
NONE_WEIGHTS = (
    0.15, -0.074, -2.248, 6.969, 0.309, 0.069, 1.61, 0.039, 7.439, 1.087, -3.041, -2.87, 1.008,
)  # fmt: skip
NONE_BIAS = -7.431
