"""Which office a place has: for the telephone, and for what is written."""

import pytest

from hub.areas.models import District, Town
from referrals.answering import Offices, find_office
from referrals.models import SupportOffice
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.referrals.cases import office

pytestmark = pytest.mark.django_db


def _city() -> tuple[District, District, Town, Town, Town]:
    """East and west; a town in each, and one in both."""
    east, west = (
        DistrictFactory.create(name="ひがし中学校区", column=0),
        DistrictFactory.create(name="にし中学校区", column=1),
    )
    towns = [TownFactory.create(name=name) for name in ("まつ一丁目", "まつ二丁目", "さか町")]
    for town, districts in zip(towns, ([east], [west], [east, west]), strict=True):
        town.districts.set(districts)
    one, two, both = towns
    return east, west, one, two, both


def test_the_page_and_the_form_agree_on_who_reads() -> None:
    east, west, *towns = _city()
    office("ひがし", districts=(east,))
    office("読む人のない町の事務所", staff=0).towns.set([towns[0]])
    office("町の事務所").towns.set([towns[2]])
    office("にし、電話だけ", staff=0, districts=(west,))
    office("使わない", is_active=False, districts=(west,))
    office("見本", is_sample=True, phone="", districts=(west,))
    for fallback in (None, office("そのほか", is_fallback=True)):
        offices = Offices()
        for town in (*towns, None):
            for district in (east, west, None):
                answer = offices.answer_for(town, district)
                assert answer.reader == SupportOffice.objects.answering_for(town, district), (fallback, town, district)
    assert Offices().answer_for(towns[0], east).office.name == "読む人のない町の事務所"  # type: ignore[union-attr]
    assert Offices().answer_for(None, west).office.name == "にし、電話だけ"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "district", "place", "name", "choices"),
    [
        ("まつ一丁目", "", "まつ一丁目", "ひがしの事務所", []),
        ("まつ", "", "まつ", None, ["まつ一丁目", "まつ二丁目"]),
        ("さか町", "", "さか町", None, ["ひがし中学校区", "にし中学校区"]),
        ("さか町", "{west}", "さか町", "にしの事務所", []),
        ("さか町", "999999999", "さか町", None, ["ひがし中学校区", "にし中学校区"]),
        ("にし中学校区", "", "にし中学校区", "にしの事務所", []),
    ],
)
def test_where_it_is_not_clear_it_is_asked(
    text: str, district: str, place: str, name: str | None, choices: list[str]
) -> None:
    east, west, *_towns = _city()
    office("ひがしの事務所", districts=(east,))
    office("にしの事務所", districts=(west,))
    found = find_office(text, district.format(west=west.pk), Offices())
    assert (found.place, [one for one, _asked in found.choices]) == (place, choices)
    assert (found.answer and found.answer.office and found.answer.office.name) == name


def test_one_office_for_all_of_it_is_not_asked_for_twice() -> None:
    east, west, *_towns = _city()
    office("ひとつ", districts=(east, west))
    assert [find_office(text, "", Offices()).choices for text in ("まつ", "さか町")] == [[], []]


def test_what_is_not_found_is_told() -> None:
    _city()
    assert (
        find_office("まつ9丁目", "", Offices()).problem
        == "「まつ9丁目」は見つかりませんでした。まつは一丁目から二丁目までです。"
    )
    assert find_office("ない", "", Offices()).problem.endswith("192-0364）。")
