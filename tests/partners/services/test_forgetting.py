"""The contact person of what ended is forgotten after the days that the page of personal data names; of nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.pages.personal_data import personal_data
from partners.models import Partnership
from partners.services import joining
from partners.services.forgetting import forget_old_contacts
from partners.services.written import values_of
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.markup import parse
from tests.partners.registrations import S, programme, registration

pytestmark = pytest.mark.django_db


def test_what_ended_is_forgotten_after_its_days() -> None:
    today = timezone.localdate()
    last = today - timedelta(days=settings.HUB_PARTNERS_CONTACT_DAYS)
    kept = {
        registration(S.APPROVED, number="A-1").pk,
        registration(S.DRAFT, typed={"text": "長い"}).pk,
        registration(S.WITHDRAWN, ended_on=last).pk,
    }
    due = [registration(state, number=None if state != S.LAPSED else "A-9") for state in (S.WITHDRAWN, S.DECLINED, S.LAPSED)]  # fmt: skip
    for one in due:
        Partnership.objects.filter(pk=one.pk).update(
            ended_on=last - timedelta(days=1), seen_values=values_of(one), typed={"text": "ひみつ"}
        )
    assert [forget_old_contacts(is_dry_run=True), forget_old_contacts(), forget_old_contacts()] == [3, 3, 0]
    for one in Partnership.objects.all():
        said = f"{one.contact_name} {one.contact_phone} {one.contact_email} {one.seen_values} {one.typed}"
        assert ("ひみつの担当" in said, "042-000-0000" in said, one.text) == (
            *[one.pk in kept] * 2,
            "店の奥の部屋を使えます。",
        )
    page = parse(Client().get(reverse("privacy"))).text
    assert f"登録が終わってから{settings.HUB_PARTNERS_CONTACT_DAYS}日" in page


def test_a_member_downloads_what_they_did_with_registrations() -> None:
    organization = OrganizationFactory(verified=True, name="みどりスーパー")
    person, other = member_of(organization), member_of(organization)
    one = joining.begin_partnership(programme(), organization, by=person)
    values = {"offers": ["place"], "text": "部屋", "is_everywhere": True, "contact_name": "佐藤", "contact_phone": "042-000-0000"}  # fmt: skip
    joining.write_partnership(one, by=person, values=values, seen_version=one.version)
    joining.submit_partnership(one, by=person, agreed_version=1)
    joining.take_back_partnership(one, by=other)
    told = personal_data(person)["partnerships"]
    assert [(row["organization"], row["programme"], row["what"]) for row in told] == [
        ("みどりスーパー", "登録kyoso", what)
        for what in ("書きはじめました", "確認に出しました", "約束（第1版）を守ると答えました")
    ]
    assert [row["what"] for row in personal_data(other)["partnerships"]] == ["書きかけに戻しました"]
