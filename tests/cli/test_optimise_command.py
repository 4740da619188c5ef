"""plan optimise and report plan, as a shell calls them."""

import pytest


@pytest.fixture
def sample(done):
    return done("init", "--sample", "nakano")


def test_optimise_answers_as_agreed(done, sample):
    answer = done("plan", "optimise", "--max-per-phase", 6, "--fix", "住民基本台帳=先行")
    assert set(answer) == {"assignment", "bridge_months", "optimal"}
    assert answer["assignment"]["jumin"] == "先行"
    assert len(answer["assignment"]) == 15
    assert answer["optimal"] is True
    assert answer["bridge_months"] > 0
    counts = list(answer["assignment"].values())
    assert all(counts.count(phase) <= 6 for phase in ("先行", "1期", "2期"))
    assert done("plan", "optimise")["bridge_months"] == 0


def test_an_inventory_alone_can_be_optimised(done, empty_store, tmp_path):
    folder = tmp_path / "棚卸し"
    folder.mkdir()
    (folder / "systems.csv").write_text(
        "id,name,kind,operations,contract_end,cutover\n"
        "a,住記,standard,jumin,,2025-01-01\nb,介護,standard,kaigo,,2025-07-01\n"
        "c,独自,local,,,2025-04-01\n", "utf-8",
    )  # fmt: skip
    (folder / "connections.csv").write_text(
        "id,provider,consumer,data\nc1,a,b,x\nc2,a,c,x\nc3,b,c,x\n", "utf-8"
    )
    (folder / "features.csv").write_text("id,system,name\n", "utf-8")
    done("inventory", "import", folder)
    answer = done("plan", "optimise")
    assert set(answer["assignment"]) == {"jumin", "kaigo"}
    # 90 days from 1 January to 1 April for both, or 91 from there to 1 July.
    assert answer["bridge_months"] == pytest.approx(2 * 90 / 30.436875, abs=1e-6)
    assert set(answer["assignment"].values()) == {"2025-01-01"}


def test_phases_of_a_file_weights_and_saving(done, sample, tmp_path):
    path = tmp_path / "時期.tsv"
    path.write_text("phase\tcutover\n前期\t2025-10-01\n後期\t2026-01-05\n", "utf-8")
    answer = done(
        "plan", "optimise", "--phases", path, "--fix", "jumin=前期", "--fix", "kaigo=後期",
        "--weight", "C005=100", "--save", "二期案",
    )  # fmt: skip
    assert answer["assignment"]["jumin"] == "前期"
    assert answer["bridge_months"] > 100 * 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--fix", "jumin"), "= でつないで"),
        (("--fix", "jumin=3期"), "移行時期「3期」はありません"),
        (("--fix", "juminn=1期"), "業務「juminn」"),
        (("--before", "jumin=jumin"), "循環"),
        (("--before", "jumin=kaigo", "--before", "kaigo=jumin"), "住民基本台帳 → 介護保険"),
        (("--max-per-phase", 4), "一つの移行時期に4業務まで"),
        (("--weight", "C999=1"), "C999"),
        (("--weight", "C001=重い"), "数ではありません"),
        (("--phases", "ない.tsv"), "ファイルがありません"),
    ],
)
def test_what_cannot_be_is_refused_in_words(refused, sample, arguments, words):
    assert words in refused("plan", "optimise", *arguments)


def test_the_plan_report_is_written(done, refused, sample, tmp_path):
    path = tmp_path / "計画.html"
    done("report", "plan", "-o", path)
    text = path.read_text("utf-8")
    assert "移行計画報告書" in text
    assert "取組 2-3-①" in text
    assert "形式では書き出せません" in refused("report", "plan", "-o", tmp_path / "計画.pdf")


def test_an_empty_database_has_nothing_to_place(refused, empty_store):
    assert "割り当てる業務か移行時期がありません" in refused("plan", "optimise")
