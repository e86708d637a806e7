"""What a co-creation coordinator decides about a registration."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row
from partners.enums import Action, PartnershipState
from partners.models import Check, Partnership, Programme, Remark
from partners.rules import can_decide_on
from partners.services.records import lock_partnership, move
from partners.services.written import seen_now

if TYPE_CHECKING:
    from hub.accounts.models import User

# Of the whole, beside the form's fields.
WHOLE = ""


class MeanwhileError(DomainError):
    """A colleague kept other remarks since the page was made. ``remarks``: what each such field says now, or nothing."""

    def __init__(self, remarks: Mapping[str, str]) -> None:
        super().__init__(_("あなたが開いたあとで、ほかの職員が書いて保存しました。読んで、もう一度押してください。"))
        self.remarks = dict(remarks)


def return_partnership(
    partnership: Partnership,
    *,
    by: "User",
    remarks: Mapping[str, str],
    keys: Collection[str] | None = None,
    shown: Mapping[str, str] | None = None,
    seen_version: int | None = None,
) -> None:
    """Submitted → returned. ``remarks``: what is to be mended, by the form's name of the field; one at least.

    ``keys``: what was ticked in the same form. ``shown``: the kept remarks that the page showed; others are read first.
    """
    said = {field: text.strip() for field, text in remarks.items() if text.strip()}

    def check(locked: Partnership) -> None:
        _may(by, seen_version)(locked)
        _written_since(locked, by=by, remarks=said, shown=shown, all_go=True)
        if not said:
            raise DomainError(_("何をどう直してほしいかを、1つ以上書いてください。"))

    def change(locked: Partnership) -> dict[str, Any]:
        if keys is not None:
            _write_ticks(locked, by=by, keys=keys)
        locked.remarks.all().delete()
        Remark.objects.bulk_create(
            Remark(partnership=locked, field=field, text=text[:300], by=by) for field, text in said.items()
        )
        return seen_now(locked)

    move(partnership, Action.RETURN, by=by, reason=" / ".join(said.values()), check=check, change=change)


@transaction.atomic
def keep_review(
    partnership: Partnership,
    *,
    by: "User",
    keys: Collection[str],
    remarks: Mapping[str, str],
    shown: Mapping[str, str] | None = None,
) -> None:
    """Before one leaves: the ticks, and the remarks as far as they are written, which its members don't see yet.

    ``shown``: the kept remarks that the page showed. What differs from them is written; what a colleague has written
    in other fields stays, and in the same ones it is read first (``MeanwhileError``).
    """
    tick_checks(partnership, by=by, keys=keys)
    said = {field: text.strip() for field, text in remarks.items()}
    changed = _written_since(partnership, by=by, remarks=said, shown=shown)
    partnership.remarks.unsent().filter(field__in=changed).delete()
    Remark.objects.bulk_create(
        Remark(partnership=partnership, field=field, text=text[:300], by=by, is_sent=False)
        for field, text in changed.items()
        if text
    )


def _written_since(
    locked: Partnership,
    *,
    by: "User",
    remarks: Mapping[str, str],
    shown: Mapping[str, str] | None,
    all_go: bool = False,
) -> dict[str, str]:
    """What somebody wrote on their page, by field; not over a colleague's words. ``all_go``: no others are left then."""
    there = {remark.field: remark for remark in locked.remarks.unsent()}
    now = {field: remark.text for field, remark in there.items()}
    was = now if shown is None else shown
    fields = sorted({*now, *was, *remarks})
    changed = {field: text for field in fields if (text := remarks.get(field, "")) != was.get(field, "")}
    own = {field for field in changed if field in there and there[field].by_id == by.pk}
    met = {
        field: text
        for field in (fields if all_go else changed)
        if (text := now.get(field, "")) not in {was.get(field, ""), remarks.get(field, "")} and field not in own
    }
    if met:
        raise MeanwhileError(met)
    return changed


@transaction.atomic
def tick_checks(partnership: Partnership, *, by: "User", keys: Collection[str]) -> None:
    """What of the programme's checklist was looked at, as it is now; others keep their name and time."""
    locked = lock_partnership(partnership)
    if locked.state != PartnershipState.SUBMITTED:
        raise TransitionError(_("確認したことに印をつける"), locked.get_state_display())
    _may(by)(locked)
    _write_ticks(locked, by=by, keys=keys)


def _write_ticks(locked: Partnership, *, by: "User", keys: Collection[str]) -> None:
    known = {item["key"] for item in locked.programme.checklist}
    ticked = known & set(keys)
    locked.checks.exclude(key__in=ticked).delete()
    there = set(locked.checks.values_list("key", flat=True))
    Check.objects.bulk_create(Check(partnership=locked, key=key, by=by) for key in sorted(ticked - there))


def approve_partnership(
    partnership: Partnership, *, by: "User", seen_version: int | None = None, now: datetime | None = None
) -> None:
    """Submitted → approved, with the next number of its programme and the end that the programme sets.

    All of the checklist must have been looked at, and the organisation be one that the city has checked.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)

    def check(locked: Partnership) -> None:
        _may(by, seen_version)(locked)
        if not locked.organization.is_verified:
            raise DomainError(_("先に、この団体を確かめてください。"))
        left = {item["key"] for item in locked.programme.checklist} - set(locked.checks.values_list("key", flat=True))
        if left:
            raise DomainError(_("確認することが、まだ%(number)sつ残っています。") % {"number": len(left)})

    def change(locked: Partnership) -> dict[str, Any]:
        locked.remarks.all().delete()
        return {
            "number": _next_number(locked.programme),
            "registered_on": today,
            "ends_on": end_of_term(locked.programme, today),
            **seen_now(locked),
        }

    move(partnership, Action.APPROVE, by=by, check=check, change=change, now=now)


def _next_number(programme: Programme) -> str:
    """No number is given twice: the programme's row is locked until this one is saved."""
    locked = lock_row(programme)
    locked.last_number += 1
    locked.save(update_fields=["last_number"])
    return f"{locked.number_prefix}-{locked.last_number:04d}"


def end_of_term(programme: Programme, begins: date) -> date | None:
    """The last day: of two years from 1 April 2026 that is 31 March 2028. None where the programme sets no end.

    The day before the one of the same number; where the month has none, its last day (民法143条2項).
    """
    if programme.term_months is None:
        return None
    same_day = begins + relativedelta(months=programme.term_months)
    return same_day - timedelta(days=1) if same_day.day == begins.day else same_day


def decline_partnership(partnership: Partnership, *, by: "User", reason: str, seen_version: int | None = None) -> None:
    """Submitted → declined, with a reason that its members read."""

    def change(locked: Partnership) -> dict[str, Any]:
        locked.remarks.all().delete()
        return {}

    move(partnership, Action.DECLINE, by=by, reason=_asked(reason), check=_may(by, seen_version), change=change)


def suspend_partnership(partnership: Partnership, *, by: "User", reason: str) -> None:
    """In force → suspended: shown to nobody, until it is restored."""
    move(partnership, Action.SUSPEND, by=by, reason=_asked(reason), check=_may(by))


def restore_partnership(partnership: Partnership, *, by: "User", reason: str = "") -> None:
    """Suspended → in force, if its term is not over."""

    def check(locked: Partnership) -> None:
        _may(by)(locked)
        if locked.ends_on is not None and locked.ends_on < timezone.localdate():
            raise DomainError(_("期限が過ぎています。もう一度申し込んでもらってください。"))

    move(partnership, Action.RESTORE, by=by, reason=reason, check=check)


def revoke_partnership(partnership: Partnership, *, by: "User", reason: str) -> None:
    """In force or suspended → withdrawn, by the city."""
    move(partnership, Action.REVOKE, by=by, reason=_asked(reason), check=_may(by))


def renew_partnership(partnership: Partnership, *, by: "User", now: datetime | None = None) -> None:
    """The next term begins on the day after the last; the number stays."""

    def check(locked: Partnership) -> None:
        _may(by)(locked)
        if locked.renewal_asked_at is None or locked.ends_on is None:
            raise DomainError(_("更新の申し込みがありません。"))

    def change(locked: Partnership) -> dict[str, Any]:
        begins = locked.ends_on + timedelta(days=1) if locked.ends_on else timezone.localdate(now)
        return {
            "ends_on": end_of_term(locked.programme, begins), "renewal_asked_at": None, "reminded": [],
            **seen_now(locked),
        }  # fmt: skip

    move(partnership, Action.RENEW, by=by, check=check, change=change, now=now)


def refuse_renewal(partnership: Partnership, *, by: "User", reason: str, now: datetime | None = None) -> None:
    """It holds until its end, and lapses then; they may ask anew before."""

    def check(locked: Partnership) -> None:
        _may(by)(locked)
        if locked.renewal_asked_at is None:
            raise DomainError(_("更新の申し込みがありません。"))

    move(
        partnership, Action.REFUSE_RENEWAL, by=by, reason=_asked(reason), check=check, now=now,
        change=lambda _locked: {"renewal_asked_at": None},
    )  # fmt: skip


@transaction.atomic
def mark_seen(partnership: Partnership, *, by: "User", seen_version: int) -> None:
    """Staff have looked at what its members changed: all of it, or they are told that there is more."""
    locked = lock_partnership(partnership)
    _may(by, seen_version)(locked)
    for name, value in seen_now(locked).items():
        setattr(locked, name, value)
    locked.save(update_fields=["seen_version", "seen_values"])


def _asked(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("理由を書いてください。団体の方に伝わります。"))
    return reason.strip()


def _may(by: "User", seen_version: int | None = None) -> Any:
    """Nobody decides about their own organisation; and what is decided on is what was read."""

    def check(locked: Partnership) -> None:
        if not can_decide_on(by, locked):
            raise DomainError(
                _("確認できる職員だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。")
            )
        if seen_version is not None and locked.version != seen_version:
            raise DomainError(
                _("見ているあいだに、内容が変わりました。前の画面に戻って、新しい内容を確かめてください。")
            )

    return check
