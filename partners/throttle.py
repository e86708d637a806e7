"""How many certificates one client and all together may look at, and make PDFs of."""

from django.conf import settings

from hub import turns


def take_turn(client: str, *, now: float | None = None) -> int:
    """Counts one look; 0 where it may be taken, else the seconds until the next may be."""
    return turns.take_turn("certificate", client, settings.HUB_CERTIFICATE_LIMITS, now=now)


def take_pdf_turn(user: int, *, now: float | None = None) -> int:
    """The same for one PDF of a member, by the number of the account."""
    return turns.take_turn("certificate_pdf", f"user-{user}", settings.HUB_CERTIFICATE_PDF_LIMITS, now=now)
