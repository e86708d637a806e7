"""Suggestions: what is said is true, and all of it is what the plain rules give, in both directions, in few queries."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hub.accounts.models import Organization
from hub.models import Audience, Theme
from partners.matching import Fit, best_needs, best_partners, fit_of, needs_for, partners_for
from partners.models import Need
from partners.reasons import sentences_of, suggested_needs, suggested_partners
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory
from tests.partners.matching_plain import make_city, plain_fits, strength
from tests.partners.needs import H, N, hand, need
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db
MOST = 10_000


def _order(fits: list[Fit]) -> list[tuple[int, int]]:
    return [(fit.need, fit.organization) for fit in fits]


def test_every_reason_is_true_and_none_is_missing_in_both_directions() -> None:
    make_city(200, 50)
    plain = plain_fits()
    assert len(plain) > 300
    kinds = {kind for reasons in plain.values() for kind, _value in reasons}
    assert kinds == {"offer", "field", "district", "everywhere", "neighbour", "theme", "audience", "done"}
    ranked = sorted(plain, key=lambda pair: (*(-n for n in strength(plain[pair])), -pair[0], pair[1]))
    for one in Need.objects.open().order_by("pk")[:6]:
        fits = partners_for(one.pk, most=MOST)
        assert _order(fits) == [pair for pair in ranked if pair[0] == one.pk]
        assert all(fit.strength == strength(set(fit.reasons)) for fit in fits)
        assert _order(partners_for(one.pk, most=3)) == _order(fits)[:3]
    every = list(Organization.objects.values_list("pk", flat=True))
    fits = needs_for(every, most=MOST)
    assert (_order(fits), {(fit.need, fit.organization): set(fit.reasons) for fit in fits}) == (ranked, plain)
    first = next(iter(ranked))
    assert _order([fit for fit in [fit_of(*first)] if fit]) == [first]
    of_needs = best_partners([first[0]], each=2)
    assert _order(of_needs[first[0]]) == [pair for pair in ranked if pair[0] == first[0]][:2]
    of_partners = best_needs([first[1]], each=1)
    assert _order(of_partners[first[1]]) == [pair for pair in ranked if pair[1] == first[1]][:1]
    firsts = list(dict.fromkeys(pair[0] for pair in ranked))
    best = best_partners(firsts, each=2)
    assert {one: _order(fits) for one, fits in best.items()} == {
        one: [pair for pair in ranked if pair[0] == one][:2] for one in firsts
    }
    seconds = {pair[1] for pair in ranked}
    assert {one: _order(fits) for one, fits in best_needs(every, each=3).items()} == {
        one: [pair for pair in ranked if pair[1] == one][:3] for one in seconds
    }


def test_each_has_its_best_however_many_fit_others_better(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    weak = need(offers=["place"])
    strong = [need(offers=["place", "people", "goods"]) for _n in range(4)]
    ours = [registration(S.APPROVED, offers=["place", "people", "goods"]).organization_id for _n in range(3)]
    with django_assert_num_queries(1):
        found = best_partners([one.pk for one in (weak, *strong)], each=1)
    assert {pk: [fit.organization for fit in fits] for pk, fits in found.items()} == {
        one.pk: [ours[0]] for one in (weak, *strong)
    }


def test_what_is_gone_meanwhile_is_left_out_and_nothing_else_takes_its_place() -> None:
    first, second = need(title="まえ"), need(title="あと")
    partners = [registration(S.APPROVED).organization for _n in range(2)]
    of_needs = needs_for([one.pk for one in partners], most=10)
    Need.objects.filter(pk=second.pk).update(state=N.CLOSED, ended_at=timezone.now())
    assert {pair: one.thing for pair, one in suggested_needs(of_needs).items()} == {
        (first.pk, one.pk): first for one in partners
    }
    of_partners = partners_for(first.pk, most=10)
    gone = [Fit(first.pk, 0, (("everywhere", ""),)), *of_partners]
    assert [one.thing for one in suggested_partners(gone).values()] == partners


def test_the_reasons_are_sentences_about_the_partner(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here, beside = DistrictFactory(name="元八王子中学校区", column=0), DistrictFactory(name="横川中学校区", column=1)
    theme = Theme.objects.create(key="sports", name="スポーツ・体操")
    seniors = Audience.objects.create(key="seniors", name="60歳以上")
    ours = OrganizationFactory(verified=True)
    one = registration(
        S.APPROVED, organization=ours, offers=["place", "people"], fields=["exercise"], is_everywhere=False
    )
    one.districts.set([here])
    one.themes.set([theme])
    far = registration(S.APPROVED, is_everywhere=False, offers=["place"])
    far.districts.set([beside])
    before = need(N.MET, title="部屋がほしい", districts=[here])
    hand(before, H.CHOSEN, organization=ours)
    wanted = need(
        offers=["people", "place"], fields=["exercise"], districts=[here], themes=[theme], audiences=[seniors]
    )
    assert sentences_of(partners_for(wanted.pk, most=5)) == [
        [
            *("場所を出せます", "人を出せます", "「運動」の活動をしています", "元八王子地区で活動しています"),
            *("「スポーツ・体操」に取り組んでいます", "前に「部屋がほしい」に取り組みました"),
        ],
        ["場所を出せます", "となりの横川地区で活動しています"],
    ]
    with django_assert_num_queries(5):
        found = suggested_partners(partners_for(wanted.pk, most=5))
    assert [one.thing for one in found.values()] == [ours, far.organization]
    for _n in range(3):
        more = registration(S.APPROVED, is_everywhere=False, offers=["place"])
        more.districts.set([here])
    with django_assert_num_queries(5):
        assert len(suggested_partners(partners_for(wanted.pk, most=10))) == 5
    assert [one.thing for one in suggested_needs(needs_for([ours.pk], most=5)).values()] == [wanted]
    hand(wanted, organization=ours)
    assert (needs_for([ours.pk], most=5), fit_of(wanted.pk, ours.pk) is not None) == ([], True)
