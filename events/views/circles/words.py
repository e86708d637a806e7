"""How a circle stands and what was done with it, in words for who writes it and for staff."""

from typing import Any

from django.utils.translation import gettext as _

from events.enums import Action, State
from events.models import Circle, CircleMove
from events.views.writing import words
from hub.accounts.models import Membership

MOST_ROWS = 30
TAGS = {State.PUBLISHED: "on", State.HIDDEN: "bad", State.IN_REVIEW: "care"}


def tag_of(circle: Circle) -> str:
    """The colour of its state."""
    return TAGS.get(State(circle.state), "")


def standing(circle: Circle) -> str:
    """One sentence: who can see it, and what it waits for."""
    if circle.state == State.IN_REVIEW and not circle.organization.is_verified:
        return _("出してあります。団体の確認が済むまでは、公開されません。そのあいだも直せます。")
    sentences = {
        State.DRAFT: _("まだ公開されていません。団体のメンバーだけが見られます。"),
        State.IN_REVIEW: _(
            "市の担当が確かめています。確かめたら公開され、メールでお知らせします。そのあいだも直せます。"
        ),
        State.PUBLISHED: _("だれでも見られます。直すと、すぐに公開されます。"),
        State.CLOSED: _("終わったものとして、ページだけが残っています。一覧には出ません。"),
        State.HIDDEN: _("市の担当が公開を止めています。だれも見られません。理由は、市の担当に聞いてください。"),
    }
    if circle.state in {State.PUBLISHED, State.CLOSED} and not circle.organization.is_verified:
        return _("団体の公開が止まっているので、いまはだれも見られません。市の担当に聞いてください。")
    return sentences[State(circle.state)]


def done_words(action: str) -> str:
    """What was done, as one tells it."""
    if action == Action.ASSURE:
        return _("変わったところを確かめました")
    return words.done_words(action)


def history_of(circle: Circle) -> list[dict[str, Any]]:
    """For its organisation, the newest first: nobody's name, and of staff's reasons only why it was sent back."""
    ours = set(Membership.objects.filter(organization=circle.organization_id).values_list("user", flat=True))
    lines = []
    for row in circle.moves.order_by("-pk")[:MOST_ROWS]:
        is_ours = row.by_id in ours
        who = words.who_did(row, is_ours=is_ours)
        why = row.reason if is_ours or row.action == Action.RETURN else ""
        lines.append({"at": row.created_at, "who": who, "what": done_words(row.action), "why": why})
    return lines


def sent_back(circle: Circle) -> CircleMove | None:
    """When and why it was sent back, until it is handed in again."""
    last: CircleMove | None = circle.moves.order_by("-pk").first() if circle.state == State.DRAFT else None
    return last if last is not None and last.action == Action.RETURN else None
