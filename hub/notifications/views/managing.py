"""What somebody asked for, and how they want to hear of it: one page, for accounts and for addresses."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.notifications.enums import Cadence, Channel
from hub.notifications.forms import MannerForm
from hub.notifications.line_friends import friend_url, is_open, remember_friend
from hub.notifications.models import Recipient, Subscription
from hub.notifications.selections import source_of
from hub.notifications.services import line, subscribing


@dataclass(frozen=True)
class Row:
    """One subscription in words. ``url``: the list that it was made from."""

    subscription: Subscription
    title: str
    words: list[str]
    url: str


def manage_page(request: HttpRequest, recipient: Recipient, *, back: str) -> HttpResponse:
    form = MannerForm(request.POST if request.POST.get("act") == "manner" else None, initial=_manner(recipient))
    if request.method == "POST":
        response = _act(request, recipient, form, back)
        if response is not None:
            return response
    context = {
        "recipient": recipient,
        "rows": [row_of(one) for one in Subscription.objects.of(recipient)],
        "cadences": Cadence.choices,
        "form": form,
        "path": request.path,
        # Of an address alone LINE is not the way; who stopped everything is nobody's friend any more.
        "shows_line": is_open() and bool(recipient.user_id or recipient.line_id),
        "has_line": bool(is_open() and recipient.line_id and recipient.user_id),
        "friend_url": friend_url(),
    }
    return render(request, "notices/manage.html", context)


def row_of(subscription: Subscription) -> Row:
    name, _mark, query = subscription.query.partition("?")
    source = source_of(name)
    asked = source.read(QueryDict(query)) if source else None
    if source is None or asked is None:
        return Row(subscription, _("もうないもの"), [], "")
    return Row(subscription, str(source.title), asked.words, source.url(query))


def _manner(recipient: Recipient) -> dict[str, object]:
    return {name: getattr(recipient, name) for name in ("quiet_from", "quiet_until", "paused_until")}


def _act(request: HttpRequest, recipient: Recipient, form: MannerForm, back: str) -> HttpResponse | None:
    """What was pressed; None where the page says what is wrong."""
    act = request.POST.get("act", "")
    if act == "manner":
        if not form.is_valid():
            return None
        data = form.cleaned_data
        subscribing.change_recipient(
            recipient, quiet=form.quiet, paused_until=data["paused_until"], language=recipient.language
        )
        messages.success(request, _("保存しました。"))
    elif act == "stop_all":
        is_gone = recipient.user_id is None
        subscribing.stop_all(recipient)
        gone = _("LINEの番号も消しました。") if recipient.line_id else _("メールアドレスも消しました。")
        messages.success(request, _("すべてやめました。") + (gone if is_gone else ""))
        return HttpResponseRedirect(reverse("front") if is_gone else back)
    elif act == "choose" and is_open() and recipient.user_id is None and recipient.line_id:
        remember_friend(request, recipient)
        return HttpResponseRedirect(reverse("events:list"))
    elif act == "unlink" and recipient.user_id is not None:
        line.unlink(recipient)
        messages.success(request, _("LINEをはずしました。"))
    else:
        _act_on_one(request, recipient, act)
    return HttpResponseRedirect(back)


def _act_on_one(request: HttpRequest, recipient: Recipient, act: str) -> None:
    chosen = _chosen(request, recipient)
    if chosen is None:
        return
    if act == "stop":
        subscribing.stop(chosen)
        messages.success(request, _("やめました。"))
    elif act == "cadence" and request.POST.get("cadence") in Cadence.values:
        subscribing.change_subscription(
            chosen, cadence=request.POST["cadence"], channels=_channels(request, recipient, chosen)
        )
        messages.success(request, _("保存しました。"))


def _channels(request: HttpRequest, recipient: Recipient, chosen: Subscription) -> list[str] | None:
    """With or without LINE, where an account is linked with it; None: as they are."""
    if not (is_open() and recipient.user_id and recipient.line_id):
        return None
    others = [channel for channel in chosen.channels if channel != Channel.LINE]
    return [*others, Channel.LINE.value] if request.POST.get("by_line") else others


def _chosen(request: HttpRequest, recipient: Recipient) -> Subscription | None:
    number = request.POST.get("subscription", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return Subscription.objects.of(recipient).filter(pk=number).first()
