"""An application as its two sides see it: where it stands, what was written, what was done and confirmed."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Organization
from hub.templatetags.reading import day
from partners.models import Hours, RoleApplication
from partners.role_enums import (
    PUBLIC_ROLES,
    WORKED,
    ApplicationAction,
    ApplicationState,
    Party,
    Skill,
)
from partners.services.applications import READ

TAGS = {
    ApplicationState.SENT: "care",
    ApplicationState.VISITING: "care",
    ApplicationState.ACCEPTED: "on",
}
DONE = {
    ApplicationAction.APPLY: gettext_lazy("申し込みました"),
    ApplicationAction.INVITE: gettext_lazy("見学にさそいました"),
    ApplicationAction.ACCEPT: gettext_lazy("お願いすることになりました"),
    ApplicationAction.DECLINE: gettext_lazy("今回は見送りました"),
    ApplicationAction.WITHDRAW: gettext_lazy("申し込みをとりやめました"),
    ApplicationAction.END: gettext_lazy("活動を終えました"),
}


@dataclass(frozen=True)
class Sight:
    """One application as one side of it sees it. ``organization``: where the reader speaks for it."""

    application: RoleApplication
    party: Party
    organization: Organization | None = None

    @property
    def url(self) -> str:
        if self.organization is None:
            return reverse("applications:own", args=[self.application.pk])
        return reverse("applications:desk_one", args=[self.organization.pk, self.application.pk])

    def hours_url(self, hours: Hours) -> str:
        if self.organization is None:
            return reverse("applications:own_hours", args=[self.application.pk, hours.pk])
        return reverse("applications:desk_hours", args=[self.organization.pk, self.application.pk, hours.pk])


def duration(minutes: int) -> str:
    """3時間30分."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)d時間") % {"hours": hours}
    if not hours:
        return _("%(minutes)d分") % {"minutes": rest}
    return _("%(hours)d時間%(minutes)d分") % {"hours": hours, "minutes": rest}


def standing_of(sight: Sight) -> list[str]:
    """Where it stands and what comes next, for whoever reads it."""
    one = sight.application
    table = _FOR_PERSON if sight.party == Party.PERSON else _FOR_ORGANIZATION
    said = [str(table[ApplicationState(one.state)])]
    if one.answer_by is not None:
        said.append(_promise(sight, is_over=is_late(one)) % {"day": day(one.answer_by)})
    if sight.party == Party.PERSON and one.late_told_at is not None:
        said.append(_("約束の日を過ぎたので、団体と市の担当に、もう一度知らせてあります。"))
    return said


def is_late(one: RoleApplication) -> bool:
    """The promised day is over, and nobody has answered."""
    return one.answer_by is not None and one.answer_by < timezone.localdate()


def _promise(sight: Sight, *, is_over: bool) -> str:
    if sight.party == Party.ORGANIZATION:
        return (
            _("%(day)sまでにお返事する約束でした。過ぎています。")
            if is_over
            else _("%(day)sまでにお返事する約束です。")
        )
    if is_over:
        return _("%(day)sまでに、団体がお返事する約束でした。お返事があれば、メールでお知らせします。")
    return _("%(day)sまでに、団体がお返事する約束です。お返事があれば、メールでお知らせします。")


_FOR_PERSON = {
    ApplicationState.SENT: gettext_lazy("申し込みは、団体に届いています。"),
    ApplicationState.VISITING: gettext_lazy("見学にさそわれています。いつ、どこへ行くかは、下の「やりとり」にあります。"),
    ApplicationState.ACCEPTED: gettext_lazy("活動しています。活動した日と時間を、下に書いておきましょう。団体も確かめると、証明書に載ります。"),
    ApplicationState.DECLINED: gettext_lazy("今回は見送りになりました。ほかの役割にも申し込めます。"),
    ApplicationState.WITHDRAWN: gettext_lazy("申し込みをとりやめました。募集していれば、また申し込めます。"),
    ApplicationState.ENDED: gettext_lazy("活動を終えました。おつかれさまでした。記録と証明書は、これからも見られます。"),
}  # fmt: skip
_FOR_ORGANIZATION = {
    ApplicationState.SENT: gettext_lazy("申し込んだ人が、お返事を待っています。"),
    ApplicationState.VISITING: gettext_lazy("見学にさそいました。来てもらったあと、お願いするかどうかを決めます。"),
    ApplicationState.ACCEPTED: gettext_lazy(
        "活動しています。活動した時間は、団体と本人の両方が確かめると、証明書に載ります。"
    ),
    ApplicationState.DECLINED: gettext_lazy("今回は見送りました。"),
    ApplicationState.WITHDRAWN: gettext_lazy("本人が申し込みをとりやめました。"),
    ApplicationState.ENDED: gettext_lazy("活動を終えました。"),
}


def name_of(one: RoleApplication) -> str:
    """What the organisation calls the person."""
    return one.name or _("（名前は消しました）")


def timeline_of(sight: Sight) -> dict[str, Any]:
    """What was written and done, in its order; what the other side wrote since the last look is new."""
    one, read = sight.application, getattr(sight.application, READ[sight.party])
    lines: list[dict[str, Any]] = [
        {
            "at": message.created_at,
            "text": message.text,
            "is_mine": message.party == sight.party,
            "who": _speaker(one, message.party, sight),
            "is_new": message.party != sight.party and message.pk > read,
            "pk": message.pk,
        }
        for message in one.messages.order_by("pk")
    ]
    last = max((line["pk"] for line in lines), default=0)
    has_new = any(line["is_new"] for line in lines)
    lines += [
        {"at": moved.created_at, "did": DONE[ApplicationAction(moved.action)], "pk": 0}
        for moved in one.transitions.order_by("pk")
    ]
    lines.sort(key=lambda line: (line["at"], line["pk"]))
    return {"lines": lines, "last": last, "has_new": has_new}


def _speaker(one: RoleApplication, party: str, sight: Sight) -> str:
    if party == Party.ORGANIZATION:
        return str(one.role.organization.name)
    return _("あなた") if sight.party == Party.PERSON else name_of(one)


def hours_of(sight: Sight) -> dict[str, Any]:
    """Each day with who has confirmed it, and what counts altogether."""
    rows = [_hours_row(sight, one) for one in sight.application.hours.order_by("-on", "-pk")]
    counting = sum(row["hours"].minutes for row in rows if row["hours"].counts)
    return {
        "hours": rows,
        "counting": duration(counting) if counting else "",
        "may_write_hours": sight.application.state in WORKED and sight.application.user_id is not None,
    }


def _hours_row(sight: Sight, one: Hours) -> dict[str, Any]:
    is_person = sight.party == Party.PERSON
    own_at, other_at = (one.person_at, one.organization_at) if is_person else (one.organization_at, one.person_at)
    if one.counts:
        said, tag = _("両方が確かめました"), "on"
    elif one.disputed_by:
        said, tag = (
            (_("「ちがう」と伝えました") if one.disputed_by == sight.party else _("「ちがう」と言われています")),
            "bad",
        )
    elif own_at is not None:
        said, tag = (_("団体が確かめるのを待っています") if is_person else _("本人が確かめるのを待っています")), ""
    else:
        said, tag = _("あなたが確かめるのを待っています"), "care"
    waits = own_at is None and other_at is not None and not one.disputed_by
    return {
        "hours": one, "duration": duration(one.minutes), "said": said, "tag": tag, "may_confirm": waits,
        "url": sight.hours_url(one),
    }  # fmt: skip


def skills_of(keys: list[str]) -> list[str]:
    """In words."""
    known = set(Skill.values)
    return [str(Skill(key).label) for key in keys if key in known]


def is_public(one: RoleApplication) -> bool:
    """Whether everybody sees the page of its role."""
    return one.role.state in PUBLIC_ROLES and one.role.organization.is_verified


def page_context(sight: Sight) -> dict[str, Any]:
    """What both pages show."""
    one = sight.application
    return {
        "one": one,
        "role": one.role,
        "name": name_of(one).removesuffix("さん"),
        "tag": TAGS.get(ApplicationState(one.state), ""),
        "standing": standing_of(sight),
        "is_public": is_public(one),
        "skills": skills_of(one.skills),
        "party": sight.party,
        "own_url": sight.url,
        "certificates": one.certificates.order_by("-pk"),
        "may_write": one.names_removed_at is None and one.user_id is not None,
        "timeline": timeline_of(sight),
        **hours_of(sight),
    }
