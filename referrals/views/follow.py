"""``/support/follow/``: the answer and the rest of the talk, by the number that the writer was shown once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.locking import BusyError, saying_who_waits
from hub.reading import keeping_what_was_typed
from referrals import codes, gate, promises
from referrals.enums import Reply, Told
from referrals.forms.intake import FollowForm, ReplyForm
from referrals.models import Referral
from referrals.services.messages import told_of, write_as_writer
from referrals.services.opening import open_for_writer


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
def follow(request: HttpRequest) -> HttpResponse:
    """The number is sent in the form, never in an address. A number that is not there takes the same way as one that is.

    ``talk``: sent from the talk itself, and not from the page that asks for the number. ``unsent``: what was written was
    not to be sent yet, but to stay while the language changes.
    """
    sent, reply, is_sending = request.POST, _reply(request), _is_sending(request)
    if "reading" in sent and "talk" not in sent:
        return _asked(request, FollowForm(initial={"code": sent.get("code", "")}), reply)
    form = FollowForm(sent if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form, reply)
    code = form.cleaned_data["code"]
    words = (str(reply.page), reply.cleaned_data["text"]) if is_sending and reply.is_valid() else ()
    wait = gate.wait_for_code(code, client=request.META.get("REMOTE_ADDR", ""), sent=sent.dict(), reply=words)
    if wait.seconds:
        return _asked(request, form, reply, wait)
    referral = Referral.objects.filter(code_hash__in=codes.hashes_of(code)).select_related("office").first()
    if referral is None:
        form.add_error("code", _("この番号では見つかりませんでした。20けたの数字を、もう一度確かめてください。"))
        return _asked(request, form, reply)
    was = told_of(referral)
    is_sent = is_sending and reply.is_valid() and _is_written(referral, reply)
    return _talk(request, referral, ReplyForm() if is_sent else reply, code, was=was, is_sent=is_sent)


def _is_sending(request: HttpRequest) -> bool:
    return "text" in request.POST and not _is_unsent(request)


def _is_unsent(request: HttpRequest) -> bool:
    return "text" in request.POST and (
        "unsent" in request.POST or ("reading" in request.POST and "talk" in request.POST)
    )


def _reply(request: HttpRequest) -> ReplyForm:
    """As it was written; what is not sent yet is not wrong yet."""
    reply = ReplyForm(request.POST if "text" in request.POST else None)
    if _is_unsent(request):
        reply.errors.clear()
    return reply


def _is_written(referral: Referral, reply: ReplyForm) -> bool:
    """Whether it was taken in; else it is said beside the words, which stay in their box."""
    text = reply.cleaned_data["text"]
    try:
        with saying_who_waits():
            write_as_writer(referral, text=text, key=_key(reply, referral))
    except BusyError:
        reply.add_error("text", _("いま送れませんでした。少し待って、もう一度「送る」を押してください。"))
        return False
    except DomainError as error:
        reply.add_error("text", str(error))
        return False
    return True


def _key(reply: ReplyForm, referral: Referral) -> Any:
    """The same words of the same page are one message; others from there are another."""
    return codes.key_of(str(reply.page), str(referral.pk), reply.cleaned_data["text"])


def _asked(request: HttpRequest, form: FollowForm, reply: ReplyForm, wait: gate.Wait = gate.NO_WAIT) -> HttpResponse:
    """What was written stays in the page, with its mark, whatever it is that comes between."""
    is_unsent, kept = _is_unsent(request), []
    if "text" in request.POST:
        kept = [("text", request.POST["text"]), ("page", str(reply.page))]
        kept += [("unsent", "1")] if is_unsent else []
    context = {
        "form": form,
        "minutes": -(-wait.seconds // 60),
        "challenge": wait.challenge,
        "kept": kept,
        "is_unsent": is_unsent,
    }
    response = render(request, "referrals/follow.html", context, status=429 if wait.seconds else 200)
    if wait.seconds:
        response.headers["Retry-After"] = str(wait.seconds)
    return response


def _talk(
    request: HttpRequest, referral: Referral, reply: ReplyForm, code: str, *, was: Told, is_sent: bool = False
) -> HttpResponse:
    """``was``: how it stood before this look, which reads the answer."""
    context = {
        "referral": referral,
        "told": was,
        "messages_read": open_for_writer(referral),
        "form": reply,
        "code": code,
        "grouped": codes.in_groups(code),
        "is_sent": is_sent,
        "may_be_answered": referral.reply != Reply.NONE,
        "next_reading": promises.next_reading(referral.office, timezone.now()) if referral.office else None,
    }
    return render(request, "referrals/talk.html", context)
