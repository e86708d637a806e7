"""登録証 as PDF: whole where the machine makes one, and not offered where it doesn't."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import ImageFile

from partners import pdf
from partners.models import Partnership
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
