"""Who works at the sample offices of a demonstration, so that a referral can be sent and read there."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from hub.accounts.models import User
from hub.pages import demo_accounts as accounts
from referrals.models import OfficeStaff, SupportOffice
from referrals.seeds import FALLBACK, SAMPLES

# The other office is left without anybody: what it answers for is read at the fallback desk.
_WORK_AT = {SAMPLES[0][0]: accounts.OFFICE_STAFF, FALLBACK[0]: accounts.CONSULTATION}


def make_demo_support() -> Iterator[str]:
    """Yields a line where somebody was put to work; nothing where they are at work already."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of offices belong into the embedded mode")
    with transaction.atomic():
        idle = SupportOffice.objects.filter(is_sample=True, name__in=_WORK_AT, members=None)
        users = {user.email: user for user in User.objects.filter(email__in=[one.email for one in _WORK_AT.values()])}
        rows = [OfficeStaff(office=office, user=users[_WORK_AT[office.name].email]) for office in idle if users]
        OfficeStaff.objects.bulk_create(rows)
    if rows:
        yield f"見本の事務所の担当 {len(rows)}人"
