"""A need as pages show it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.enums import PUBLIC_NEEDS, Field, HandState, NeedAction, NeedState, Offer
from partners.models import Hand, Need, NeedTransition

TAGS = {NeedState.RAISED: "care", NeedState.PUBLISHED: "on", NeedState.TALKING: "on", NeedState.MET: "on"}
HAND_TAGS = {HandState.RAISED: "care", HandState.CHOSEN: "on"}
_DONE = {
    NeedAction.RAISE: gettext_lazy("知らせました"),
    NeedAction.EDIT: gettext_lazy("書きなおしました"),
    NeedAction.PUBLISH: gettext_lazy("公開しました"),
    NeedAction.DECLINE: gettext_lazy("載せませんでした"),
    NeedAction.TALK: gettext_lazy("話し合いを始めました"),
    NeedAction.REOPEN: gettext_lazy("もう一度、手を挙げる人を募りました"),
    NeedAction.MEET: gettext_lazy("かなったことにしました"),
    NeedAction.CLOSE: gettext_lazy("終えました"),
    NeedAction.WITHDRAW: gettext_lazy("公開をやめて、確認に戻しました"),
    NeedAction.ASK: gettext_lazy("団体に聞いてみました"),
    NeedAction.HAND: gettext_lazy("手を挙げました"),
    NeedAction.HAND_DOWN: gettext_lazy("手を下ろしました"),
    NeedAction.CHOOSE: gettext_lazy("いっしょに取り組むことにしました"),
    NeedAction.REFUSE: gettext_lazy("今回は見送りました"),
}


def done(transition: NeedTransition) -> str:
    """What was done, in the past."""
    return str(_DONE[NeedAction(transition.action)])


def labels_of(need: Need) -> dict[str, list[str]]:
    """What it asks for, and the fields of activity, in words."""
    return {
        "offers": [str(Offer(key).label) for key in need.offers],
        "fields": [str(Field(key).label) for key in need.fields],
    }


def row_of(need: Need) -> dict[str, Any]:
    """As a row of a list shows it. ``need`` is loaded by ``for_list``."""
    names = [] if need.is_everywhere else [district.short_name for district in need.districts.all()]
    return {"need": need, "tag": TAGS.get(NeedState(need.state), ""), "districts": names, **labels_of(need)}


def source_of(need: Need) -> dict[str, Any]:
    """Who raised it, as far as it may be shown: the place and the organisation that agreed, else what kind of people."""
    place = need.place if need.is_source_shown and need.place and need.place.is_public else None
    organization = need.organization if need.is_source_shown and need.organization else None
    return {
        "place": place,
        "organization": organization if organization and organization.is_verified else None,
        "kind": need.get_source_display(),
    }


def page_context(need: Need) -> dict[str, Any]:
    """What the page of a need shows, also before it is public."""
    named = Hand.objects.named().filter(need=need).select_related("organization") if need.state == NeedState.MET else []
    return {
        "need": need,
        "row": row_of(need),
        "themes": list(need.themes.all()),
        "audiences": list(need.audiences.all()),
        "source": source_of(need),
        "named": [hand.organization for hand in named],
        "is_open": need.state in {NeedState.PUBLISHED, NeedState.TALKING},
        "is_met": need.state == NeedState.MET,
    }


def standing_of(need: Need) -> str:
    """For who raised it: where it stands and what comes next."""
    return {
        NeedState.RAISED: _("市の共創コーディネーターが読んでいます。公開するかどうかを決めたら、お知らせします。"),
        NeedState.PUBLISHED: _("公開しました。手を挙げてくれる会社や団体を待っています。"),
        NeedState.TALKING: _("取り組む団体と、話し合っています。"),
        NeedState.MET: _("かないました。"),
        NeedState.CLOSED: _("募集を終えました。"),
        NeedState.DECLINED: _("今回は載せませんでした。"),
    }[NeedState(need.state)]


def is_public(need: Need) -> bool:
    return need.state in PUBLIC_NEEDS
