"""登録証 as PDF: whole where the machine makes one, and not offered where it doesn't."""

import re
import zlib
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import ImageFile

from partners import pdf
from partners.models import ActivityCertificate, Partnership
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> str:
    cache.clear()
    one = registration(S.APPROVED, text="<script>alert(1)</script><img src='file:///etc/passwd'>")
    sign_in(client, member_of(one.organization))
    return f"/me/organizations/{one.organization_id}/partnerships/{one.pk}/certificate"


@pytest.fixture
def _makes_pdf() -> None:
    """Asked when it is needed: the library takes a second to load, in each process of a run."""
    if pdf._library() is None:
        pytest.skip("WeasyPrint or Pango is not here: no PDF is made on this machine")


def test_it_is_not_offered_where_it_is_not_to_be_had(client: Client, page: str) -> None:
    assert "PDFで受け取る" not in client.get(f"{page}/").content.decode()
    assert client.get(f"{page}.pdf").status_code == 404
    with pytest.raises(pdf.NoPdfError):
        pdf.pdf_of("partners/certificate_pdf.html", {})


def test_it_is_not_offered_where_no_font_has_our_letters_or_nobody_can_say(monkeypatch: Any) -> None:
    monkeypatch.setenv("PATH", "")
    pdf._library.cache_clear()
    try:
        assert (pdf._library(), pdf.can_make_pdf()) == (None, False)
    finally:
        pdf._library.cache_clear()


def test_pictures_that_are_cut_off_are_refused_wherever_it_is_loaded() -> None:
    pdf._library.cache_clear()
    pdf._library()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.usefixtures("_makes_pdf")
def test_it_is_one_sheet_that_fetches_nothing(client: Client, page: str, settings: Any) -> None:
    settings.HUB_PDF = True
    assert "PDFで受け取る" in client.get(f"{page}/").content.decode()
    answer = client.get(f"{page}.pdf")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="KYOSO-0001.pdf"'
    assert (answer.content[:5], answer.content.rstrip()[-5:]) == (b"%PDF-", b"%%EOF")
    assert sign_in(Client(), member_of(OrganizationFactory())).get(f"{page}.pdf").status_code == 404


@pytest.mark.usefixtures("_makes_pdf")
def test_who_asks_for_many_is_asked_to_wait(client: Client, page: str, settings: Any) -> None:
    settings.HUB_PDF = True
    settings.HUB_CERTIFICATE_PDF_LIMITS = {"client": ((86_400, 2),), "all": ((86_400, 3),)}
    assert [client.get(f"{page}.pdf").status_code for _turn in range(3)] == [200, 200, 302]
    assert "続けて作れる数を超えました" in client.get(f"{page.removesuffix('certificate')}").content.decode()
    also = sign_in(Client(), member_of(Partnership.objects.get().organization))
    assert [also.get(f"{page}.pdf").status_code for _turn in range(2)] == [200, 302]


def _activity_sheet(**fields: str) -> dict[str, Any]:
    one = ActivityCertificate(
        pk=1, number="KATSUDO-2026-ABCD2345", from_on=date(2025, 4, 1), until_on=date(2026, 3, 31), days=365, minutes=90,
        issued_at=timezone.now(), **fields,
    )  # fmt: skip
    check = "https://hub.example/roles/certificates/check/"
    return {
        "one": one, "code": "ABCD-EFGH-JKLM", "duration": "8760時間0分", "is_sample": False, "city": settings.HUB_CITY,
        "full_url": f"{check}{one.number}/ABCD-EFGH-JKLM/", "typed_full_url": check,
    }  # fmt: skip


def _words(page: Any) -> list[Any]:
    return [box for box in page._page_box.descendants() if getattr(box, "text", "")]


_SHORT = {"name": "八王子 花", "role_title": "お茶を出す人", "organization_name": "台町の会", "course_name": ""}
_LONG = {
    "name": "W" * 60, "role_title": "𠮷🍵" * 40, "organization_name": "x" * 120, "course_name": "丘の大学" * 40 + "y" * 140,
}  # fmt: skip


@pytest.mark.usefixtures("_makes_pdf")
@pytest.mark.parametrize(("said", "pages"), [(_SHORT, 1), (_LONG, 2)], ids=["short", "as long as can be"])
def test_all_of_a_certificate_of_activity_stands_on_the_paper(said: dict[str, str], pages: int, settings: Any) -> None:
    settings.HUB_PDF = True
    sheet = _activity_sheet(**said)
    laid = pdf._laid_out("partners/activity_certificate_pdf.html", sheet)
    words = [_words(page) for page in laid.pages]
    text = "".join(box.text for page in words for box in page).replace(" ", "")
    wanted = [
        *said.values(),
        "令和7年4月1日",
        "令和8年3月31日",
        "8760時間0分（365日）",
        sheet["code"],
        sheet["typed_full_url"],
        f"{settings.HUB_CITY['name']}つながりハブ",
    ]
    assert [one for one in wanted if one.replace(" ", "") not in text] == []
    # Within the margins of 22 mm, in CSS pixels; below each page its number of how many, and whose page it is.
    edge = (210 - 22) / 25.4 * 96 + 1
    assert [box.text for page in words for box in page if box.position_x + box.width > edge] == []
    assert len(words) == pages
    for number, page in enumerate(words, 1):
        assert {f"{number} / {pages}", "KATSUDO-2026-ABCD2345"} <= {box.text for box in page}
    # What something is called and what it is stand on one page.
    together = [{box.text for box in page} & {"確認の符号", sheet["code"]} for page in words]
    assert sorted(map(len, together)) == [0] * (pages - 1) + [2]


@pytest.mark.usefixtures("_makes_pdf")
def test_its_fonts_come_with_it(settings: Any) -> None:
    settings.HUB_PDF = True
    written = pdf.pdf_of("partners/activity_certificate_pdf.html", _activity_sheet(**_SHORT))
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", written, re.DOTALL)
    whole = written + b"".join(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"x")
    fonts = len(re.findall(rb"/Type\s*/FontDescriptor", whole))
    assert (fonts > 0, len(re.findall(rb"/FontFile\d? \d+ 0 R", whole))) == (True, fonts)
