"""What was done to a role, as its members read it, and as coordinators do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.models import Role
from partners.role_enums import RoleAction

MOST = 100
_DONE = {
    RoleAction.BEGIN: _("書きはじめました"),
    RoleAction.EDIT: _("書きなおしました"),
    RoleAction.PUBLISH: _("公開しました"),
    RoleAction.CLOSE: _("募集を終えました"),
    RoleAction.REOPEN: _("もう一度募集を始めました"),
    RoleAction.HIDE: _("公開を止めました"),
    RoleAction.SHOW: _("公開の停止を解きました"),
    RoleAction.ASK_COURSE: _("大学に聞きました"),
    RoleAction.CONFIRM_COURSE: _("授業・制度の活動として確かめました"),
    RoleAction.REFUSE_COURSE: _("授業・制度の活動ではないと答えました"),
    RoleAction.END_COURSE: _("授業・制度の活動であることを終えました"),
}
# Of what others do, members read who they are, and no person's name.
_OF_OTHERS = {
    RoleAction.HIDE: _("市の担当"),
    RoleAction.SHOW: _("市の担当"),
    RoleAction.CONFIRM_COURSE: _("大学の方"),
    RoleAction.REFUSE_COURSE: _("大学の方"),
    RoleAction.END_COURSE: _("団体か大学の方"),
}


def history_of(role: Role, *, is_staff: bool) -> list[dict[str, Any]]:
    """The newest first."""
    return [
        {
            "at": line.created_at,
            "who": (line.by and not is_staff and _OF_OTHERS.get(RoleAction(line.action))) or line.by,
            "what": _DONE[RoleAction(line.action)],
            "reason": line.reason,
        }
        for line in role.transitions.select_related("by").order_by("-pk")[:MOST]
    ]
