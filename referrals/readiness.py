"""What an office still lacks before somebody can write to it from the hub."""

from django.conf import settings
from django.utils.translation import gettext as _

from referrals.models import SupportOffice
from referrals.querysets import working


def lacks(office: SupportOffice) -> list[str]:
    """In words; nothing where it reads already. The same conditions as ``SupportOfficeQuerySet.staffed``, and a place."""
    told: list[str] = []
    if not office.is_active:
        told.append(_("「使っている」に印がありません。"))
    if office.is_sample and not settings.HUB_EMBEDDED:
        told.append(_("見本の事務所は、お試しのときだけ使えます。"))
    if not office.phone and not office.is_sample:
        told.append(_("電話番号がありません。"))
    if office.opens_at is None or office.closes_at is None:
        told.append(_("読みはじめる時刻と、読みおわる時刻がありません。"))
    if office.pk is None or not office.members.filter(working("user__")).exists():
        told.append(_("担当の職員がいません。"))
    if office.pk is not None and not (office.is_fallback or office.districts.exists() or office.towns.exists()):
        told.append(_("受けもつ地区も町もありません。"))
    return told
