"""Mails to those who registered. They name the event and the date, never who else comes, and find their reader themselves."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import OccurrenceState
from events.models import Occurrence, Registration
from events.registration_enums import RegistrationState
from events.registration_rules import closed_because, off_because
from events.services.letters import link_to
from events.services.registrations import letters
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import day, hour, span

_S = RegistrationState
Links = Sequence[tuple[str, str]]
# Of what was called off everybody is told just that.
_OF_ONES_THAT_TAKE_PLACE = (letters.LAPSED, letters.NO_PLACE, letters.NOT_DRAWN, letters.DECLINED)


def registration_of(mailing: Mailing, *states: RegistrationState) -> Registration | None:
    """Whose mail it is, if it still holds: there is an address to write to, and it is in one of these states."""
    rows = Registration.objects.select_related(
        "user", "occurrence__event__place", "occurrence__event__registration_terms"
    )
    one = rows.filter(pk=mailing.ids.get("registration"), names_removed_at=None).first()
    if one is None or (states and one.state not in states) or not address_of(one):
        return None
    return one


def address_of(one: Registration) -> str:
    """Empty where the account is gone or a telephone number alone was left."""
    if one.user is not None:
        return one.user.email if one.user.is_active else ""
    return one.email


def own_page(one: Registration, act: str = "own") -> str:
    return link_to(reverse(f"registrations:{act}", args=[one.pk, letters.link_token(one)]))


def what(date: Occurrence) -> list[str]:
    """When and where, a line each."""
    event = date.event
    lines = [_("日時：%(span)s") % {"span": span(date)}]
    where = " ".join(
        filter(
            None,
            [
                event.venue_label,
                event.address or (event.place.public_address if event.place and event.place.is_public else ""),
            ],
        )
    )
    if where:
        lines.append(_("場所：%(where)s") % {"where": where})
    return lines


def letter(
    one: Registration, subject: str, said: Sequence[str], *, links: Links = (), after: Sequence[str] = ()
) -> Letter:
    """The shape that all of them have."""
    date = one.occurrence
    own = (_("あなたの申込を見る、変える、取りやめる"), own_page(one))
    sample = [_("これは見本の催しです。実際には行われません。")] if date.event.is_sample else []
    return Letter(
        subject=subject % {"event": date.event.title},
        paragraphs=[*sample, *said, *what(date)],
        links=[*links, own],
        after=[*after, _("申込番号：%(code)s") % {"code": " ".join(one.code[at : at + 4] for at in (0, 4, 8))}],
        to=address_of(one),
    )


def is_on(one: Registration) -> bool:
    """Whether it is neither called off, hidden nor over; and the time to answer is not either."""
    now = timezone.now()
    can_answer = one.held_until is None or one.held_until > now
    return can_answer and not off_because(one, one.occurrence, now=now)


def _kind(
    kind: str, name: Any, *states: RegistrationState, while_on: bool = False
) -> Callable[[Callable[[Registration, Mailing], Letter]], None]:
    """Registers the writer of a kind that holds as long as the registration is in one of these states.

    ``while_on``: and as long as one can still come, and answer where an answer is asked for.
    """

    def register(write: Callable[[Registration, Mailing], Letter]) -> None:
        def writer(mailing: Mailing) -> Letter | None:
            one = registration_of(mailing, *states)
            if (
                one is not None
                and kind in _OF_ONES_THAT_TAKE_PLACE
                and one.occurrence.state == OccurrenceState.CANCELLED
            ):
                return None
            return write(one, mailing) if one is not None and (is_on(one) or not while_on) else None

        mail_kind(kind, name, finds_reader=True)(writer)

    return register


@_kind(letters.CONFIRM, gettext_lazy("申込の確認"), _S.UNCONFIRMED, while_on=True)
def _confirm(one: Registration, mailing: Mailing) -> Letter:
    until = {"day": day(one.held_until), "hour": hour(one.held_until)} if one.held_until else {}
    held = _("席は、%(day)s %(hour)sまでとってあります。") % until if one.seats else ""
    return Letter(
        subject=_("申込を決めてください：%(event)s") % {"event": one.occurrence.event.title},
        paragraphs=[
            _("まだ決まっていません。下のボタンを開いて、「申込を決める」を押してください。"),
            *filter(None, [held]),
            *what(one.occurrence),
        ],
        links=[(_("申込を決める"), own_page(one))],
        after=[_("申し込んだ覚えがないときは、何もしないでください。申込は消えます。")],
        to=address_of(one),
    )


@_kind(letters.AGAIN, gettext_lazy("もう申し込まれていること"), while_on=True)
def _again(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("もう申し込まれています：%(event)s"),
        [_("同じメールアドレスでもう一度申し込まれましたが、前の申込が残っています。二つにはなりません。")],
    )  # fmt: skip


@_kind(letters.PLACED, gettext_lazy("参加が決まった知らせ"), _S.CONFIRMED, while_on=True)
def _placed(one: Registration, mailing: Mailing) -> Letter:
    terms = getattr(one.occurrence.event, "registration_terms", None)
    after = in_lines(terms.message_after) if terms and terms.message_after else []
    return letter(
        one, _("参加が決まりました：%(event)s"),
        [_("参加が決まりました。遅れても、途中で帰っても大丈夫です。")],
        links=[(_("カレンダーに入れる"), link_to(f"{reverse('api:occurrence', args=[one.occurrence_id])}?format=ics"))],
        after=[*after, _("来られなくなったら、リンクから取りやめられます。理由は聞きません。")],
    )  # fmt: skip


@_kind(letters.QUEUED, gettext_lazy("空きを待つ知らせ"), _S.WAITING, while_on=True)
def _queued(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("空きを待っています：%(event)s"),
        [_("いまは、いっぱいです。空いたら、申し込んだ順にメールでお知らせします。")],
    )  # fmt: skip


@_kind(letters.IN_LOT, gettext_lazy("抽選の申込を受けた知らせ"), _S.IN_LOT, while_on=True)
def _in_lot(one: Registration, mailing: Mailing) -> Letter:
    until = one.occurrence.deadline_at
    when = (
        _("%(day)sの締切のあとに抽選して、結果をお知らせします。") % {"day": day(until)}
        if until
        else _("抽選のあと、結果をお知らせします。")
    )
    return letter(one, _("抽選の申込を受けました：%(event)s"), [when])


@_kind(letters.ASKED, gettext_lazy("申込を主催者に回した知らせ"), _S.AWAITING, while_on=True)
def _asked(one: Registration, mailing: Mailing) -> Letter:
    return letter(one, _("申込を受けました：%(event)s"), [_("主催者が確かめて、お返事します。")])


@_kind(letters.OFFERED, gettext_lazy("席が空いた知らせ"), _S.OFFERED, while_on=True)
def _offered(one: Registration, mailing: Mailing) -> Letter:
    until = {"day": day(one.held_until), "hour": hour(one.held_until)} if one.held_until else {"day": "", "hour": ""}
    return letter(
        one, _("席が空きました。お返事をください：%(event)s"),
        [
            _("待っていた席が空きました。"),
            _("%(day)s %(hour)sまでに、参加するかどうかを教えてください。返事がないときは、次の方にご案内します。") % until,
        ],
        links=[(_("返事をする"), own_page(one))],
    )  # fmt: skip


@_kind(letters.LAPSED, gettext_lazy("期限が過ぎた知らせ"), _S.EXPIRED)
def _lapsed(one: Registration, mailing: Mailing) -> Letter:
    """That one can register again is said as long as it is true."""
    if closed_because(one.occurrence, now=timezone.now()):
        return letter(
            one, _("期限が過ぎました：%(event)s"), [_("期限までに返事がなかったので、この申込は終わりになりました。")],
            links=[(_("ほかの催しを見る"), link_to(reverse("events:list")))],
        )  # fmt: skip
    again = link_to(reverse("events:register", args=[one.occurrence.event_id]))
    return letter(
        one, _("期限が過ぎました：%(event)s"),
        [_("期限までに返事がなかったので、席を次の方にご案内しました。まだ来たいときは、もう一度申し込めます。")],
        links=[(_("もう一度申し込む"), again)],
    )  # fmt: skip


@_kind(letters.NO_PLACE, gettext_lazy("席を用意できなかった知らせ"), _S.EXPIRED)
def _no_place(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("今回は席をご用意できませんでした：%(event)s"),
        [_("申し込んでくださって、ありがとうございました。始まりまでに席が空きませんでした。")],
        links=[(_("ほかの催しを見る"), link_to(reverse("events:list")))],
    )  # fmt: skip


@_kind(letters.DECLINED, gettext_lazy("見送りの知らせ"), _S.DECLINED)
def _declined(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("今回はご用意できませんでした：%(event)s"),
        [_("申し込んでくださって、ありがとうございました。今回は席をご用意できませんでした。またの機会をお待ちしています。")],
        links=[(_("ほかの催しを見る"), link_to(reverse("events:list")))],
    )  # fmt: skip


@_kind(letters.NOT_DRAWN, gettext_lazy("抽選の結果（用意できなかった）"), _S.NOT_DRAWN)
def _not_drawn(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("抽選の結果のお知らせ：%(event)s"),
        [_("申し込んでくださって、ありがとうございました。抽選の結果、今回は席をご用意できませんでした。")],
        links=[(_("ほかの催しを見る"), link_to(reverse("events:list")))],
    )  # fmt: skip


@_kind(letters.CANCELLED, gettext_lazy("取りやめを受けた知らせ"), _S.CANCELLED)
def _cancelled(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("取りやめを受けました：%(event)s"),
        [_("知らせてくれて、ありがとうございます。また都合のよいときに来てください。")],
    )  # fmt: skip


@_kind(letters.CALLED_OFF, gettext_lazy("主催者が申込を取り消した知らせ"), _S.CANCELLED)
def _called_off(one: Registration, mailing: Mailing) -> Letter:
    return letter(
        one, _("申込が取り消されました：%(event)s"),
        [_("主催者が、あなたの申込を取り消しました。わからないことは、主催者に聞いてください。")],
    )  # fmt: skip


@mail_kind(letters.CHANGED, gettext_lazy("申し込んだ日が変わった知らせ"), finds_reader=True)
def _changed(mailing: Mailing) -> Letter | None:
    """What is true now of the date that changed: of a course it is one of several."""
    live = (_S.UNCONFIRMED, _S.AWAITING, _S.CONFIRMED, _S.WAITING, _S.OFFERED, _S.IN_LOT, _S.ATTENDED, _S.ABSENT)
    one = registration_of(mailing, *live)
    date = Occurrence.objects.select_related("event__place").filter(pk=mailing.ids.get("date")).first()
    if one is None or date is None or date.ends_at <= timezone.now():
        return None
    note = in_lines(date.state_note)
    if date.state == OccurrenceState.CANCELLED:
        subject, said = (
            _("中止になりました：%(event)s"),
            _("申し込んだ日が、中止になりました。あなたがすることは、何もありません。"),
        )
    else:
        subject, said = (
            _("変わったことがあります：%(event)s"),
            _("申し込んだ催しに、変わったことがあります。いまの予定は次のとおりです。"),
        )
    return Letter(
        subject=subject % {"event": date.event.title},
        paragraphs=[said, *note, *what(date)],
        links=[
            (_("催しのページを見る"), link_to(date.event.get_absolute_url())),
            (_("あなたの申込を見る、変える、取りやめる"), own_page(one)),
        ],
        to=address_of(one),
    )
