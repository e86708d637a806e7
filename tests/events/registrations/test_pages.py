"""The resident's pages: what the form asks and keeps, who learns what, and what the own page lets one do."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import Participation
from events.models import Occurrence, Registration, RegistrationQuestion, RegistrationTerms
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.registrations import Applicant, Asked, register
from events.views.registrations.shared import own_url
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db

PAGE = "11111111-1111-4111-8111-111111111111"
BY_PHONE = {"name": "はな", "contact": "phone", "phone": "０４２ ０００ ０００１", "party": "２人", "page": PAGE}


def _form(at: Occurrence) -> str:
    return reverse("events:register_date", args=[at.event_id, at.pk])


def _letter() -> Letter:
    mailing = Mailing.objects.latest("pk")
    write = writer_of(mailing.kind)
    assert write is not None
    letter = write(mailing)
    assert letter is not None
    return letter


def test_by_telephone_in_one_form(client: Client) -> None:
    at = date(5)
    answer = client.post(_form(at), BY_PHONE | {"wishes": ["just_watch", "writing"], "is_first": "yes"})
    one = Registration.objects.get()
    assert answer["Location"] == own_url(one)
    assert (one.name, one.phone, one.party, one.wishes, one.is_first) == (
        "はな",
        "042-000-0001",
        2,
        ["just_watch", "writing"],
        True,
    )
    page = client.get(answer["Location"])
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")
    main = parse(page).one("main")
    assert main.one("h1").text == "参加が決まっています"
    assert main.one("p", "code").text == " ".join(re.findall("....", one.code))
    assert Mailing.objects.count() == 0


def test_sent_twice_it_is_one_and_the_same_name_and_number_opens_nothing(client: Client) -> None:
    at = date(5)
    first, second = client.post(_form(at), BY_PHONE), client.post(_form(at), BY_PHONE)
    other = client.post(_form(at), BY_PHONE | {"page": PAGE.replace("1", "2")})
    assert first["Location"] == second["Location"]
    assert other["Location"] == f"{reverse('registrations:find')}?known={at.event_id}"
    assert Registration.objects.count() == 1


def test_an_address_learns_the_rest_by_mail(client: Client) -> None:
    at = date(5)
    sent = BY_PHONE | {"contact": "email", "email": "hana@example.org"}
    answer = client.post(_form(at), sent)
    assert answer["Location"] == reverse("registrations:sent")
    one = Registration.objects.get()
    assert (one.state, one.phone) == ("unconfirmed", "")
    letter = _letter()
    assert (letter.to, letter.subject) == ("hana@example.org", f"申込を決めてください：{at.event.title}")
    path = letter.links[0][1].removeprefix("http://testserver") if "testserver" in letter.links[0][1] else own_url(one)
    client.get(path)
    one.refresh_from_db()
    assert one.state == "unconfirmed"
    client.post(own_url(one, "confirm"))
    one.refresh_from_db()
    assert one.state == "confirmed"


def test_known_and_unknown_addresses_get_the_same_page(client: Client) -> None:
    at = date(5)
    pages = []
    for name in ("はな", "だれか"):
        answer = client.post(
            _form(at), {"name": name, "contact": "email", "email": "hana@example.org", "party": "1"}, follow=True
        )
        pages.append((answer.redirect_chain, parse(answer).one("main").text))
    assert pages[0] == pages[1]
    assert Registration.objects.count() == 1


def test_who_is_signed_in_is_asked_for_no_address(client: Client) -> None:
    at, user = date(5), UserFactory(display_name="あおい")
    sign_in(client, user)
    form = parse(client.get(_form(at))).one("form", id="register")
    assert [field.attributes["value"] for field in form.all("input", name="name")] == ["あおい"]
    assert form.all("input", name="email") == []
    client.post(_form(at), {"name": "あおい", "party": "1"})
    one = Registration.objects.get()
    assert (one.user, one.email, one.state) == (user, "", "confirmed")
    mine = parse(client.get(reverse("events:my_registrations"))).one("main")
    assert next(
        link.attributes["href"] for link in mine.all("a") if "/registrations/" in link.attributes["href"]
    ) == own_url(one)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, "name", "お名前かよび名を書いてください"),
        ({"contact": ""}, "contact", "メールか電話か"),
        ({"phone": ""}, "phone", "電話番号を書いてください"),
        ({"phone": "12"}, "phone", "電話番号"),
        ({"contact": "email", "email": "x"}, "email", "メールアドレスの形"),
        ({"party": "ふたり"}, "party", "数"),
        ({"party": "5"}, "party", "4人まで"),
        ({"wish_note": "あ" * 301}, "wish_note", "300文字"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: Client, change: dict[str, str], field: str, said: str
) -> None:
    at, sent = date(5), BY_PHONE | {"wish_note": "耳が遠い"} | change
    page = parse(client.post(_form(at), sent)).one("main")
    wrongs = page.one("div", "wrongs").all("a")
    assert [link.attributes["href"] for link in wrongs] == [f"#id_{field}"]
    assert said in wrongs[0].text
    for name in ("name", "phone", "party", "wish_note"):
        assert page.one("input", name=name).attributes.get("value", "") == sent[name]
    assert Registration.objects.count() == 0


def test_questions_of_the_organiser_say_what_they_are_for(client: Client) -> None:
    at = date(5)
    asked = RegistrationQuestion.objects.create(
        event=at.event, text="くつのサイズ", purpose="貸し出すくつの用意", is_required=True
    )
    page = parse(client.post(_form(at), BY_PHONE)).one("main")
    assert (
        page.one("p", id=f"id_question_{asked.pk}_helptext").text == "使いみち：貸し出すくつの用意"
        if page.all("p", id=f"id_question_{asked.pk}_helptext")
        else "使いみち：貸し出すくつの用意" in page.text
    )
    client.post(_form(at), BY_PHONE | {f"question_{asked.pk}": "24センチ"})
    assert Registration.objects.get().answers == {str(asked.pk): "24センチ"}


def test_a_crowd_is_told_to_wait_and_keeps_its_words(client: Client, settings: Any) -> None:
    settings.HUB_REGISTRATION_LIMITS = {"client": ((600, 1),), "all": ((60, 100),)}
    at = date(5)
    client.post(_form(at), BY_PHONE)
    answer = client.post(_form(at), BY_PHONE | {"name": "たろう", "page": PAGE.replace("1", "3")})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 600
    assert parse(answer).one("input", name="name").attributes["value"] == "たろう"
    assert Registration.objects.count() == 1


def test_a_machine_is_thanked_and_registers_nothing(client: Client) -> None:
    answer = client.post(_form(date(5)), BY_PHONE | {"website": "http://example.org"})
    assert answer["Location"] == reverse("registrations:sent")
    assert Registration.objects.count() == 0


def test_full_without_a_list_says_so_and_shows_other_days(client: Client) -> None:
    at = date(1, has_waiting_list=False, starts=2)
    registered(at)
    page = parse(client.post(_form(at), BY_PHONE | {"party": "1"})).one("div", "wrongs")
    assert "いっぱいになりました" in page.text
    assert page.one("a").attributes["href"] == reverse("events:register", args=[at.event_id])


def test_a_course_has_one_form(client: Client) -> None:
    at = date(5, starts=3, scope=RegistrationScope.COURSE)
    second = at.event.occurrences.order_by("starts_at")[1]
    for address in (reverse("events:register", args=[at.event_id]), _form(second)):
        assert client.get(address)["Location"] == _form(at)


def test_where_the_organiser_takes_them_there_is_no_form(client: Client) -> None:
    at = date(5, is_open=False)
    other = date(5, participation=Participation.ELSEWHERE)
    for one in (at, other):
        assert client.get(_form(one)).status_code == 404
        assert client.post(_form(one), BY_PHONE).status_code == 404


def test_one_link_cancels_without_a_reason(client: Client) -> None:
    at = date(1)
    one, waiting = registered(at), registered(at, 2)
    assert client.get(own_url(one, "cancel")).status_code == 200
    one.refresh_from_db()
    assert one.state == "confirmed"
    client.post(own_url(one, "cancel"))
    one.refresh_from_db()
    waiting.refresh_from_db()
    assert (one.state, waiting.state) == ("cancelled", "offered")
    client.post(own_url(waiting, "accept"))
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_button_that_is_opened_again_presses_nothing(client: Client) -> None:
    at = date(1)
    first, one = registered(at), registered(at, 2)
    registrations.cancel(first)
    for act in ("accept", "confirm"):
        assert client.get(own_url(one, act)).headers["Location"] == own_url(one)
    one.refresh_from_db()
    assert one.state == "offered"


def test_changing_keeps_what_was_typed_where_there_is_no_room(client: Client) -> None:
    one = registered(date(2))
    sent = {"name": "はな", "phone": "042-000-0009", "party": "3", "wish_note": "つえを使う"}
    page = parse(client.post(own_url(one, "change"), sent)).one("main")
    assert [link.attributes["href"] for link in page.one("div", "wrongs").all("a")] == ["#id_party"]
    assert page.one("input", name="wish_note").attributes["value"] == "つえを使う"
    client.post(own_url(one, "change"), sent | {"party": "2"})
    one.refresh_from_db()
    assert (one.name, one.phone, one.party, one.wish_note) == ("はな", "042-000-0009", 2, "つえを使う")


@pytest.mark.parametrize("act", ["own", "confirm", "accept", "cancel", "change", "together"])
def test_a_flipped_link_opens_nothing(client: Client, act: str) -> None:
    one = registered(date(5))
    token = own_url(one).rstrip("/").rpartition("-")[2]
    forged = f"{int(token[0], 16) ^ 1:x}{token[1:]}"
    url = reverse(f"registrations:{act}", args=[one.pk, forged])
    assert client.post(url).status_code == (405 if act == "own" else 404)
    one.refresh_from_db()
    assert one.state == "confirmed"


def test_the_number_opens_ones_own_page_and_a_wrong_one_does_not(client: Client, settings: Any) -> None:
    settings.HUB_REGISTRATION_CODE_LIMITS = {"client": ((600, 3),), "all": ((60, 100),)}
    one, find = registered(date(5)), reverse("registrations:find")
    spaced = " ".join(re.findall("....", one.code)).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert client.post(find, {"code": spaced})["Location"] == own_url(one)
    wrong = str((int(one.code) + 1) % 10**12).zfill(12)
    assert "見つかりませんでした" in parse(client.post(find, {"code": wrong})).one("div", "wrongs").text
    assert "12けた" in parse(client.post(find, {"code": "123"})).one("div", "wrongs").text
    client.post(find, {"code": wrong})
    assert client.post(find, {"code": one.code}).status_code == 429


def test_an_unconfirmed_one_is_not_opened_by_its_number(client: Client) -> None:
    one = register(date(5).pk, Applicant("ゆき", email="yuki@example.org"), Asked()).registration
    assert client.post(reverse("registrations:find"), {"code": one.code}).status_code == 200


def test_the_list_of_ones_own_has_constant_queries(client: Client, django_assert_num_queries: Any) -> None:
    user = UserFactory()
    sign_in(client, user)
    counts = []
    for number in (1, 2):
        for _more in range(number):
            register(date(5).pk, Applicant("あおい", user=user), Asked())
        with django_assert_num_queries(1_000, exact=False) as found:
            client.get(reverse("events:my_registrations"))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_event_page_shows_room_as_it_is_told(client: Client) -> None:
    at = date(3)
    for number in range(3):
        registered(at, number)
    registrations.promote_all()
    from events.services.registrations.telling import tell_places

    tell_places()
    page = parse(client.get(at.event.get_absolute_url())).one("main")
    assert {link.text for link in page.all("a", href=_form(at))} == {"空きを待つ"}
    listed = parse(client.get("/events/?open=1")).one("main").text
    assert at.event.title not in listed


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        ("confirmed", "参加が決まりました"), ("waiting", "空きを待っています"), ("in_lot", "抽選の申込を受けました"),
        ("awaiting", "申込を受けました"),
    ],
)  # fmt: skip
def test_letters_name_the_event_and_lead_to_the_own_page(state: str, subject: str) -> None:
    ways = {"in_lot": Participation.LOT, "awaiting": Participation.APPROVAL}
    at = date(1, participation=ways.get(state, Participation.FIRST_COME))
    if state == "waiting":
        registered(at)
    user = UserFactory()
    one = register(at.pk, Applicant("あおい", user=user), Asked()).registration
    letter = _letter()
    assert (one.state, letter.subject, letter.to) == (state, f"{subject}：{at.event.title}", user.email)
    assert letter.links[-1][1].endswith(own_url(one))
    assert "あおい" not in "".join([letter.subject, *letter.paragraphs, *letter.after])


def test_a_mail_whose_time_is_over_is_not_sent() -> None:
    at = date(1)
    one = register(at.pk, Applicant("あおい", user=UserFactory()), Asked()).registration
    mailing = Mailing.objects.get()
    registrations.cancel(one)
    write = writer_of(mailing.kind)
    assert write is not None
    assert write(mailing) is None


def test_who_waits_for_a_date_that_begins_is_told_kindly() -> None:
    at, now = date(1), timezone.now()
    registered(at)
    register(at.pk, Applicant("あおい", user=UserFactory()), Asked())
    registrations.expire_due(now=at.starts_at)
    assert _letter().subject == f"今回は席をご用意できませんでした：{at.event.title}"
    assert now < at.starts_at


@pytest.mark.parametrize(
    ("known", "links"), [("", []), ("x", []), ("9999999999999999", []), ("own", ["tel:0420000000"])]
)
def test_who_is_registered_already_is_told_whom_to_call(client: Client, known: str, links: list[str]) -> None:
    at = date(5, event={"contact_phone": "042-000-0000"})
    page = client.get(reverse("registrations:find"), {"known": at.event_id if known == "own" else known})
    main = parse(page).one("main")
    assert [link.attributes["href"] for link in main.all("a") if link.attributes["href"].startswith("tel:")] == links


def test_who_gave_up_can_register_again_as_long_as_it_is_open(client: Client) -> None:
    at = date(5)
    one = registered(at)

    def offered() -> bool:
        return _form(at) in [link.attributes["href"] for link in parse(client.get(own_url(one))).one("main").all("a")]

    seen = [offered()]
    registrations.cancel(one)
    seen.append(offered())
    RegistrationTerms.objects.update(is_open=False)
    seen.append(offered())
    assert seen == [False, True, False]


def test_nobody_is_promised_a_place_that_is_not_there(client: Client) -> None:
    """The page after the form is the same for all, also for those who will wait."""
    main = parse(client.get(reverse("registrations:sent"))).one("main")
    assert "24時間のうちに押してください。空きがあったときは、それまで席をとってあります。" in [
        p.text for p in main.all("p")
    ]


@pytest.mark.parametrize("party", ["0", "-1", ""])
def test_too_few_people_are_asked_for_kindly(client: Client, party: str) -> None:
    page = client.post(_form(date(5)), BY_PHONE | {"party": party})
    said = parse(page).one("main").one("div", "wrongs").text
    assert "何人で来るか、数字で書いてください。ひとりなら1です。" in said
