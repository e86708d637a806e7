"""What the mails on registrations say, where they lead, and when they are no longer sent."""

from typing import Any

import pytest
from django.urls import resolve
from django.utils import timezone

from hub.accounts.models import Membership
from hub.notifications.models import Mailing
from partners.enums import Action
from partners.mails import _LETTERS
from partners.models import Partnership, PartnershipTransition
from partners.services.records import TOLD, move
from tests.hub.accounts.factories import member_of
from tests.hub.accounts.letters import sent
from tests.partners.registrations import S, as_in, of_two_years, registration

pytestmark = pytest.mark.django_db
FROM = {
    Action.RESTORE: S.SUSPENDED,
    Action.RETURN: S.SUBMITTED,
    Action.APPROVE: S.SUBMITTED,
    Action.DECLINE: S.SUBMITTED,
}
WITH_REASON = {Action.DECLINE, Action.SUSPEND, Action.RESTORE, Action.REVOKE, Action.REFUSE_RENEWAL}
SUBJECT = {
    Action.RETURN: "「登録jinsei」の申し込みに、直してほしいところがあります",
    Action.APPROVE: "「登録jinsei」に登録しました",
    Action.DECLINE: "「登録jinsei」の申し込みについて",
    Action.SUSPEND: "「登録jinsei」の登録を止めました",
    Action.RESTORE: "「登録jinsei」の登録の停止を解きました",
    Action.REVOKE: "「登録jinsei」の登録を取り消しました",
    Action.LAPSE: "「登録jinsei」の登録の期限が過ぎました",
    Action.RENEW: "「登録jinsei」の登録を更新しました",
    Action.REFUSE_RENEWAL: "「登録jinsei」の更新の申し込みについて",
}


def _moved(action: Action, **fields: Any) -> tuple[Partnership, Any]:
    one = registration(FROM.get(action, S.APPROVED), of=of_two_years(), **fields)
    Partnership.objects.update(**as_in(S.APPROVED) | {"state": one.state, "ends_on": timezone.localdate()})
    owner = member_of(one.organization)
    move(one, action, by=None, reason="電話に\nだれも出ない")
    return one, owner


@pytest.mark.parametrize("action", sorted(TOLD))
def test_each_says_what_was_decided_why_and_leads_to_the_page(action: Action, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    one, owner = _moved(action)
    if action == Action.RETURN:
        one.remarks.create(field="text", text="何人まで入れますか")
    (mail,) = sent()
    assert mail.letter is not None
    assert (mail.to, mail.letter.subject) == (owner.email, SUBJECT[action])
    match = resolve(mail.path)
    assert (match.view_name, match.kwargs["pk"]) == ("partners:partnership", one.pk)
    assert ("だれも出ない" in mail.letter.paragraphs) == (action in WITH_REASON)
    assert ("できること：何人まで入れますか" in mail.letter.paragraphs) == (action == Action.RETURN)


@pytest.mark.parametrize("change", ["left", "state", "later", "gone"])
def test_what_is_no_longer_so_is_not_sent(change: str) -> None:
    one, _owner = _moved(Action.SUSPEND)
    if change == "left":
        Membership.objects.all().delete()
    elif change == "state":
        Partnership.objects.update(**as_in(S.WITHDRAWN))
    elif change == "later":
        values = {"action": Action.SUSPEND, "from_state": S.APPROVED, "to_state": S.SUSPENDED}
        PartnershipTransition.objects.create(partnership=one, **values)
    else:  # the running hub deletes no registration, an administrator of the database may
        Mailing.objects.update(ids={"transition": 0})
    assert [mail.letter for mail in sent()] == [None]


def test_each_that_is_told_has_its_letter() -> None:
    assert set(_LETTERS) == TOLD
    assert not Mailing.objects.exists()
