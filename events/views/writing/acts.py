"""What members do with a thing or a date: each act has its own small page, says what will happen, calls one service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from events.enums import Action, OccurrenceState, State
from events.forms.acts import CancelForm, MoveForm, WantedForm, WhenForm, WhyForm
from events.models import Event, Occurrence, Place
from events.rules import goes_out, is_repeat
from events.services import member_dates, member_publishing, member_writing
from events.services.readiness import NotReadyError
from events.views.writing.desk import KINDS, Desk, Kind, writer_page
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.templatetags.reading import span


@dataclass(frozen=True)
class Act:
    """``perform(thing, by, values)`` calls the service, and gives a thing whose page is to be opened where it made one.

    ``is_offered(thing)``: whether the page of the thing shows its button. ``explain(thing)``: the sentences before it.
    """

    name: str
    label: Any
    done: Any
    perform: Callable[[Any, Any, Mapping[str, Any]], Any]
    is_offered: Callable[[Any], bool]
    explain: Callable[[Any], list[Any]] = lambda _thing: []
    form: type[forms.Form] = forms.Form
    initial: Callable[[Any], dict[str, Any]] = lambda _thing: {}
    is_grave: bool = False
    is_main: bool = False
    # Why it is not offered, where one may come all the same: by an older page, or a second tap.
    why_not: Callable[[Any], Any] = lambda _thing: _("いまの状態では、これはできません。")


def _can_repeat(thing: Any) -> bool:
    is_waiting = thing.state in {State.DRAFT, State.IN_REVIEW} and isinstance(thing, Event)
    return is_waiting and is_repeat(thing) and thing.organizer.is_verified


def _is_in(*states: State) -> Callable[[Any], bool]:
    return lambda thing: thing.state in states


def _explain_submitting(thing: Any) -> list[Any]:
    return [
        _("市の担当が読んで、確かめます。公開されたとき、直してほしいときは、メールでお知らせします。"),
        _("はじめて公開するときだけの確認です。公開されたあとの変更と中止は、すぐに出ます。"),
    ]


THING_ACTS = (
    Act(
        "publish", _("公開する"), _("公開しました。"), form=WhenForm, is_main=True, is_offered=_can_repeat,
        perform=lambda thing, by, values: member_publishing.publish_repeat(thing, by=by, at=values["at"]),
        explain=lambda _thing: [_("前に公開した催しと、名前と会場が同じなので、確認を待たずに公開できます。市があとから確かめます。")],
    ),
    Act(
        "submit", _("確認に出す"), _("確認に出しました。公開されたら、メールでお知らせします。"), form=WantedForm,
        is_main=True, is_offered=lambda thing: thing.state == State.DRAFT and not _can_repeat(thing),
        perform=lambda thing, by, values: member_publishing.submit_as_member(thing, by=by, wanted_at=values["at"]),
        explain=_explain_submitting, initial=lambda thing: {"at": thing.publish_wanted_at},
    ),
    Act(
        "withdraw", Action.WITHDRAW.label, _("下書きに戻しました。"), is_offered=_is_in(State.IN_REVIEW),
        perform=lambda thing, by, _values: member_publishing.withdraw_as_member(thing, by=by),
        explain=lambda thing: [
            _("公開の予約を取り消して、下書きに戻します。") if thing.publish_at else _("市の担当は、これを確認しなくなります。"),
            _("書いたものは残ります。あとで、もう一度出せます。"),
        ],
    ),
    Act(
        "copy", _("写して、次の回を作る"), _("写しを作りました。日にちを入れてください。"),
        is_offered=lambda thing: isinstance(thing, Event) and thing.state != State.HIDDEN,
        perform=lambda thing, by, _values: member_writing.copy_event(thing, by=by),
        explain=lambda _thing: [
            _("書いたことをすべて写した下書きができます。開催日は写しません。"),
            _("名前と会場を変えなければ、確認を待たずに公開できます。"),
        ],
    ),
    Act(
        "close", _("終わりにする"), _("終わりにしました。"), form=WhyForm, is_grave=True, is_offered=_is_in(State.PUBLISHED),
        perform=lambda thing, by, values: member_publishing.close_as_member(thing, by=by, reason=values["reason"]),
        explain=lambda _thing: [_("一覧と検索に出なくなります。ページは残り、「終わりました」と出ます。"), _("あとで、もう一度公開できます。")],
    ),
    Act(
        "reopen", _("もう一度公開する"), _("もう一度公開しました。"), is_main=True,
        is_offered=lambda thing: thing.state == State.CLOSED and not (isinstance(thing, Place) and thing.is_merged),
        perform=lambda thing, by, _values: member_publishing.reopen_as_member(thing, by=by),
        explain=lambda _thing: [_("すぐに公開されます。市があとから確かめます。")],
    ),
    Act(
        "delete", _("下書きを消す"), _("下書きを消しました。"), is_grave=True,
        is_offered=lambda thing: thing.state == State.DRAFT and not thing.published_at,
        perform=lambda thing, by, _values: member_writing.delete_as_member(thing, by=by),
        explain=lambda _thing: [_("書いたものが消えて、元に戻せません。")],
    ),
)  # fmt: skip


def _is_cancelled(date: Occurrence) -> bool:
    return date.state == OccurrenceState.CANCELLED


def _explain_removing(date: Occurrence) -> list[Any]:
    lines = [_("この日は、はじめからなかったように消えます。")]
    if goes_out(date.event):
        lines.append(_("もうお知らせした日なら、はずさずに「中止にする」を使ってください。"))
    return lines


DATE_ACTS = (
    Act(
        "cancel", _("中止にする"), _("中止にしました。"), form=CancelForm, is_grave=True,
        is_offered=lambda date: not _is_cancelled(date), why_not=lambda _date: _("この日は、もう中止になっています。"),
        perform=lambda date, by, values: member_dates.cancel_date(date, by=by, note=values["note"]),
        explain=lambda date: [_("すぐに、一覧とページに「中止」と理由が出ます。あとで取り消せます。")] if goes_out(date.event) else [],
    ),
    Act(
        "move", _("日時を変える"), _("日時を変えました。"), form=MoveForm, is_offered=lambda date: not _is_cancelled(date),
        why_not=lambda _date: _("この日は中止になっているので、日時を変えられません。先に中止を取り消してください。"),
        perform=lambda date, by, values: member_dates.move_date(date, by=by, **values),
        explain=lambda date: [_("もとの日時も「日時変更」としてページに残ります。")] if goes_out(date.event) else [],
        initial=MoveForm.initial_of,
    ),
    Act(
        "restore", _("中止を取り消す"), _("中止を取り消しました。"), is_offered=_is_cancelled, why_not=lambda _date: _("この日は中止になっていません。"),
        perform=lambda date, by, _values: member_dates.restore_date(date, by=by),
        explain=lambda _date: [_("「中止」の印が消え、予定どおりに戻ります。")],
    ),
    Act(
        "remove", _("この日をはずす"), _("開催日をはずしました。"), is_grave=True, is_offered=lambda _date: True,
        perform=lambda date, by, _values: member_dates.remove_date(date, by=by), explain=_explain_removing,
    ),
)  # fmt: skip


def act_on_thing(kind: str, act: Act) -> Callable[..., HttpResponse]:
    """The page of an act on a thing."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @writer_page
    def view(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
        one = KINDS[kind]
        thing = desk.thing_or_404(one, request.user, pk)
        return _answer(request, desk, act, thing, kind=one, about=thing, name=str(thing))

    return view


def act_on_date(act: Act) -> Callable[..., HttpResponse]:
    """The page of an act on a date of an event."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @writer_page
    def view(request: HttpRequest, desk: Desk, pk: int, date_pk: int) -> HttpResponse:
        kind = KINDS["event"]
        event = desk.thing_or_404(kind, request.user, pk)
        date = event.occurrences.select_related("event").filter(pk=date_pk).first()
        if date is None:
            raise Http404
        return _answer(request, desk, act, date, kind=kind, about=event, name=span(date))

    return view


def _answer(
    request: HttpRequest, desk: Desk, act: Act, target: Any, *, kind: Kind, about: Any, name: str
) -> HttpResponse:
    """Shows the form; on POST calls the service. What the service refuses is said, with nothing lost."""
    form = act.form(request.POST if request.method == "POST" else None, initial=act.initial(target))
    url = desk.url(kind, about)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                made = act.perform(target, request.user, form.cleaned_data)
        except NotReadyError as error:
            for text in error.missing.values():
                form.add_error(None, text)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, act.done)
            if made is not None:
                return HttpResponseRedirect(desk.url(kind, made, "edit"))
            return HttpResponseRedirect(desk.things_url if act.name == "delete" else url)
    context = {
        "desk": desk, "kind": kind, "act": act, "thing": about, "name": name, "form": form, "thing_url": url,
        "explanation": act.explain(target), "is_offered": act.is_offered(target), "why_not": act.why_not(target),
    }  # fmt: skip
    return render(request, "events/writing/act.html", context)


def offered(desk: Desk, kind: Kind, thing: Any) -> list[dict[str, Any]]:
    """The buttons of a thing's page."""
    if not desk.can_write or thing.state == State.HIDDEN:
        return []
    acts = [act for act in THING_ACTS if kind.name == "event" or act.name not in {"publish", "copy"}]
    return [{"act": act, "url": desk.url(kind, thing, act.name)} for act in acts if act.is_offered(thing)]
