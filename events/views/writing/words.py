"""How a thing stands and what one does next, in words for who writes it."""

from typing import Any

from django.utils.translation import gettext as _

from events.enums import TRANSITIONS, Action, State
from events.models import Event, Place, Transition
from events.services.records import KINDS
from hub.accounts.enums import Verification
from hub.accounts.models import Membership, Organization
from hub.templatetags.reading import day, hour

MOST_ROWS = 30
# Of what staff decide only these reasons are written for the organisation; dates are public anyway.
_TOLD = {Action.RETURN, Action.SCHEDULE, Action.CANCEL_DATE, Action.RESTORE_DATE, Action.MOVE_DATE, Action.REMOVE_DATE}
_TAGS = {State.PUBLISHED: "on", State.HIDDEN: "bad", State.IN_REVIEW: "care"}


def moment(value: Any) -> str:
    """12月5日(土) 10:00."""
    return f"{day(value)} {hour(value)}"


def waits_for(organization: Organization, thing: Event | Place) -> bool:
    """Whether it is not its turn: nobody publishes what is of an organisation that the city has not verified."""
    return thing.state == State.IN_REVIEW and not organization.is_verified


def state_words(thing: Event | Place, organization: Organization) -> str:
    """In what state it is: 公開中, 公開の予約ずみ. Of a thing of this ``organization``."""
    if waits_for(organization, thing):
        return _("団体の確認待ち")
    if thing.state == State.IN_REVIEW and thing.publish_at:
        return _("公開の予約ずみ")
    return str(State(thing.state).label)


def tag_of(thing: Event | Place) -> str:
    """The colour of that word."""
    return _TAGS.get(State(thing.state), "")


def standing(thing: Event | Place, organization: Organization) -> str:
    """One sentence more: who can see it, and what it waits for."""
    if isinstance(thing, Place) and thing.merged_into:
        return _("同じ場が二つあったので、市の担当が「%(name)s」にまとめました。もう一度公開することはできません。") % {"name": thing.merged_into.name}  # fmt: skip
    if waits_for(organization, thing):
        return _("出してあります。団体の確認が済むまでは、公開されません。そのあいだも直せます。")
    if thing.state == State.IN_REVIEW and thing.publish_at:
        return _("%(when)sに、自動で公開されます。") % {"when": moment(thing.publish_at)}
    if thing.state == State.IN_REVIEW and thing.publish_wanted_at:
        return _("市の担当が確かめています。確かめたあと、%(when)sに公開されます。") % {"when": moment(thing.publish_wanted_at)}  # fmt: skip
    sentences = {
        State.DRAFT: _("まだ公開されていません。団体のメンバーだけが見られます。"),
        State.IN_REVIEW: _(
            "市の担当が確かめています。確かめたら公開され、メールでお知らせします。そのあいだも直せます。"
        ),
        State.PUBLISHED: _("だれでも見られます。直すと、すぐに公開されます。"),
        State.CLOSED: _("終わったものとして、ページだけが残っています。一覧には出ません。"),
        State.HIDDEN: _("市の担当が公開を止めています。だれも見られません。理由は、市の担当に聞いてください。"),
    }
    return sentences[State(thing.state)]


def next_step(thing: Event | Place, organization: Organization) -> str:
    """What one can do next, for a line of a list."""
    if isinstance(thing, Place) and thing.is_merged:
        return _("ほかの場にまとめられました")
    if waits_for(organization, thing):
        return _("団体の確認を待つ（直せます）")
    if thing.state == State.IN_REVIEW and thing.publish_at:
        return _("日時になると公開されます")
    steps = {
        State.DRAFT: _("書き足して、確認に出す"),
        State.IN_REVIEW: _("確認を待つ（直せます）"),
        State.PUBLISHED: _("直す・日を足す・中止にする") if isinstance(thing, Event) else _("直す"),
        State.CLOSED: _("写して次の回を作る・もう一度公開する") if isinstance(thing, Event) else _("もう一度公開する"),
        State.HIDDEN: _("市の担当に聞く"),
    }
    return steps[State(thing.state)]


def organization_note(organization: Organization) -> str:
    """What an organisation that can't publish is told on its pages; empty for one that can."""
    notes = {
        Verification.UNVERIFIED: _("この団体は、市の確認がまだです。下書きを書くことと、確認に出すことはできます。公開されるのは、団体の確認が済んでからです。"),
        Verification.REFUSED: _("この団体は、市が確認できていません。下書きは書けますが、公開はされません。団体のページで、足りないところを直してください。"),
        Verification.SUSPENDED: _("この団体は、市が公開を止めています。下書きは書けますが、公開しているものは変えられません。市の担当に聞いてください。"),
    }  # fmt: skip
    return notes.get(Verification(organization.verification), "")


def why_held(organization: Organization) -> str:
    """In the place of the form of what is hidden. The reason of a single stop may be a reporter's words: it is not told."""
    if organization.verification == Verification.SUSPENDED:
        return _("市が団体の公開を止めているので、いまは直せません。書いたものは残っています。")
    return _("市の担当が公開を止めているので、いまは直せません。だれにも見えませんが、書いたものは残っています。理由は、市の担当に聞いてください。")  # fmt: skip


def not_saved(organization: Organization) -> str:
    """Above the form of somebody who was still writing when it was hidden."""
    if organization.verification == Verification.SUSPENDED:
        return _("市が団体の公開を止めました。いまは保存できません。要るところを写して、取っておいてください。理由は、団体のページにあります。")  # fmt: skip
    return _("市の担当が公開を止めました。いまは保存できません。要るところを写して、取っておいてください。理由は、市の担当に聞いてください。")  # fmt: skip


def history_of(thing: Event | Place, organization: Organization) -> list[dict[str, Any]]:
    """What was done with it, the newest first: by us, by the city, by itself. Nobody's name; two queries."""
    rows = Transition.objects.filter(kind=KINDS[type(thing)], object_id=thing.pk).order_by("-pk")[:MOST_ROWS]
    ours = set(Membership.objects.filter(organization=organization).values_list("user", flat=True))
    return [_line(row, is_ours=row.by_id in ours) for row in rows]


def _line(row: Transition, *, is_ours: bool) -> dict[str, Any]:
    who = who_did(row, is_ours=is_ours)
    is_told = is_ours or row.by_id is None or row.action in _TOLD
    return {"at": row.created_at, "who": who, "what": done_words(row.action), "why": row.reason if is_told else ""}


def who_did(row: Any, *, is_ours: bool) -> str:
    """Of a row of history: nobody's name."""
    return _("団体のメンバー") if is_ours else _("市の担当") if row.by_id else _("自動")


def done_words(action: str) -> str:
    """What was done, as one tells it."""
    words = {
        Action.SUBMIT: _("確認に出しました"),
        Action.RETURN: _("下書きに戻しました"),
        Action.WITHDRAW: _("確認をやめて、下書きに戻しました"),
        Action.PUBLISH: _("公開しました"),
        Action.CLOSE: _("終わりにしました"),
        Action.REOPEN: _("もう一度公開しました"),
        Action.HIDE: _("公開を止めました"),
        Action.UNHIDE: _("公開の停止を解きました"),
        Action.SCHEDULE: _("公開を予約しました"),
        Action.ASSURE: _("内容を確かめました"),
        Action.CANCEL_DATE: _("開催日を中止にしました"),
        Action.RESTORE_DATE: _("開催日の中止を取り消しました"),
        Action.MOVE_DATE: _("開催日の日時を変えました"),
        Action.REMOVE_DATE: _("開催日をはずしました"),
        Action.CLOSE_WEEK: _("「今週は休む」と答えました"),
        Action.MERGE: _("同じ場が二つあったので、まとめました"),
        Action.CHANGE_PLACE: _("場がまとめられて、会場が移りました"),
        Action.SET_CAPACITY: _("定員を変えました"),
        Action.SET_TERMS: _("申込の受け方を決めました"),
    }
    return words[Action(action)]


def sent_back(thing: Event | Place) -> Transition | None:
    """When and why it was sent back, until it is handed in or goes out again."""
    if thing.pk is None or thing.state != State.DRAFT:
        return None
    moves = Transition.objects.filter(kind=KINDS[type(thing)], object_id=thing.pk, action__in=TRANSITIONS)
    last = moves.order_by("-pk").first()
    return last if last is not None and last.action == Action.RETURN else None
