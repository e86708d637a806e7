"""Mails to members of a circle and to who runs it. They name the circle, never another member."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.circle_enums import MemberState
from events.enums import Action, State
from events.models import Circle, CircleMember, CircleMessage, CircleMove
from events.rules import can_write_for
from events.services.circles import letters
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing

_S = MemberState


def _link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _member(mailing: Mailing, *states: MemberState) -> CircleMember | None:
    """Whom it is for, as long as they are in one of these states and an address is known."""
    rows = CircleMember.objects.select_related("circle__organization", "user")
    member: CircleMember | None = rows.filter(pk=mailing.ids.get("member"), state__in=states).first()
    return member if member is not None and _address(member) else None


def _address(member: CircleMember) -> str:
    if member.user is not None:
        return member.user.email if member.user.is_active else ""
    return member.email


def _own(member: CircleMember, name: str = "own") -> str:
    return _link(reverse(f"circles:{name}", args=[member.pk, letters.own_token(member)]))


def _named(circle: Circle) -> dict[str, str]:
    return {"name": circle.name}


def _sample(circle: Circle) -> list[str]:
    return [_("これは見本のサークルです。実際には集まりません。")] if circle.is_sample else []


def _bye() -> str:
    return _("このメールは、サークルの参加のために、つながりハブから送っています。")


@mail_kind(letters.CONFIRM, gettext_lazy("サークルの参加の確認"), finds_reader=True)
def _confirm(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.UNCONFIRMED)
    if member is None:
        return None
    circle = member.circle
    return Letter(
        to=_address(member),
        subject=_("「%(name)s」への参加の確認") % _named(circle),
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」に、このメールアドレスで参加の申し込みがありました。") % _named(circle),
            _("下のページを開いて、ボタンを押すと、申し込みができあがります。"),
        ],
        links=[(_("確認のページを開く"), _own(member))],
        after=[_("心あたりがなければ、何もしないでください。アドレスは、1日ほどで消えます。")],
    )


@mail_kind(letters.AGAIN, gettext_lazy("サークルにもう入っている知らせ"), finds_reader=True)
def _again(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.ASKED, _S.MEMBER)
    if member is None:
        return None
    return Letter(
        to=_address(member),
        subject=_("「%(name)s」には、もう申し込んであります") % _named(member.circle),
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」に、もう一度申し込みがありました。前の申し込みが、そのまま残っています。")
            % _named(member.circle),
        ],
        links=[(_("自分のページを開く"), _own(member))],
    )


@mail_kind(letters.ASKED, gettext_lazy("サークルの申し込みを受けた知らせ"), finds_reader=True)
def _asked(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.ASKED)
    if member is None:
        return None
    return Letter(
        to=_address(member),
        subject=_("「%(name)s」の主催者に伝えました") % _named(member.circle),
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」に入りたいことを、主催者に伝えました。お返事をお待ちください。")
            % _named(member.circle),
            _("お返事の前でも、一度のぞいてみることはできます。日にちは、サークルのページにあります。"),
        ],
        links=[
            (_("サークルのページを見る"), _link(member.circle.get_absolute_url())),
            (_("自分のページを開く（取りやめもここから）"), _own(member)),
        ],
    )


@mail_kind(letters.JOINED, gettext_lazy("サークルに入った知らせ"), finds_reader=True)
def _joined(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.MEMBER)
    if member is None:
        return None
    return Letter(
        to=_address(member),
        subject=_("「%(name)s」へようこそ") % _named(member.circle),
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」に入りました。") % _named(member.circle),
            _("毎回来なくてもかまいません。来られるときに、来てください。"),
            _("あなたの名前と連絡先は、主催者だけに見えます。ほかの仲間には見えません。"),
        ],
        links=[
            (_("これからの日を見る"), _link(member.circle.get_absolute_url())),
            (_("自分のページを開く（やめるときもここから）"), _own(member)),
        ],
    )


@mail_kind(letters.DECLINED, gettext_lazy("サークルの見送りの知らせ"), finds_reader=True)
def _declined(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.DECLINED)
    if member is None:
        return None
    return Letter(
        to=_address(member),
        subject=_("「%(name)s」からのお返事") % _named(member.circle),
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」は、今回はご用意できませんでした。") % _named(member.circle),
            *in_lines(_("主催者から：%(reason)s") % {"reason": member.reason} if member.reason else ""),
            _("ほかにも、いろいろな集まりがあります。よかったら、のぞいてみてください。"),
        ],
        links=[(_("ほかのサークルを見る"), _link(reverse("circles:list")))],
        after=[_("お名前と連絡先は、まもなく消えます。")],
    )


@mail_kind(letters.REMOVED, gettext_lazy("サークルから外れた知らせ"), finds_reader=True)
def _removed(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.REMOVED)
    if member is None:
        return None
    return Letter(
        to=_address(member),
        subject=_("「%(name)s」の仲間ではなくなりました") % _named(member.circle),
        paragraphs=[
            *_sample(member.circle),
            _("主催者が、あなたをサークル「%(name)s」から外しました。") % _named(member.circle),
            *in_lines(_("主催者から：%(reason)s") % {"reason": member.reason}),
            _("思いあたることがないとき、困ったときは、市に知らせることができます。"),
        ],
        links=[
            (_("困ったことを知らせる"), _link(reverse("trust:report", args=["circle", member.circle_id]))),
            (_("ほかのサークルを見る"), _link(reverse("circles:list"))),
        ],
        after=[_("お名前と連絡先は、まもなく消えます。")],
    )


@mail_kind(letters.CLOSED, gettext_lazy("サークルが終わった知らせ"), finds_reader=True)
def _closed(mailing: Mailing) -> Letter | None:
    member = _member(mailing, _S.MEMBER)
    if member is None or member.circle.state != State.CLOSED:
        return None
    return Letter(
        to=_address(member),
        subject=_("サークル「%(name)s」が終わりました") % _named(member.circle),
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」は終わりました。いままで、ありがとうございました。") % _named(member.circle),
            _("お名前と連絡先は、%(days)s日で消えます。すぐに消したいときは、自分のページからやめられます。")
            % {"days": settings.HUB_REGISTRATION_NAMES_DAYS},
        ],
        links=[
            (_("ほかのサークルを見る"), _link(reverse("circles:list"))),
            (_("自分のページを開く"), _own(member)),
        ],
    )


@mail_kind(letters.MESSAGE, gettext_lazy("サークルの主催者からのお知らせ"), finds_reader=True)
def _message(mailing: Mailing) -> Letter | None:
    """Not where the circle was hidden meanwhile, or its reader left or stopped the mails."""
    member = _member(mailing, _S.MEMBER)
    if member is None or not member.wants_mail or not member.circle.is_open:
        return None
    message = CircleMessage.objects.filter(pk=mailing.ids.get("message"), circle=member.circle_id).first()
    if message is None:
        return None
    stop = _link(reverse("circles:stop", args=[member.pk, letters.stop_token(member)]))
    return Letter(
        to=_address(member),
        subject=_("【%(name)s】%(subject)s") % {"name": member.circle.name, "subject": message.subject},
        paragraphs=[
            *_sample(member.circle),
            _("サークル「%(name)s」の主催者からのお知らせです。") % _named(member.circle),
            *in_lines(message.text),
        ],
        links=[(_("サークルのページを見る"), _link(member.circle.get_absolute_url()))],
        after=[
            _bye(),
            _("自分のページ（サークルをやめるときもここから）：%(url)s") % {"url": _own(member)},
            _("メールだけをやめる（サークルには残ります）：%(url)s") % {"url": stop},
        ],
        stop_url=stop,
    )


def _desk(circle: Circle, name: str = "circle") -> str:
    return _link(reverse(f"circle_desk:{name}", args=[circle.organization_id, circle.pk]))


@mail_kind(letters.NEWS, gettext_lazy("サークルに人が来た知らせ"))
def _news(mailing: Mailing) -> Letter | None:
    circle = Circle.objects.select_related("organization").filter(pk=mailing.ids.get("circle")).first()
    if circle is None or not can_write_for(mailing.user, circle.organization):
        return None
    waiting = circle.members.filter(state=_S.ASKED).exists()
    said = (
        _("お返事を待っている人がいます。受けるか、見送るかを選んでください。")
        if waiting
        else _("新しく入った人がいます。電話番号だけの人には、次の日を電話で伝えてください。")
    )
    return Letter(
        subject=_("サークル「%(name)s」に申し込みがありました") % _named(circle),
        paragraphs=[said, _("このお知らせは、サークルごとに1日1回までです。お名前は、ページで見てください。")],
        links=[(_("仲間のページを開く"), _desk(circle, "members"))],
    )


@mail_kind(letters.DECIDED, gettext_lazy("サークルについて決まったことの知らせ"))
def _decided(mailing: Mailing) -> Letter | None:
    """Of what staff decided, as long as it is so. Why something was hidden may be a reporter's words: it is not told."""
    moved = CircleMove.objects.filter(pk=mailing.ids.get("move")).first()
    rows = Circle.objects.select_related("organization")
    circle = rows.filter(pk=moved.circle_id).first() if moved is not None else None
    if moved is None or circle is None or circle.state != moved.to_state:
        return None
    if not can_write_for(mailing.user, circle.organization):
        return None
    subject, said = {
        Action.PUBLISH: (
            _("サークル「%(name)s」が公開されました"),
            [_("市の担当が確かめて、公開されました。だれでも見られて、参加を申し込めます。")],
        ),
        Action.RETURN: (
            _("サークル「%(name)s」に直してほしいところがあります"),
            [
                _("下書きに戻りました。いまは公開されていません。"),
                *in_lines(_("理由：%(reason)s") % {"reason": moved.reason}),
                _("直したら、もう一度「確認に出す」を押してください。書いたものは残っています。"),
            ],
        ),
        Action.HIDE: (
            _("サークル「%(name)s」の公開を止めました"),
            [_("いまはだれも見られません。書いたものは残っています。理由は、市の担当に聞いてください。")],
        ),
        Action.UNHIDE: (
            _("サークル「%(name)s」の公開の停止を解きました"),
            [_("いまは下書きです。直すところがあれば直して、「確認に出す」を押してください。")],
        ),
    }[Action(moved.action)]
    return Letter(subject=subject % _named(circle), paragraphs=said, links=[(_("サークルの画面を開く"), _desk(circle))])
