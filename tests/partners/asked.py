"""Questions, registrations and programmes as the services leave them."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from partners.enums import InquiryState, PartnershipState
from partners.models import Faq, Inquiry, Partnership, Programme
from tests.hub.accounts.factories import OrganizationFactory

HANDLED_AT = datetime(2026, 11, 1, tzinfo=UTC)


class InquiryFactory(DjangoModelFactory):
    """Open; ``answered``, ``closed`` and ``forgotten`` are traits."""

    class Meta:
        model = Inquiry

    class Params:
        answered = factory.Trait(state=InquiryState.ANSWERED, handled_at=HANDLED_AT)
        closed = factory.Trait(state=InquiryState.CLOSED, handled_at=HANDLED_AT)
        forgotten = factory.Trait(
            state=InquiryState.ANSWERED, handled_at=HANDLED_AT, forgotten_at=HANDLED_AT,
            organization_name="", name="", phone="", email="", text="", when="",
        )  # fmt: skip

    organization_name = "株式会社さくらストア"
    name = "佐藤 花子"
    phone = "042-000-0000"
    email = "sato@example.org"
    text = "何から始めればよいですか"
    when = "午後"
    answer_by = date(2026, 11, 30)


class FaqFactory(DjangoModelFactory):
    class Meta:
        model = Faq

    question = factory.Sequence(lambda number: f"質問{number}")
    answer = "答え"
    is_public = True


class ProgrammeOnPageFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    key = factory.Sequence(lambda number: f"programme-{number}")
    name = factory.Sequence(lambda number: f"登録制度{number}")
    summary = "ひとことで"
    text = "どんな登録か"
    for_whom = "市内の団体"
    cost = "費用はかかりません"
    effort = "月に1時間"
    number_prefix = factory.Sequence(lambda number: f"P{number}")


class InForceFactory(DjangoModelFactory):
    """Registered, of a verified organisation."""

    class Meta:
        model = Partnership

    organization = factory.SubFactory(OrganizationFactory, verified=True)
    programme = factory.SubFactory(ProgrammeOnPageFactory)
    state = PartnershipState.APPROVED
    offers = ["place"]
    number = factory.Sequence(lambda number: f"P-{number}")
    registered_on = date(2026, 11, 1)
