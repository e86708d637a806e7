"""登録証 as PDF: whole where the machine makes one, and not offered where it doesn't."""

from typing import Any

import pytest
from django.test import Client

from partners import pdf
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> str:
    one = registration(S.APPROVED, text="<script>alert(1)</script><img src='file:///etc/passwd'>")
    sign_in(client, member_of(one.organization))
    return f"/me/organizations/{one.organization_id}/partnerships/{one.pk}/certificate"


def test_it_is_not_offered_where_it_is_not_to_be_had(client: Client, page: str) -> None:
    assert "PDFで受け取る" not in client.get(f"{page}/").content.decode()
    assert client.get(f"{page}.pdf").status_code == 404
    with pytest.raises(pdf.NoPdfError):
        pdf.pdf_of("partners/certificate_pdf.html", {})


@pytest.mark.skipif(pdf._library() is None, reason="WeasyPrint or Pango is not here: no PDF is made on this machine")
def test_it_is_one_sheet_that_fetches_nothing(client: Client, page: str, settings: Any) -> None:
    settings.HUB_PDF = True
    assert "PDFで受け取る" in client.get(f"{page}/").content.decode()
    answer = client.get(f"{page}.pdf")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="KYOSO-0001.pdf"'
    assert (answer.content[:5], answer.content.rstrip()[-5:]) == (b"%PDF-", b"%%EOF")
    assert sign_in(Client(), member_of(OrganizationFactory())).get(f"{page}.pdf").status_code == 404
