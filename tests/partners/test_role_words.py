"""Who types ガクチカ finds 学チカ, and the other way round; and words that mean the same find each other."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from hub.accounts.enums import OrganizationKind
from partners.models import Role
from partners.role_words import SIGNS, asked
from partners.services import courses
from partners.services.role_records import make_roles_findable
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.partners.cocreation import role

GAKUCHIKA = ("ガクチカ", "学チカ", "ｶﾞｸﾁｶ", "がくちか", "学ちか", "学生時代に力を入れたこと", "gakuchika")


def found(words: str) -> list[str]:
    return sorted(Role.objects.listed().matching(words).values_list("title", flat=True))


@pytest.mark.django_db
def test_both_words_find_what_is_of_the_kind_or_names_either() -> None:
    made = [
        role(kind="gakuchika", title="種類が学チカ"), role(title="文にガクチカ", text="ガクチカになります"), role(title="文に学チカ", text="学チカ向け"),
        role(title="題に力を入れたこと", text="学生時代に力を入れたこと"), role(title="ほかのもの"),
        role("draft", title="下書き", kind="gakuchika"), role("closed", title="終わり", kind="gakuchika"),
    ]  # fmt: skip
    make_roles_findable(made)
    expected = sorted(one.title for one in made[:4])
    assert {words: found(words) for words in GAKUCHIKA} == dict.fromkeys(GAKUCHIKA, expected)
    assert found("ガクチカになるボランティア") == sorted(one.title for one in made[1:4])
    assert (found("インターン"), found("学チカ 囲碁")) == ([], [])


@pytest.mark.django_db
def test_roles_that_were_there_before_get_the_token_of_their_words() -> None:
    named, other = role(title="学チカとスマホの手伝い", kind="volunteer"), role(title="お茶を出す人", kind="practicum")
    make_roles_findable([named, other])

    def kept() -> list[str]:
        return list(Role.objects.order_by("pk").values_list("search_tokens", flat=True))

    written = kept()
    assert [sorted(sign for sign in set(SIGNS.values()) if f"'{sign}'" in line) for line in written] == [
        *(["=すまほ", "=ぼらんてぃあ", "=学ちか"], ["=実習"])
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE partners_role SET search_tokens = ts_delete(search_tokens, %s::text[])", [list(set(SIGNS.values()))]
        )
        assert kept() != written
    migration = import_module("partners.migrations.0013_one_token_for_words_of_a_group")
    migration.add_signs(None, SimpleNamespace(connection=connection))
    assert kept() == written
    assert {sign for _word, sign in migration._SIGNS} == set(SIGNS.values())


@pytest.mark.django_db
def test_what_a_university_confirmed_is_found_by_it_and_no_longer_when_it_ended() -> None:
    one, university = (
        role(title="畑の手伝い"),
        OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY, name="もみじ大学"),
    )
    by = member_of(university)
    course = courses.add_course(one, university, by=by, name="地域実習1")
    assert [found(words) for words in ("もみじ大学", "単位", "地域実習1")] == [["畑の手伝い"]] * 3
    courses.end_course(course, by=by)
    assert [found(words) for words in ("もみじ大学", "単位", "地域実習1")] == [[]] * 3


@pytest.mark.parametrize(
    ("typed", "cut"),
    [("ガクチカになるボランティア", "がくちか ぼらんてぃあ"), ("学チカを探し", "学ちか"), ("南大沢 実習", "南大沢 実習"),
     ("PC", "pc"), ("畑仕事", "畑仕事"), ("実習に", "実習"), ("", ""), ("\x00%%", "")],
)  # fmt: skip
def test_a_sentence_is_cut_beside_a_known_word(typed: str, cut: str) -> None:
    assert asked(typed) == cut
