"""Figures and targets in plain words. Every sentence is true of the values that it names, and says nothing beyond them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.enums import Better, Kind, TargetKind
from indicators.fiscal_years import named
from indicators.models import Indicator, Measurement, Target
from indicators.progress import Goal, expected, is_met, missing, share_of_way


def shown(value: Decimal | None, indicator: Indicator) -> str:
    """40.0%, 12か所, 3,333件; した or していない; empty for what is unknown."""
    if value is None:
        return ""
    if indicator.kind == Kind.ACHIEVED:
        return _("した") if value else _("していない")
    return f"{value:,}{indicator.sign}"


def goal_of(target: Target) -> Goal:
    return Goal(target.kind, target.value, target.fiscal_year)


def target_said(target: Target, indicator: Indicator) -> str:
    """40.0%, 95%以上, 0人以下, 基準値より減らす, する."""
    value = shown(target.value, indicator)
    match target.kind:
        case TargetKind.AT_LEAST:
            return _("%(value)s以上") % {"value": value}
        case TargetKind.AT_MOST:
            return _("%(value)s以下") % {"value": value}
        case TargetKind.DECREASE:
            return _("基準値より減らす")
        case TargetKind.ACHIEVED:
            return _("する")
        case _:
            return value


def baseline_said(indicator: Indicator) -> str:
    """The value with its year, or what the paper says in its place; that it says nothing."""
    if indicator.baseline_value is None:
        return indicator.baseline_note or _("資料にありません")
    return shown(indicator.baseline_value, indicator)


def period_said(one: Measurement) -> str:
    """令和5年度, or 令和8年度（11月25日現在）."""
    year = named(one.fiscal_year)
    if one.on is None:
        return year
    return _("%(year)s（%(month)s月%(day)s日現在）") % {"year": year, "month": one.on.month, "day": one.on.day}


def verdict(indicator: Indicator, target: Target | None, now: Measurement | None, year: int) -> str:
    """One sentence: where it stands against the target in ``year``; of a target whose year is over, where it stood."""
    if now is None:
        return _("まだ実績がありません。")
    when = period_said(now)
    if target is None:
        value = shown(now.value, indicator)
        return _("%(when)sは%(value)sです。目標の値は、資料にありません。") % {"when": when, "value": value}
    goal, is_down = goal_of(target), indicator.better == Better.DOWN
    met = is_met(goal, now.value, indicator.baseline_value, is_down=is_down)
    named_target = _named(target, indicator)
    if met is None:
        return _("基準値がわからないので、目標に届いたかどうかは言えません。")
    if indicator.kind == Kind.ACHIEVED:
        return (_("%(when)sに、目標のとおりにしました。") if met else _("%(when)sは、まだしていません。")) % {
            "when": when
        }
    if met:
        return _("%(when)sに、%(target)sに届いています。") % {"when": when, "target": named_target}
    return _not_met(indicator, target, now, named_target, is_down=is_down, year=year)


def _not_met(
    indicator: Indicator, target: Target, now: Measurement, named_target: str, *, is_down: bool, year: int
) -> str:
    gap = missing(goal_of(target), now.value, is_down=is_down)
    if gap is None:
        return _("%(when)sは、まだ%(target)sに届いていません。") % {"when": period_said(now), "target": named_target}
    unit = _("ポイント") if indicator.kind == Kind.PERCENT else indicator.sign
    if target.fiscal_year is not None and target.fiscal_year < year:
        words = {"when": period_said(now), "target": named_target, "gap": f"{gap:,}", "unit": unit}
        return _("%(when)sは、%(target)sまで、あと%(gap)s%(unit)sでした。") % words
    return _("%(target)sまで、あと%(gap)s%(unit)sです。") % {"target": named_target, "gap": f"{gap:,}", "unit": unit}


def _named(target: Target, indicator: Indicator) -> str:
    said = target_said(target, indicator)
    if target.fiscal_year is None:
        return _("目標（%(target)s）") % {"target": said}
    return _("%(year)sの目標（%(target)s）") % {"year": named(target.fiscal_year), "target": said}


def pace_said(indicator: Indicator, target: Target | None, now: Measurement | None) -> str:
    """How much of the way from the baseline is done, and where an even pace would be that year; empty where nothing can be told.

    Of a value in the middle of a year the pace is that of the year's end, and the sentence says so.
    """
    if target is None or now is None or indicator.kind == Kind.ACHIEVED:
        return ""
    goal, baseline = goal_of(target), indicator.baseline_value
    share = share_of_way(goal, now.value, baseline)
    if share is None or share >= 1 or is_met(goal, now.value, baseline, is_down=indicator.better == Better.DOWN):
        return ""
    percent = int(share * 100)
    said = (
        _("基準値から目標までの道のりの、%(percent)s%%まで来ています。") % {"percent": percent}
        if share >= 0
        else _("基準値のときより、目標から遠くなっています。")
    )
    even = expected(goal, baseline, indicator.baseline_fiscal_year, now.fiscal_year)
    if even is None:
        return said
    rounded = even.quantize(Decimal("0.1") if indicator.kind == Kind.PERCENT else Decimal(1))
    words = {"year": named(now.fiscal_year), "value": shown(rounded, indicator)}
    return said + _("毎年同じだけ進むとすると、%(year)sの終わりには%(value)sのところです。") % words
