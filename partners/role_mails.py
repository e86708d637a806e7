"""Mails of roles: to a university what it is asked, to who posted a role what a university answered, or that it was hidden."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.rules import can_edit_organization
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from partners.models import Role, RoleCourse, RoleTransition
from partners.role_enums import CourseState, RoleState
from partners.services import courses, roles


def _one_line(text: object) -> str:
    """Whatever somebody wrote."""
    return " ".join(str(text).split())


def _words(course: RoleCourse) -> dict[str, str]:
    return {
        "title": _one_line(course.role.title),
        "university": _one_line(course.university.name),
        "organization": _one_line(course.role.organization.name),
        "name": _one_line(course.name),
    }


def _to(page: str, *keys: int) -> str:
    return f"{settings.SITE_URL}{reverse(page, args=keys)}"


def _course(mailing: Mailing) -> RoleCourse | None:
    rows = RoleCourse.objects.select_related("role__organization", "university")
    found: RoleCourse | None = rows.filter(pk=mailing.ids.get("course")).first()
    return found


@mail_kind(courses.ASKED, gettext_lazy("役割が授業・制度の活動になるかの問い合わせ（大学へ）"))
def course_asked(mailing: Mailing) -> Letter | None:
    """Not to who no longer writes for the university, nor where it was answered or taken back meanwhile."""
    course = _course(mailing)
    if course is None or course.state != CourseState.ASKED or course.role.state == RoleState.HIDDEN:
        return None
    if not can_edit_organization(mailing.user, course.university):
        return None
    return Letter(
        subject=_("「%(title)s」が、授業や制度の活動になるかを聞かれています") % _words(course),
        paragraphs=[
            _("「%(organization)s」が、役割「%(title)s」が「%(university)s」の授業や制度の活動になるかを聞いています。")
            % _words(course),
            *in_lines(_("聞かれた授業・制度：%(asked)s") % {"asked": _one_line(course.asked)} if course.asked else ""),
            _("なるときは、授業や制度の名前を書いて「確かめた」を押してください。その名前が、役割のページに出ます。"),
        ],
        links=[(_("読んで答える"), _to("roles:course", course.university_id, course.pk))],
    )


@mail_kind(courses.ANSWERED, gettext_lazy("役割が授業・制度の活動になるかの答え"))
def course_answered(mailing: Mailing) -> Letter | None:
    """To who posted it what the university said; to the university that the question was taken back."""
    course = _course(mailing)
    if course is None:
        return None
    is_for_university = mailing.ids.get("organization") == course.university_id
    reader = course.university if is_for_university else course.role.organization
    if not can_edit_organization(mailing.user, reader):
        return None
    said = {
        CourseState.CONFIRMED: _("「%(university)s」が、「%(title)s」を「%(name)s」の活動として確かめました。"),
        CourseState.REFUSED: _("「%(university)s」から、「%(title)s」は授業や制度の活動ではないと答えがありました。"),
        CourseState.ENDED: _("「%(title)s」は、いまは「%(university)s」の授業や制度の活動ではありません。"),
    }.get(CourseState(course.state))
    if said is None:
        return None
    if is_for_university:
        links = [(_("大学が認める活動を開く"), _to("roles:course", course.university_id, course.pk))]
    else:
        links = [(_("役割のページを開く"), _to("roles:own", course.role.organization_id, course.role_id))]
    return Letter(
        subject=_("「%(title)s」と大学の授業・制度") % _words(course), paragraphs=[said % _words(course)], links=links
    )


@mail_kind(roles.HIDDEN, gettext_lazy("役割の公開を止めた知らせ（団体へ）"))
def hidden(mailing: Mailing) -> Letter | None:
    """Not where it is shown again meanwhile, nor to who no longer writes for the organisation."""
    moved = RoleTransition.objects.select_related("role__organization").filter(pk=mailing.ids.get("transition")).first()
    if moved is None or moved.role.state != RoleState.HIDDEN:
        return None
    role: Role = moved.role
    if not can_edit_organization(mailing.user, role.organization):
        return None
    words = {"title": _one_line(role.title)}
    return Letter(
        subject=_("「%(title)s」の公開を止めました") % words,
        paragraphs=[
            _("市の共創コーディネーターが、役割「%(title)s」の公開を止めました。一覧からも消えています。") % words,
            *in_lines(_("理由：%(reason)s") % {"reason": moved.reason} if moved.reason else ""),
            _("わからないことは、市とのやりとりで聞いてください。"),
        ],
        links=[(_("役割のページを開く"), _to("roles:own", role.organization_id, role.pk))],
    )
