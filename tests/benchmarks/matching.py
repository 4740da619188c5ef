"""What suggestions for 6,000 features among 12,000 requirements cost, and how it grows.

Run: python tests/benchmarks/matching.py
Texts are put together from words of the field so that most lines differ. Times are those of the
processor. The floor, measured in the same run, is what comparing every feature with every
requirement costs at least: the grams of all texts weighted, and one sparse product (plain TF-IDF).
"""

import random
import resource
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

import numpy as np
import scipy

from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.matching.engine import Matcher, Wanted
from taiodo.matching.index import documents, weighted
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.spaces import Grams

REQUIREMENTS = 12_000
FEATURES = (1_500, 6_000)
THINGS = (
    "住民票", "転出証明書", "納税通知書", "被保険者証", "支給決定通知書", "口座情報", "送付先",
    "続柄", "在留資格", "個人番号", "所得情報", "世帯構成", "認定結果", "申請書", "督促状",
    "異動履歴", "資格", "加害者の情報", "減免の理由", "賦課の根拠", "履歴番号", "交付履歴",
    "抽出条件", "操作ログ", "印影",
)  # fmt: skip
ACTS = (
    "登録", "照会", "修正", "印刷", "出力", "一括更新", "連携", "取込", "抑止", "通知", "集計",
    "削除", "付番", "管理", "検索", "表示", "確認", "送信", "再発行", "取消し",
)  # fmt: skip
WHEN = (
    "届出を受けたとき", "年度の初めに", "窓口で", "夜間に", "決裁の後", "対象者を選んで",
    "期限を過ぎた場合", "他の市区町村から通知が届いたとき", "職員の権限に応じて",
    "指定した期間について",
)  # fmt: skip


def sentence(draw: random.Random) -> str:
    return (
        f"{draw.choice(WHEN)}、{draw.choice(THINGS)}と{draw.choice(THINGS)}を{draw.choice(ACTS)}し、"
        f"{draw.choice(THINGS)}の{draw.choice(ACTS)}を{draw.randrange(1, 90)}件まで行えること。"
    )


def requirements(count: int) -> tuple[Requirement, ...]:
    draw = random.Random(1)
    return tuple(
        Requirement(
            f"0{number:06}",
            (f"{number // 500}. {draw.choice(THINGS)}", draw.choice(THINGS)),
            f"{draw.choice(THINGS)}の{draw.choice(ACTS)}",
            "\n".join(sentence(draw) for _ in range(draw.randrange(1, 6))),
            Obligation.MANDATORY,
            Obligation.MANDATORY,
        )
        for number in range(count)
    )


def features(count: int) -> tuple[Wanted, ...]:
    draw = random.Random(2)
    return tuple(
        Wanted(f"F{n}", f"{draw.choice(THINGS)}{draw.choice(ACTS)}", sentence(draw))
        for n in range(count)
    )


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Processor time, which other work on the machine does not lengthen as it does the clock's."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def floor(given: Sequence[Requirement], wanted: Sequence[Wanted]) -> None:
    lexicon = Lexicon(load_vocabulary())
    space = Grams()
    held = documents(given, lexicon)
    counts = space.learn([" ".join(held.lines[a:b]) for a, b in pairwise(held.starts)])
    idf = np.log1p(len(given) / np.bincount(counts.indices, minlength=counts.shape[1]))
    by_term = weighted(counts, idf).T.tocsr()
    for start in range(0, len(wanted), 128):
        block = wanted[start : start + 128]
        counts, _ = space.counts([lexicon.normalised(f"{f.name} {f.description}") for f in block])
        scores = (weighted(counts, idf) @ by_term).toarray()
        np.argpartition(-scores, 10, axis=1)


def main() -> None:
    given = requirements(REQUIREMENTS)
    print(f"scipy {scipy.__version__}, {REQUIREMENTS:,} requirements")
    low, _ = seconds(lambda: floor(given, features(FEATURES[-1])))
    print(f"floor (grams and one product, {FEATURES[-1]:,} features)\t{low:.1f} s")
    built, matcher = seconds(lambda: Matcher(given, load_vocabulary()))
    assert isinstance(matcher, Matcher)
    print(f"index\t{built:.1f} s")
    for count in FEATURES:
        asked, _ = seconds(lambda n=count: matcher.suggest(features(n), 10))
        print(f"{count:,} features, top 10\t{asked:.1f} s\t{1000 * asked / count:.2f} ms each")
    total = built + asked
    print(f"index and {count:,} features\t{total:.1f} s\t{total / low:.2f} × the floor")
    single = [seconds(lambda w=w: matcher.suggest([w], 10))[0] for w in features(50)]
    print(
        f"one feature\t{1000 * median(single):.0f} ms (median), {1000 * max(single):.0f} ms (most)"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory\t{peak:,.0f} MB")


if __name__ == "__main__":
    main()
