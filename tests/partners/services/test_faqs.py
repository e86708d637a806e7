"""よくある質問 that point to nobody."""

import pytest
from django.conf import settings

from hub.exceptions import DomainError
from partners.models import Faq
from partners.services.faqs import load_faqs, words_of_who_asked, write_faq
from tests.hub.accounts.factories import UserFactory
from tests.partners.asked import FaqFactory, InquiryFactory

pytestmark = pytest.mark.django_db

POINTS = {
    "nothing": ("場所を貸すとき、鍵はだれが持ちますか", []),
    "the firm": ("さくら ストアの鍵", ["さくらストア"]),
    "the whole firm": ("株式会社さくらストアの鍵", ["株式会社さくらストア", "さくらストア"]),
    "full width": ("ｓａｔｏ＠ｅｘａｍｐｌｅ．ｏｒｇ へ", ["sato@example.org"]),
    "family name": ("佐藤さんの鍵", ["佐藤"]),
    "whole name": ("佐藤花子", ["佐藤 花子", "佐藤", "花子"]),
    "number": ("０４２（０００）００００ まで", ["042-000-0000"]),
    "what any firm is": ("株式会社でも登録できますか", []),
}


@pytest.mark.parametrize(("text", "words"), POINTS.values(), ids=POINTS)
def test_words_that_tell_who_asked(text: str, words: list[str]) -> None:
    assert words_of_who_asked(InquiryFactory.build(), text) == words


def test_an_entry_is_written_at_the_end_and_by_coordinators_alone() -> None:
    FaqFactory(order=30)
    inquiry, by = InquiryFactory(), UserFactory(coordinator=True)
    faq = write_faq(inquiry, by=by, question="鍵は？", answer="相談して決めます。", is_public=False)
    assert (faq.order, faq.is_sample, list(Faq.objects.public().values_list("order", flat=True))) == (40, False, [30])
    with pytest.raises(DomainError, match="さくらストア"):
        write_faq(inquiry, by=by, question="鍵は？", answer="さくらストアのように", is_public=True)
    for other in (UserFactory(), UserFactory(staff=True), UserFactory(coordinator=True, is_active=False)):
        with pytest.raises(DomainError, match="職員"):
            write_faq(inquiry, by=other, question="鍵は？", answer="決めます。", is_public=True)
    assert Faq.objects.count() == 2


def test_the_first_ones_are_samples_and_loaded_once() -> None:
    file = settings.BASE_DIR / "data" / "partner_faqs.csv"
    number = load_faqs(file)
    assert (number > 3, load_faqs(file), Faq.objects.filter(is_public=True, is_sample=True).count()) == (
        True,
        0,
        number,
    )
