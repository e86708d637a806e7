"""Mails to who writes for an organisation: what became of its places and events."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import State
from events.models import Event, Place, Transition
from events.rules import can_write_for, organization_of
from events.services.letters import HIDDEN, MERGED, PUBLISHED, RETURNED, UNHIDDEN, link_to
from events.services.records import MODELS
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing


def _told(mailing: Mailing) -> tuple[Transition, Event | Place] | None:
    """What was decided, of which thing; None where it is gone or its reader no longer writes for the organisation."""
    moved = Transition.objects.filter(pk=mailing.ids.get("transition")).first()
    thing = MODELS[moved.kind]._default_manager.filter(pk=moved.object_id).first() if moved else None
    if moved is None or thing is None or not can_write_for(mailing.user, organization_of(thing)):
        return None
    return moved, thing


def _own_page(thing: Event | Place) -> str:
    organization = organization_of(thing)
    name = "writing:event" if isinstance(thing, Event) else "writing:place"
    return link_to(reverse(name, args=[organization.pk if organization else 0, thing.pk]))


@mail_kind(PUBLISHED, gettext_lazy("公開された知らせ"))
def _published(mailing: Mailing) -> Letter | None:
    told = _told(mailing)
    if told is None or told[1].state != State.PUBLISHED:
        return None
    thing = told[1]
    return Letter(
        subject=_("「%(name)s」が公開されました") % {"name": thing},
        paragraphs=[
            _("市の担当が確かめて、「%(name)s」が公開されました。だれでも見られます。") % {"name": thing},
            _("これからの変更や中止は、確認を待たずにすぐ出せます。市があとから確かめます。"),
        ],
        links=[
            (_("公開されたページを見る"), link_to(thing.get_absolute_url())),
            (_("直す・中止にする"), _own_page(thing)),
        ],
    )


@mail_kind(RETURNED, gettext_lazy("直してほしいところの知らせ"))
def _returned(mailing: Mailing) -> Letter | None:
    told = _told(mailing)
    if told is None:
        return None
    moved, thing = told
    return Letter(
        subject=_("「%(name)s」に直してほしいところがあります") % {"name": thing},
        paragraphs=[
            _("「%(name)s」は下書きに戻りました。いまは公開されていません。") % {"name": thing},
            *in_lines(_("理由：%(reason)s") % {"reason": moved.reason}),
            _("直したら、もう一度「確認に出す」を押してください。書いたものは残っています。"),
        ],
        links=[(_("直す"), _own_page(thing))],
    )


@mail_kind(HIDDEN, gettext_lazy("公開を止めた知らせ"))
def _hidden(mailing: Mailing) -> Letter | None:
    told = _told(mailing)
    if told is None or told[1].state != State.HIDDEN:
        return None
    thing = told[1]
    return Letter(
        subject=_("「%(name)s」の公開を止めました") % {"name": thing},
        paragraphs=[
            _("市の担当が「%(name)s」の公開を止めました。いまはだれも見られません。") % {"name": thing},
            _("書いたものは残っています。理由は、市の担当に聞いてください。"),
        ],
        links=[(_("団体のページで見る"), _own_page(thing))],
    )


@mail_kind(UNHIDDEN, gettext_lazy("公開の停止を解いた知らせ"))
def _unhidden(mailing: Mailing) -> Letter | None:
    """Not where it was published or handed in meanwhile, which is told or known."""
    told = _told(mailing)
    if told is None or told[1].state != State.DRAFT:
        return None
    thing = told[1]
    return Letter(
        subject=_("「%(name)s」の公開の停止を解きました") % {"name": thing},
        paragraphs=[
            _("市の担当が「%(name)s」の公開の停止を解きました。いまは下書きで、まだ公開されていません。")
            % {"name": thing},
            _("直すところがあれば直して、「確認に出す」を押してください。確認が済むと、また公開されます。"),
        ],
        links=[(_("直す・確認に出す"), _own_page(thing))],
    )


@mail_kind(MERGED, gettext_lazy("場をまとめた知らせ"))
def _merged(mailing: Mailing) -> Letter | None:
    """Not where it was taken back meanwhile. Why is staff's own note."""
    told = _told(mailing)
    into = told[1].merged_into if told and isinstance(told[1], Place) else None
    if told is None or into is None:
        return None
    thing = told[1]
    return Letter(
        subject=_("「%(name)s」を「%(into)s」にまとめました") % {"name": thing, "into": into},
        paragraphs=[
            _("同じ場が二つ載っていたので、市の担当が「%(name)s」を「%(into)s」にまとめました。")
            % {"name": thing, "into": into},
            _("ここで開く催しも「%(into)s」に移りました。前のページを開いた人には、新しいページが出ます。")
            % {"into": into},
            _("違う場だったときは、市の担当に知らせてください。"),
        ],
        links=[
            (_("まとめた先のページを見る"), link_to(into.get_absolute_url())),
            (_("団体のページで見る"), _own_page(thing)),
        ],
    )
