"""Who may write a circle and look after its members, who lets it go out, and when one can join."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from events.circle_enums import Joining
from events.enums import State
from events.models import Circle
from events.rules import can_write_for, is_for_minors
from hub.models import Audience

CHANGE = "events.change_circle"


def can_look_after(user: Any, circle: Circle) -> bool:
    """Who writes for the organisation that runs it: they alone see its members."""
    return can_write_for(user, circle.organization)


def may_look_at_circles(user: Any) -> bool:
    """Staff who look after events look after circles: their pages, never their members."""
    return bool(user.is_active and user.is_staff and user.has_perm(CHANGE))


def may_decide(user: Any, circle: Circle) -> bool:
    """The same staff, but nobody who belongs to the organisation whose circle it is."""
    return may_look_at_circles(user) and not circle.organization.memberships.filter(user=user).exists()


def closed_because(circle: Circle, *, by_writer: bool = False) -> str:
    """Why nobody can join now, as one says it; empty where one can.

    ``by_writer``: the organiser writes down somebody who telephoned, also while no one else can join.
    """
    if circle.state == State.CLOSED:
        return _("このサークルは終わりました。")
    if not circle.is_open:
        return _("このサークルは、いま参加を受けていません。")
    if circle.joining == Joining.CLOSED and not by_writer:
        return _("このサークルは、いまは新しい人を迎えていません。")
    return ""


def missing_of(circle: Circle, audiences: Collection[Audience]) -> dict[str, str]:
    """What it must say before everybody may read it, by field, in the order of the form."""
    missing = {}
    if not circle.summary.strip():
        missing["summary"] = _("どんなサークルかを、ひとことで書いてください。")
    if not circle.how_often.strip():
        missing["how_often"] = _("いつ集まるかを書いてください。例：毎月第2土曜日の午後")
    if circle.public_place is None and not circle.venue_name.strip():
        name = "place" if circle.place is not None else "venue_name"
        missing[name] = (
            _("選んだ場は、まだ公開されていません。先に場を確認に出すか、集まるところの名前を書いてください。")
            if circle.place is not None
            else _("どこで集まるかを書いてください。場を選ぶか、集まるところの名前を書きます。")
        )
    if not circle.first_visit.strip():
        missing["first_visit"] = _("はじめて来る人に、どんな様子かを書いてください。来るかどうかは、ここで決まります。")
    has_safeguards = circle.safeguards.strip() or circle.organization.safeguards.strip()
    if is_for_minors(audiences, None) and not has_safeguards:
        missing["safeguards"] = _(
            "18歳未満の人が参加するので、「子どもと活動するときの約束」を書いてください。"
            "団体の約束を書いておくと、毎回書かなくてすみます。"
        )
    return missing
