"""A need as pages show it."""

from typing import Any

from django.utils.translation import gettext as _

from partners.enums import OPEN_NEEDS, PUBLIC_NEEDS, Field, HandState, NeedState, Offer
from partners.models import Hand, Need

TAGS = {NeedState.RAISED: "care", NeedState.PUBLISHED: "on", NeedState.TALKING: "on", NeedState.MET: "on"}
HAND_TAGS = {HandState.RAISED: "care", HandState.CHOSEN: "on"}


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
        "is_open": need.state in OPEN_NEEDS,
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
