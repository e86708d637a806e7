"""Writing down what was measured, settling it, and correcting it. A value that stood there once stays to be seen."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from indicators.enums import Certainty, Kind
from indicators.fiscal_years import fiscal_year_of, named
from indicators.models import Indicator, Measurement
from indicators.rules import can_measure
from indicators.services.telling import tell_of_indicator

if TYPE_CHECKING:
    from hub.accounts.models import User

_CONFIRMED = "確定"


@transaction.atomic
def record_measurement(
    indicator: Indicator,
    *,
    by: "User",
    value: Decimal,
    fiscal_year: int,
    on: date | None = None,
    is_confirmed: bool = False,
    source: str,
    note: str = "",
    numerator: int | None = None,
    denominator: int | None = None,
    now: datetime | None = None,
) -> Measurement:
    """One value of a year, or as of a day in it.

    Raises ``DomainError`` for all but planners, where the value can't be one, and where one stands there already: that
    one is corrected.
    """
    _check_may(by)
    now = now or timezone.now()
    _check(indicator, value, fiscal_year, on, now)
    locked = lock_row(indicator)
    if locked.measurements.in_force().filter(fiscal_year=fiscal_year, on=on).exists():
        what = named(fiscal_year)
        raise DomainError(
            _("%(year)sの値は、もうあります。直すときは、その値の「直す」を押してください。") % {"year": what}
        )
    made = Measurement.objects.create(
        indicator=locked, fiscal_year=fiscal_year, on=on, value=value, numerator=numerator, denominator=denominator,
        certainty=Certainty.CONFIRMED if is_confirmed else Certainty.PROVISIONAL, source=source, note=note, by=by, at=now,
    )  # fmt: skip
    tell_of_indicator(locked)
    return made


@transaction.atomic
def correct_measurement(
    former: Measurement, *, by: "User", value: Decimal, reason: str, note: str = "", now: datetime | None = None
) -> Measurement:
    """A new row in the place of the former, which stays. What is settled stays settled.

    Raises ``DomainError`` for all but planners, without a reason, where nothing is changed, and where somebody else was
    first.
    """
    _check_may(by)
    now = now or timezone.now()
    said = reason.strip()
    if not said:
        raise DomainError(_("直した理由を書いてください。"))
    _check(former.indicator, value, former.fiscal_year, former.on, now)
    if value == former.value and note == former.note:
        raise DomainError(_("値は前と同じです。"))
    return _replace(former, by=by, value=value, note=note, reason=said, certainty=former.certainty, now=now)


@transaction.atomic
def confirm_measurement(former: Measurement, *, by: "User", now: datetime | None = None) -> Measurement:
    """速報 becomes 確定. Raises ``DomainError`` for all but planners, and where it is settled already."""
    _check_may(by)
    if former.certainty == Certainty.CONFIRMED:
        raise DomainError(_("この値は、もう確定しています。"))
    return _replace(
        former, by=by, value=former.value, note=former.note, reason=_CONFIRMED, certainty=Certainty.CONFIRMED,
        now=now or timezone.now(),
    )  # fmt: skip


def _replace(
    former: Measurement, *, by: "User", value: Decimal, note: str, reason: str, certainty: str, now: datetime
) -> Measurement:
    locked = lock_row(former.indicator)
    if Measurement.objects.filter(replaces=former).exists():
        raise DomainError(_("この値は、ほかの人が先に直しました。新しい値を見てください。"))
    made = Measurement.objects.create(
        indicator=locked, fiscal_year=former.fiscal_year, on=former.on, value=value, certainty=certainty,
        source=former.source, note=note, is_collected=former.is_collected, is_sample=former.is_sample, replaces=former,
        reason=reason, by=by, at=now,
    )  # fmt: skip
    tell_of_indicator(locked)
    return made


def _check_may(by: "User") -> None:
    if not can_measure(by):
        raise DomainError(_("実績を書けるのは、計画担当だけです。"))


def _check(indicator: Indicator, value: Decimal, fiscal_year: int, on: date | None, now: datetime) -> None:
    """A share above 100 % is no error: 妊婦面談実施率 was 102.6 % in 令和5年度, and the paper says why."""
    if not value.is_finite() or value < 0:
        raise DomainError(_("値は0以上で書いてください。"))
    if indicator.kind == Kind.ACHIEVED and value not in {Decimal(0), Decimal(1)}:
        raise DomainError(_("「した」か「していない」かを選んでください。"))
    if indicator.kind in {Kind.COUNT, Kind.PLACES} and value != value.to_integral_value():
        raise DomainError(_("数は、小数のない数で書いてください。"))
    today = timezone.localdate(now)
    if on is not None and fiscal_year_of(on) != fiscal_year:
        raise DomainError(_("「いつ現在」の日が、%(year)sの中にありません。") % {"year": named(fiscal_year)})
    if fiscal_year > fiscal_year_of(today) or (on is not None and on > today):
        raise DomainError(_("まだ来ていない日の実績は書けません。"))
