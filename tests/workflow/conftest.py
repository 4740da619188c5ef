import pytest

from samples import two_row_book
from taiodo.workflow import specification, surveying
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts


@pytest.fixture
def empty_desk(database_url):
    desk, _ = initialise(database_url)
    yield desk.signed("試験 太郎")
    desk.store.close()


@pytest.fixture
def sample_desk(database_url):
    desk, _ = initialise(database_url, sample="nakano")
    yield desk.signed("試験 太郎")
    desk.store.close()


@pytest.fixture
def small_book(tmp_path):
    return two_row_book(tmp_path / "見本仕様書.xlsx")


@pytest.fixture
def surveyed_desk(sample_desk, small_book):
    """The sample municipality with a survey of 住民基本台帳 9.9 open."""
    reading = specification.preview(small_book)
    specification.commit(sample_desk, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(sample_desk, "jumin", "9.9")
    return sample_desk


@pytest.fixture
def fresh_desk(tmp_path):
    """Makes a desk at a new database each time it is called (of SQLite: they cost nothing)."""
    desks = []

    def make():
        url = f"sqlite:///{tmp_path / f'{len(desks)}.sqlite3'}"
        desk, _ = initialise(url)
        desks.append(desk)
        return desk.signed("試験 太郎")

    yield make
    for desk in desks:
        desk.store.close()
