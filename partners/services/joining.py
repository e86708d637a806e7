"""What an organisation's members do with its registration."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from hub.accounts.services.records import lock_organization
from hub.exceptions import DomainError
from hub.models import ChangeAction
from partners.enums import ENDED, WRITABLE, Action, PartnershipState
from partners.models import Partnership, Programme, Terms
from partners.rules import can_join_for
from partners.services.records import lock_partnership, move, record_shown, write_history
from partners.services.written import WRITTEN, WRITTEN_SETS, values_of

if TYPE_CHECKING:
    from hub.accounts.models import User

_CONTACTS = ("contact_phone", "contact_email")


class StaleError(DomainError):
    """Somebody else saved since the reader opened the form."""


class UnfinishedError(DomainError):
    """Something is missing. ``fields``: the form's name of each, with what is to be done."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(_("まだ書いていないところがあります。"))
        self.fields = dict(fields)


@transaction.atomic
def begin_partnership(programme: Programme, organization: Organization, *, by: "User") -> Partnership:
    """A draft, or the one that is there already: nobody registers twice in the same programme at once."""
    locked = lock_organization(organization)
    if not can_join_for(by, locked):
        raise DomainError(_("登録の申し込みを書けるのは、団体の代表と編集する人だけです。"))
    there = Partnership.objects.filter(organization=locked, programme=programme).exclude(state__in=ENDED).first()
    if there is not None:
        return there
    if not programme.is_open:
        raise DomainError(_("この登録は、いまは受け付けていません。"))
    former = Partnership.objects.filter(organization=locked, programme=programme).order_by("-pk").first()
    begun = Partnership(
        organization=locked, programme=programme, created_by=by, is_sample=locked.is_sample,
        contact_name=locked.contact_name, contact_phone="" if locked.is_sample else locked.contact_phone,
    )  # fmt: skip
    if former is not None:
        for name in WRITTEN:
            setattr(begun, name, getattr(former, name))
    begun.save()
    if former is not None:
        for name in WRITTEN_SETS:
            getattr(begun, name).set(getattr(former, name).all())
    write_history(begun, Action.BEGIN, by=by)
    return begun


@transaction.atomic
def write_partnership(
    partnership: Partnership,
    *,
    by: "User",
    values: Mapping[str, Any],
    seen_version: int,
    typed: Mapping[str, str] | None = None,
) -> None:
    """What a member wrote, finished or not. Of one in force the page changes at once, and staff see that it did.

    ``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside. ``typed``: what could not be
    read, as it was typed, kept until it is mended. What is in force must stay whole: ``UnfinishedError``.
    """
    locked = lock_partnership(partnership)
    _check_writable(locked, by=by, values=values)
    written = {name: values[name] for name in WRITTEN if name in values} | {"typed": dict(typed or {})}
    chosen = {name: sorted(one.pk for one in values[name]) for name in WRITTEN_SETS if name in values}
    # Whoever taps twice, or saves what the other one saved, overwrites nothing.
    now = values_of(locked) | {"typed": locked.typed}
    if any(now[name] != value for name, value in (written | chosen).items()):
        _check_newest(locked, seen_version)
        _write(locked, written, chosen)
    for name in (*written, "version", "updated_at"):
        setattr(partnership, name, getattr(locked, name))


def _write(locked: Partnership, written: Mapping[str, Any], chosen: Mapping[str, list[int]]) -> None:
    for name, value in written.items():
        setattr(locked, name, value)
    for name, numbers in chosen.items():
        getattr(locked, name).set(numbers)
    if locked.is_in_force:
        check_whole(locked)
    locked.version += 1
    locked.save(update_fields=[*written, "version", "updated_at"])
    if locked.is_in_force:
        record_shown(locked, ChangeAction.CHANGED)


def _check_writable(locked: Partnership, *, by: "User", values: Mapping[str, Any]) -> None:
    if not can_join_for(by, locked.organization):
        raise DomainError(_("書けるのは、団体の代表と編集する人だけです。"))
    if locked.state not in {*WRITABLE, PartnershipState.APPROVED}:
        raise DomainError(_("いまは書けません（%(state)s）。") % {"state": locked.get_state_display()})
    if locked.is_sample and any(values.get(name) for name in _CONTACTS):
        raise DomainError(_("見本には、電話番号とメールアドレスを載せられません。空にしてください。"))
    if set(values.get("fields", ())) - set(locked.programme.fields):
        raise DomainError(_("この登録にはない活動分野です。"))


def _check_newest(locked: Partnership, seen_version: int) -> None:
    if locked.version != seen_version:
        raise StaleError(
            _("あなたが開いたあとに、ほかの人が保存しました。もう一度ボタンを押すと、下に見えている内容になります。")
        )


def check_whole(partnership: Partnership, *, also: Mapping[str, str] | None = None) -> None:
    """Raises ``UnfinishedError`` with all that is missing at once. ``also``: what is missing besides."""
    programme, missing = partnership.programme, {}
    if not partnership.offers:
        missing["offers"] = _("出せるものを、1つ以上選んでください。")
    if programme.fields and not partnership.fields:
        missing["fields"] = _("活動分野を、1つ以上選んでください。")
    if not partnership.text.strip():
        missing["text"] = _("できることを、ひとことでも書いてください。")
    if not partnership.is_everywhere and not partnership.districts.exists():
        missing["districts"] = _("地区を選ぶか、「市内のどこでも」に印をつけてください。")
    if programme.is_contacted_directly and not partnership.how_to_reach.strip():
        missing["how_to_reach"] = _("住民の方が、どうやって連絡すればよいかを書いてください。")
    if not partnership.contact_name.strip():
        missing["contact_name"] = _("担当の方のお名前を書いてください。公開しません。")
    if not partnership.is_sample and not (partnership.contact_phone or partnership.contact_email):
        missing["contact_phone"] = _("電話番号かメールアドレスの、どちらかを書いてください。公開しません。")
    missing |= {name: _("このままでは読めません。書きなおしてください。") for name in partnership.typed}
    missing |= also or {}
    if missing:
        raise UnfinishedError(missing)


def terms_in_force(programme: Programme, now: datetime | None = None) -> Terms | None:
    """What is agreed to today: the newest version that has begun."""
    today = timezone.localdate(now)
    return programme.terms.filter(valid_from__lte=today).order_by("-version").first()


def submit_partnership(
    partnership: Partnership, *, by: "User", agreed_version: int | None, now: datetime | None = None
) -> None:
    """Draft or returned → submitted. ``agreed_version``: of the terms that the page showed and that were agreed to."""
    now = now or timezone.now()
    terms, missing = _agreed(partnership.programme, agreed_version, now)

    def check(locked: Partnership) -> None:
        if not can_join_for(by, locked.organization):
            raise DomainError(_("確認に出せるのは、団体の代表と編集する人だけです。"))
        check_whole(locked, also=missing)

    def change(locked: Partnership) -> dict[str, Any]:
        # What was ticked and remarked before stays for the next review, which shows what has changed since.
        return {"submitted_at": now, "terms": terms, "agreed_at": now, "agreed_by": by}

    move(partnership, Action.SUBMIT, by=by, check=check, change=change, now=now)


def _agreed(programme: Programme, version: int | None, now: datetime) -> tuple[Terms, dict[str, str]]:
    """The terms of today, and what is missing where they were not agreed to."""
    terms = terms_in_force(programme, now)
    if terms is None:
        raise DomainError(_("この登録の約束が、まだ用意されていません。市にお知らせください。"))
    if version is None:
        return terms, {"agreed": _("約束を読んで、「守ります」に印をつけてください。")}
    if version != terms.version:
        return terms, {"agreed": _("約束が新しくなりました。もう一度読んで、印をつけてください。")}
    return terms, {}


def take_back_partnership(partnership: Partnership, *, by: "User") -> None:
    """Submitted → draft, by a change of mind. What staff had sent back before stays in their sight."""

    def change(locked: Partnership) -> dict[str, Any]:
        was_dealt_with = locked.transitions.filter(action=Action.RETURN).exists()
        return {} if was_dealt_with else {"submitted_at": None}

    move(partnership, Action.TAKE_BACK, by=by, check=_of_members(by), change=change)


def withdraw_partnership(
    partnership: Partnership, *, by: "User", reason: str = "", now: datetime | None = None
) -> None:
    """The organisation does not want to be registered (any more). Its page shows it no longer, at once."""
    move(partnership, Action.WITHDRAW, by=by, reason=reason, check=_of_members(by), now=now)


def ask_for_renewal(
    partnership: Partnership, *, by: "User", agreed_version: int | None, now: datetime | None = None
) -> None:
    """In force, from so many days before its end on: what was asked for in time does not lapse while it is looked at."""
    now = now or timezone.now()
    terms, missing = _agreed(partnership.programme, agreed_version, now)

    def check(locked: Partnership) -> None:
        _of_members(by)(locked)
        check_whole(locked, also=missing)
        if not is_renewable(locked, now):
            raise DomainError(_("いまは更新の申し込みができません。"))

    move(
        partnership, Action.ASK_RENEWAL, by=by, check=check, now=now,
        change=lambda _locked: {"renewal_asked_at": now, "terms": terms, "agreed_at": now, "agreed_by": by},
    )  # fmt: skip


def is_renewable(partnership: Partnership, now: datetime | None = None) -> bool:
    """Whether its end is near, and nobody asked yet. From when its members are first told of the end."""
    days = max(partnership.programme.remind_days, default=0)
    if not partnership.is_in_force or partnership.ends_on is None or partnership.renewal_asked_at is not None:
        return False
    return (partnership.ends_on - timezone.localdate(now)).days <= days


def _of_members(by: "User") -> Any:
    def check(locked: Partnership) -> None:
        if not can_join_for(by, locked.organization):
            raise DomainError(_("これができるのは、団体の代表と編集する人だけです。"))

    return check
