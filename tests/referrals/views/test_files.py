"""Files of professionals: sealed, checked by their content, each taken home on record, erased with the case."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.core.management import call_command
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from referrals.enums import Look, Outcome, State
from referrals.models import AccessRecord, CaseFile, Referral, SupportOffice
from referrals.services import cases
from referrals.services.retention import forget_due
from referrals.services.transfers import accept_transfer
from tests.database import as_owner
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.pictures.files import MARK_ASCII, jpeg_with_everything
from tests.hub.threads.talks import PDF, upload
from tests.hub.threads.talks import office as document
from tests.markup import parse
from tests.referrals.cases import PEOPLE, asked, district, office, people, worker
from tests.referrals.dump import dump_database
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFER, NAME = "/support/refer/", "ヒミツ太郎の診断書.pdf"
SECRET = PDF.replace(b"Catalog", b"HIMITSUNAKAMI")


@pytest.fixture
def here() -> SupportOffice:
    cache.clear()
    return office(districts=(district(),))


@pytest.fixture
def nurse(here: SupportOffice) -> Client:
    return sign_in(Client(), member_of(OrganizationFactory(verified=True, kind="care")))


def _typed(**more: Any) -> dict[str, Any]:
    return {
        "page": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "step": "3", "writer": "professional", "consent": "given",
        "text": "ヒミツノブン", "reply": "code", "district": district().pk,
    } | more  # fmt: skip


def _sent(client: Client, *files: Any, **more: Any) -> str:
    return client.post(REFER, _typed(attached=list(files), **more)).content.decode()


def _case(client: Client) -> Referral:
    assert 'class="code"' in _sent(client, upload(SECRET, NAME), upload(jpeg_with_everything(), "庭.jpg"))
    return Referral.objects.get()


def _url(one: Referral, number: int = 1) -> str:
    return f"/staff/referrals/{one.pk}/files/{number}/"


def _looks(user: Any) -> list[tuple[str, str, str]]:
    rows = AccessRecord.objects.filter(user_number=user.pk).exclude(look=Look.CHANGE).order_by("pk")
    return [(one.look, one.what, one.reason.unsealed()) for one in rows]


def test_they_lie_sealed_and_a_picture_without_where_it_was_taken(nurse: Client) -> None:
    one = _case(nurse)
    rows = [(row.number, row.name.unsealed(), row.media_type) for row in one.files.all()]
    assert rows == [(1, NAME, "application/pdf"), (2, "庭.jpg", "image/jpeg")]
    document, picture = [row.content.unsealed_bytes() for row in one.files.all()]
    assert (document, MARK_ASCII in picture, Image.open(BytesIO(picture)).getexif()) == (SECRET, False, {})
    kept = "\n".join(dump_database().values())
    assert [word for word in ("診断書", "HIMITSUNAKAMI", "庭.jpg", SECRET.hex()) if word in kept] == []


def test_the_same_files_sent_twice_are_one_case_and_others_another(nurse: Client) -> None:
    pages = [_sent(nurse, upload(SECRET, NAME)) for _n in range(2)]
    assert len({parse(page).one("p", cls="code").text for page in pages}) == 1
    assert (Referral.objects.count(), CaseFile.objects.count()) == (1, 1)
    _sent(nurse, upload(PDF, NAME))
    assert (Referral.objects.count(), CaseFile.objects.count()) == (2, 2)


def test_two_taps_at_the_same_moment_are_one_case_with_its_files_once(here: SupportOffice) -> None:
    user = member_of(OrganizationFactory(verified=True, kind="care"))
    clients = [sign_in(Client(), user) for _n in range(3)]
    sent = _typed()  # the district is made before they start
    acts = [
        lambda one=one: one.post(REFER, sent | {"attached": [upload(SECRET, NAME), upload(PDF)]}) for one in clients
    ]
    assert at_once(acts) == [None] * 3
    assert (Referral.objects.count(), CaseFile.objects.count()) == (1, 2)


def test_one_that_comes_in_over_the_disk_of_the_web_is_whole(nurse: Client, here: SupportOffice) -> None:
    large = SECRET[:9] + b"0" * 8_000_000 + SECRET[9:]
    assert 'class="code"' in _sent(nurse, upload(large, NAME))
    staff = sign_in(Client(), worker(here))
    assert staff.post(_url(Referral.objects.get()), {"reason": "受付"}).content == large


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([(document(), "a.docx")], "送れるのは、PDF と写真"),
        ([(b"<svg onload=alert(1)>", "a.png")], "送れるのは、PDF と写真"),
        ([("かきもの".encode(), "a.txt")], "送れるのは、PDF と写真"),
        ([(PDF + b"PK", "a.pdf")], "途中で切れている"),
        ([(b"", "a.pdf")], "中身が空です"),
        ([(PDF, "a.pdf")] * 4, "3つまで"),
        ([(PDF, "a.pdf"), (PDF, "b.pdf")], "合わせて0MB"),
    ],
)
def test_what_is_not_taken_is_said_beside_the_box(nurse: Client, settings: Any, files: Any, said: str) -> None:
    settings.HUB_REFERRALS_FILE_BYTES = len(PDF) * 2 - 1 if "0MB" in said else 10_000_000
    page = parse(_sent(nurse, *[upload(content, name) for content, name in files]))
    assert said in page.one(id="id_attached_error").text
    assert (page.one("input", name="attached").attributes["type"], Referral.objects.count()) == ("file", 0)


def test_where_something_else_is_wrong_one_is_told_to_choose_them_again(nurse: Client) -> None:
    page = parse(_sent(nurse, upload(SECRET, NAME), reply="phone"))
    assert "ファイルをもう一度選んで" in page.one(id="id_attached_error").text
    assert page.one("form", id="intake").attributes["enctype"] == "multipart/form-data"
    earlier = parse(_sent(nurse, upload(SECRET, NAME), writer=""))
    assert earlier.one("input", name="had_files").attributes["value"] == "1"
    later = nurse.post(REFER, _typed(step="2", had_files="1")).content.decode()
    assert ("もう一度選んでください" in later, Referral.objects.count()) == (True, 0)
    plain = nurse.post(REFER, _typed(step="2")).content.decode()
    assert ("もう一度選んでください" in plain, 'name="attached"' in plain) == (False, True)


@pytest.mark.parametrize("who", ["unnamed", "own", "clerk", "visitor"])
def test_nobody_else_is_offered_it_and_of_nobody_else_any_is_kept(nurse: Client, who: str) -> None:
    clients = {
        "unnamed": nurse, "own": nurse, "visitor": Client(),
        "clerk": sign_in(Client(), member_of(OrganizationFactory(verified=True, kind="company"))),
    }  # fmt: skip
    more = {"unnamed": "on"} if who == "unnamed" else {}
    address, client = f"{REFER}?who=self" if who == "own" else REFER, clients[who]
    offered = client.post(address, _typed(step="2", **more)).content.decode()
    sent = client.post(address, _typed(attached=[upload(SECRET, NAME)], **more)).content.decode()
    assert ('name="attached"' in offered, "multipart" in offered, 'class="code"' in sent) == (False, False, True)
    assert (Referral.objects.get().created_by, CaseFile.objects.count()) == (None, 0)


def test_ones_own_is_taken_home_at_once_and_anothers_with_a_reason_each_on_record(
    nurse: Client, here: SupportOffice
) -> None:
    one, me, coordinator = _case(nurse), worker(here), UserFactory(consultation=True)
    mine, theirs = sign_in(Client(), me), sign_in(Client(), coordinator)
    cases.take_referral(one, by=me)
    answer = mine.post(_url(one))
    assert (answer.content, answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (
        SECRET, "application/pdf", "nosniff",
    )  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    first, refused = theirs.get(_url(one)), theirs.post(_url(one), {"reason": " "})
    for page in (first, refused):
        assert ("診断書" in page.content.decode(), page.headers["Content-Type"][:9]) == (False, "text/html")
    assert "理由を書いてください" in refused.content.decode()
    assert theirs.post(_url(one, 2), {"reason": "担当が休み"}).headers["Content-Type"] == "image/jpeg"
    missing = [theirs.get(_url(one, 3)), theirs.post(_url(one, 3), {"reason": "担当が休み"})]
    assert [answer.status_code for answer in missing] == [404, 404]
    assert _looks(me) == [("file", "ファイル1", "")]
    assert _looks(coordinator) == [
        ("case", "", ""), ("case", "", ""), ("file", "ファイル2", "担当が休み"), *[("refused", "ファイル", "")] * 2,
    ]  # fmt: skip


def test_the_record_stays_though_the_file_can_not_be_opened(nurse: Client, here: SupportOffice, settings: Any) -> None:
    one, me = _case(nurse), worker(here)
    cases.take_referral(one, by=me)
    mine = sign_in(Client(raise_request_exception=False), me)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    failed = mine.post(_url(one))
    assert (failed.status_code, "診断書" in failed.content.decode()) == (500, False)
    assert AccessRecord.objects.filter(look=Look.FILE, user_number=me.pk).count() == 1


def test_who_may_have_a_file(nurse: Client, here: SupportOffice) -> None:
    one, seen = _case(nurse), {}
    for name, user in people(here, office("北の事務所")).items():
        client = Client()
        if user.is_authenticated and user.is_active:
            sign_in(client, user)
        before = AccessRecord.objects.count()
        answer = client.post(_url(one), {"reason": "わけ"})
        seen[name] = (answer.status_code, answer.content == SECRET, AccessRecord.objects.count() - before)
    assert seen.pop("worker") == (200, True, 1)
    assert seen == {
        **dict.fromkeys(("colleague", "substitute", "consultation"), (200, True, 1)),
        **dict.fromkeys(("other_office", "cocreation", "planner", "administrator", "staff"), (404, False, 1)),
        **dict.fromkeys(("member", "professional"), (403, False, 1)),
        **dict.fromkeys(("gone", "visitor"), (302, False, 0)),
    }
    assert {*seen, "worker"} == set(PEOPLE)


def test_names_are_shown_where_the_case_was_opened_and_paper_says_how_many(nurse: Client, here: SupportOffice) -> None:
    one, me = _case(nurse), worker(here)
    staff, case = sign_in(Client(), me), f"/staff/referrals/{one.pk}/"
    closed = staff.get(case).content.decode()
    assert ("ファイルが2つ付いています" in closed, NAME in closed, "files/1" in closed) == (True, False, False)
    opened = parse(staff.post(case, {"act": "open", "reason": "受付"}).content.decode()).one(id="personal")
    form = opened.one("form", action=_url(one))
    assert (NAME in opened.text, form.one("input", name="reason").attributes["value"]) == (True, "受付")
    assert staff.post(_url(one), {"reason": "受付"}).content == SECRET
    paper = staff.post(f"{case}print/", {"reason": "受付"}).content.decode()
    assert ("2つ（画面で受け取ります）" in paper, NAME in paper) == (True, False)


def test_they_go_with_the_case_to_another_office(nurse: Client, here: SupportOffice) -> None:
    one, there = _case(nurse), office("北の事務所")
    theirs, mine = sign_in(Client(), worker(there)), sign_in(Client(), worker(here))
    transfer = asked(one, there)
    assert theirs.post(_url(one), {"reason": "受けるか決める"}).content == SECRET
    accept_transfer(transfer, by=worker(there))
    assert [client.post(_url(one), {"reason": "わけ"}).status_code for client in (theirs, mine)] == [200, 404]


def test_the_running_hub_changes_and_deletes_none(nurse: Client) -> None:
    _case(nurse)
    for act in (lambda: CaseFile.objects.update(number=9), lambda: CaseFile.objects.all()._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()


def test_they_are_erased_with_the_case_on_its_day(nurse: Client) -> None:
    one, now = _case(nurse), timezone.now()
    tokens = [row.content.token for row in one.files.all()]
    Referral.objects.update(state=State.CLOSED, closed_at=now, outcome=Outcome.SPAM)
    with as_owner():
        for days, is_there in ((89, True), (90, False)):
            forget_due(now=now + timedelta(days=days))
            kept = "\n".join(dump_database().values())
            assert [token in kept for token in tokens] == [is_there] * 2


def test_a_new_key_is_for_them_too(nurse: Client, settings: Any) -> None:
    one = _case(nurse)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    with as_owner():
        call_command("rotate_keys", verbosity=0)
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    row = one.files.get(number=1)
    assert (row.name.unsealed(), row.content.unsealed_bytes()) == (NAME, SECRET)
