"""Every form of the referrals' pages says for whom the page is: what is typed there nobody else reads or sends."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from hub.kept_words import mark_of
from referrals.enums import State
from referrals.models import AccessRecord, CaseFile, CaseNote, Referral, SupportOffice
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.referrals.cases import asked, consent, district, office, referral, worker

pytestmark = pytest.mark.django_db
HERE = {"sec-fetch-site": "same-origin"}
START = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
TYPED = "ヒミツノワケ、担当が入院して"
TEMPLATES = Path(settings.BASE_DIR) / "templates/referrals/staff"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def one(here: SupportOffice) -> Referral:
    """With one of everything that has a form."""
    made = referral(State.ASSIGNED, at=here)
    CaseFile.objects.create(
        referral=made, number=1, name="a.pdf", media_type="application/pdf", size=3, content="pdf", at=START
    )
    consent(made)
    return made


def _unmarked(page: Node, user: Any) -> list[str]:
    forms = page.one("main").all("form", method="post")
    assert forms != []
    return [
        str(form)
        for form in forms
        if [box.attributes["value"] for box in form.all("input", name="whose")] != [mark_of(user)]
    ]


def test_every_form_of_every_page_is_marked(here: SupportOffice, one: Referral) -> None:
    user, case = UserFactory(consultation=True), f"/staff/referrals/{one.pk}/"
    client, there = sign_in(Client(), user), office("北の事務所")
    asked_one, them = referral(State.ASSIGNED, at=here), worker(there)
    asked(asked_one, there)
    closed = referral(State.CLOSED, at=here)
    client.post(f"/staff/referrals/{closed.pk}/draft/", {"act": "close", "reason": TYPED})
    posts = {"act": "open", "reason": "わけ"}
    pages = [
        client.get(case), client.post(case, posts), client.post(f"/staff/referrals/{closed.pk}/", posts),
        client.get(f"/staff/referrals/{asked_one.pk}/"), client.get(f"{case}files/1/"), client.get(f"{case}print/"),
        client.get("/staff/referrals/search/"), client.get("/staff/referrals/records/"),
        client.post("/staff/referrals/records/export/", {"since": "x"}),
    ]  # fmt: skip
    assert [_unmarked(parse(page), user) for page in pages] == [[]] * len(pages)
    answering = sign_in(Client(), them).get(f"/staff/referrals/{asked_one.pk}/")
    assert _unmarked(parse(answering), them) == []


def test_no_template_has_a_form_without_it() -> None:
    forms = {
        path.name: re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
        for path in sorted(TEMPLATES.glob("*.html"))
    }
    assert sum(len(found) for found in forms.values()) >= 9
    bare = [name for name, found in forms.items() for form in found if "referrals/staff/_sender.html" not in form]
    assert bare == []


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("", {"act": "open", "reason": TYPED}),
        ("files/1/", {"reason": TYPED}),
        ("print/", {"reason": TYPED}),
        ("/staff/referrals/search/", {"phone": "042-000-1111"}),
    ],
)
def test_what_was_typed_before_the_end_is_not_shown_and_not_sent_by_the_next(
    one: Referral, address: str, sent: dict[str, str]
) -> None:
    client, me, other = Client(headers=HERE), UserFactory(consultation=True), UserFactory(consultation=True)
    url = address if address.startswith("/") else f"/staff/referrals/{one.pk}/{address}"
    with time_machine.travel(START, tick=False):
        sign_in(client, me)
        page = parse(client.get(url)).one("main")
        form = next(form for form in page.all("form") if address or form.all("input", name="act", value="open"))
        whose = {box.attributes["name"]: box.attributes["value"] for box in form.all("input", name="whose")}
    typed = next(reversed(sent.values()))
    with time_machine.travel(START + timedelta(minutes=31), tick=False):
        answer = client.post(url, sent | whose)
        kept = parse(answer).one("main").one("input", name="kept").attributes["value"]
        assert (answer.status_code, typed in answer.content.decode()) == (403, False)
        sign_in(client, other)
        before = AccessRecord.objects.count()
        refused = client.post(url, {"kept": kept})
        assert (refused.status_code, typed in refused.content.decode()) == (403, False)
        assert AccessRecord.objects.count() == before
        sign_in(client, me)
        assert client.post(url, {"kept": kept}).status_code == 200


# The key was changed, and the one before is trusted no more.
NEW_KEY = "another key, as long as one should be, 0123456789"


def _typed(client: Client, one: Referral) -> dict[str, str]:
    page = parse(client.get(f"/staff/referrals/{one.pk}/")).one("main")
    form = next(form for form in page.all("form") if form.all("input", name="act", value="note"))
    return {box.attributes["name"]: box.attributes["value"] for box in form.all("input")} | {"text": TYPED}


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_new_key_loses_no_words(one: Referral, settings: Any, is_signed_in: bool) -> None:
    url, me = f"/staff/referrals/{one.pk}/", one.assigned_to
    client = sign_in(Client(headers=HERE), me)  # type: ignore[arg-type]
    form = _typed(client, one)
    settings.SECRET_KEY = NEW_KEY
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    if is_signed_in:
        sign_in(client, me)  # type: ignore[arg-type]
    answer = client.post(url, form)
    page = parse(answer)
    said = "安全のための確認が古くなっていました" if is_signed_in else "ログインが切れていました"
    assert (answer.status_code, said in page.text, TYPED in answer.content.decode()) == (403, True, False)
    kept = {"kept": page.one("main").one("input", name="kept").attributes["value"]}
    sign_in(client, UserFactory(consultation=True))
    refused = client.post(url, kept)
    assert (refused.status_code, "別の人の画面で" in refused.content.decode()) == (403, True)
    sign_in(client, me)  # type: ignore[arg-type]
    assert client.post(url, kept).status_code == 302
    assert CaseNote.objects.get().text.unsealed() == TYPED


def test_with_a_new_key_another_neither_reads_nor_sends(one: Referral, settings: Any) -> None:
    client = sign_in(Client(headers=HERE), one.assigned_to)  # type: ignore[arg-type]
    form = _typed(client, one)
    settings.SECRET_KEY = NEW_KEY
    sign_in(client, UserFactory(consultation=True))
    answer = client.post(f"/staff/referrals/{one.pk}/", form)
    assert (answer.status_code, TYPED in answer.content.decode()) == (403, False)
    assert ("別の人の画面で" in answer.content.decode(), CaseNote.objects.count()) == (True, 0)


@pytest.mark.parametrize("mark", ["", "x", "²:x", "nobody"])
def test_words_with_a_mark_that_names_nobody_are_sent_again_by_who_is_there(one: Referral, mark: str) -> None:
    url, me = f"/staff/referrals/{one.pk}/", one.assigned_to
    client = sign_in(Client(headers=HERE), me)  # type: ignore[arg-type]
    form = _typed(client, one) | {"whose": mark}
    page = parse(client.post(url, form))
    kept = {"kept": page.one("main").one("input", name="kept").attributes["value"]}
    assert client.post(url, kept).status_code == 302
    assert CaseNote.objects.get().text.unsealed() == TYPED


def test_of_what_another_site_sends_nothing_stands_behind_the_button(one: Referral) -> None:
    client = sign_in(Client(), one.assigned_to)  # type: ignore[arg-type]
    form = _typed(client, one) | {"whose": "x"}
    page = parse(client.post(f"/staff/referrals/{one.pk}/", form, headers={"sec-fetch-site": "cross-site"}))
    assert page.one("main").one("input", name="kept").attributes["value"] == ""
