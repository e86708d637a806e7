"""What somebody asked for, and how they want to hear of it: one page, for accounts and for addresses."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.notifications.forms import MannerForm, WaysForm
from hub.notifications.line_friends import friend_url, is_open, remember_friend
from hub.notifications.models import Recipient, Subscription
from hub.notifications.selections import source_of
from hub.notifications.services import line, subscribing

# Where a friend on LINE chooses what to be told.
_CHOSEN_AT = {"choose": "events:list", "choose_city": "notices:ways"}


@dataclass(frozen=True)
class Row:
    """One subscription in words. ``url``: the list that it was made from."""

    subscription: Subscription
    title: str
    words: list[str]
    url: str
    form: WaysForm | None = None


def manage_page(request: HttpRequest, recipient: Recipient, *, back: str) -> HttpResponse:
    form = MannerForm(request.POST if request.POST.get("act") == "manner" else None, initial=_manner(recipient))
    ways = _ways_form(request, recipient)
    if request.method == "POST":
        response = _act(request, recipient, form, ways, back)
        if response is not None:
            return response
    context = {
        "recipient": recipient,
        "rows": _rows(recipient, ways),
        "form": form,
        "wrong": ways.form if ways else form,
        "path": request.path,
        "pauses": bool(recipient.paused_until and timezone.localdate() < recipient.paused_until),
        # Of an address alone LINE is not the way; who stopped everything is nobody's friend any more.
        "shows_line": is_open() and bool(recipient.user_id or recipient.line_id),
        # Who was not led on by a button of this page would be asked for an address.
        "is_friend": _is_friend(recipient),
        "has_line": bool(is_open() and recipient.line_id and recipient.user_id),
        "has_ways": len(subscribing.ways_of(recipient)) > 1,
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


def _rows(recipient: Recipient, typed: "Typed | None") -> list[Row]:
    rows = []
    for one in Subscription.objects.of(recipient):
        form = typed.form if typed and typed.subscription == one else _form_of(one, recipient)
        rows.append(replace(row_of(one), form=form))
    return rows


def _form_of(one: Subscription, recipient: Recipient, data: QueryDict | None = None) -> WaysForm:
    initial = {"cadence": one.cadence, "channels": one.channels}
    return WaysForm(data, initial=initial, auto_id=f"s{one.pk}-%s", ways=subscribing.ways_of(recipient))


@dataclass(frozen=True)
class Typed:
    """What was sent for one subscription."""

    subscription: Subscription
    form: WaysForm


def _ways_form(request: HttpRequest, recipient: Recipient) -> Typed | None:
    chosen = _chosen(request, recipient) if request.POST.get("act") == "cadence" else None
    return Typed(chosen, _form_of(chosen, recipient, request.POST)) if chosen else None


def _is_friend(recipient: Recipient) -> bool:
    """On LINE, without an account."""
    return bool(is_open() and recipient.user_id is None and recipient.line_id)


def _manner(recipient: Recipient) -> dict[str, object]:
    return {name: getattr(recipient, name) for name in ("quiet_from", "quiet_until", "paused_until")}


def _act(
    request: HttpRequest, recipient: Recipient, form: MannerForm, ways: Typed | None, back: str
) -> HttpResponse | None:
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
    elif act == "cadence":
        if ways and not _change(request, ways):
            return None
    elif act == "stop_all":
        is_gone = recipient.user_id is None
        subscribing.stop_all(recipient)
        gone = _("LINEの番号も消しました。") if recipient.line_id else _("メールアドレスも消しました。")
        messages.success(request, _("すべてやめました。") + (gone if is_gone else ""))
        return HttpResponseRedirect(reverse("front") if is_gone else back)
    elif act in _CHOSEN_AT and _is_friend(recipient):
        remember_friend(request, recipient)
        return HttpResponseRedirect(reverse(_CHOSEN_AT[act]))
    elif act == "unlink" and recipient.user_id is not None:
        line.unlink(recipient)
        messages.success(request, _("LINEをはずしました。"))
    elif act == "stop" and (chosen := _chosen(request, recipient)):
        subscribing.stop(chosen)
        messages.success(request, _("やめました。"))
    return HttpResponseRedirect(back)


def _change(request: HttpRequest, ways: Typed) -> bool:
    """False where the page says what is wrong."""
    if not ways.form.is_valid():
        return False
    data = ways.form.cleaned_data
    try:
        subscribing.change_subscription(ways.subscription, cadence=data["cadence"], channels=data.get("channels"))
    except DomainError as error:  # unlinked since the page was opened
        ways.form.add_error("channels" if "channels" in ways.form.fields else None, str(error))
        return False
    messages.success(request, _("保存しました。"))
    return True


def _chosen(request: HttpRequest, recipient: Recipient) -> Subscription | None:
    number = request.POST.get("subscription", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return Subscription.objects.of(recipient).filter(pk=number).first()
