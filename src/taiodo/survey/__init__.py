"""The correspondence survey (対応度調査): answers, dispositions, progress."""
