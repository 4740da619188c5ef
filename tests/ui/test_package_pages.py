"""パッケージ回答の授受 and パッケージ比較: signs asked, taken in, compared, beside the verdict."""

import io

import pytest
from test_pages import _fresh_caches, empty_app, opened, require_well, sample_app  # noqa: F401

from reply_books import NUMBERS, book_of, filled
from taiodo.survey.items import ItemFilter
from taiodo.workflow import package_form, packages, surveying
from taiodo.workflow.package_comparison import replied_editions

PLACE = {"operation": "jumin", "edition": "9.9"}


def form_of(desk) -> bytes:
    target = io.BytesIO()
    package_form.write_form(desk, "jumin", "9.9", target)
    return target.getvalue()


@pytest.fixture
def replied_app(sample_app):  # noqa: F811
    """The sample with the replies of two vendors."""
    form = form_of(sample_app)
    for vendor, first in (("甲社", "○ 対応済"), ("乙社", "× 未対応")):
        answers = dict.fromkeys(NUMBERS, ("○ 対応済",)) | {"0010001": (first, None, "理由")}
        found = packages.preview(
            sample_app, filled(form, answers), "回答.xlsx", operation="jumin", edition="9.9"
        )
        packages.commit(sample_app, found, packages.VendorPackage(vendor))
    return sample_app


def uploaded(data: bytes):
    app = opened("package_import", **PLACE)
    return app.file_uploader[0].upload("回答.xlsx", data, "application/x").run()


def press(app, label):
    return next(b for b in app.button if b.label == label).click().run()


def test_a_sign_is_asked_and_then_taken_in(sample_app):  # noqa: F811
    rows = [("機能ID", "対応"), *((n, "○") for n in NUMBERS)]
    app = uploaded(book_of(rows))
    assert any("意味が分かりません" in m.value for m in app.markdown)
    assert app.button(key="package.commit").disabled
    next(s for s in app.selectbox if s.label == "「○」の意味").select("other_means")
    press(app, "この意味で読み直す")
    app.text_input(key="package.vendor").set_value("甲社").run()
    app.button(key="package.commit").click().run()
    assert [e.value for e in app.error] == []
    assert "甲社の回答7件" in app.success[0].value
    assert replied_editions(sample_app)[0].replies == 1
    app.button(key="package.undo").click().run()
    assert replied_editions(sample_app) == ()


def test_columns_are_pointed_out_where_they_are_not_found(sample_app):  # noqa: F811
    app = uploaded(book_of([("a", "b"), *((n, "対応済") for n in NUMBERS)]))
    assert any("見つかりません" in e.value for e in app.error)
    app.selectbox(key="package.column.number").select("A")
    app.selectbox(key="package.column.response").select("B")
    press(app, "この列で読み直す")
    assert [e.value for e in app.error] == []
    assert any(m.value == "7件" for m in app.metric)


def test_the_blank_form_cannot_be_taken_in(sample_app):  # noqa: F811
    app = uploaded(form_of(sample_app))
    assert app.button(key="package.commit").disabled
    assert any("取り込めません" in e.value for e in app.error)


def test_vendors_are_compared_and_narrowed_by_the_address(replied_app):
    app = opened("packages")
    require_well(app, "パッケージ比較")
    app = opened("packages", issue="mandatory_missing")
    assert any(c.value == "1件" for c in app.caption)
    app = opened("packages", issue="mandatory_missing", q="ありえない語")
    assert any("条件に合う要件はありません" in i.value for i in app.info)


def test_the_reply_stands_beside_the_verdict_and_narrows_the_list(replied_app):
    app = opened("survey")
    require_well(app, "対応度調査")
    words = " ".join(m.value for m in app.markdown)
    assert "パッケージ（事業者の回答）" in words
    assert "未対応" in words
    survey = surveying.surveys(replied_app)[0].id
    otsu = packages.replies(replied_app)[0][0].package.id
    from taiodo.survey.package import PackageResponse as R

    def counted(*responses):
        wanted = ItemFilter(survey=survey, package=otsu, responses=responses)
        return surveying.requirement_page(replied_app, wanted).total

    assert counted(R.NOT_IMPLEMENTED) == 1
    assert counted(R.IMPLEMENTED) == 6
    assert counted(R.UNANSWERED) == 0
    assert counted(R.IMPLEMENTED, R.UNANSWERED) == 6


@pytest.mark.parametrize("page", ["home", "gaps"])
def test_findings_are_summed_up(replied_app, page):
    app = opened(page)
    assert [e.message for e in app.exception] == []
    assert any(s.value == "パッケージの指摘" for s in app.subheader)
