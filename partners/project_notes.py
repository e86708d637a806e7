"""What the hub itself writes beside an act in a project's history: kept in Japanese, whoever acts, and told to each in their language.

Beside these acts nobody else writes a reason.
"""

from django.utils.translation import gettext, gettext_noop

from partners.cocreation_enums import ProjectAction

REPORT = gettext_noop("おわりの報告")
PART = gettext_noop("することを書いた")
# What stands behind the colon is people's own.
DONE = gettext_noop("できた：%(what)s")
NOT_YET = gettext_noop("まだだった：%(what)s")
TAKEN_OUT = gettext_noop("消した：%(what)s")
_WHAT = "%(what)s"
_OF: dict[str, tuple[str, ...]] = {
    ProjectAction.EDIT: (REPORT, PART),
    ProjectAction.MILESTONE: (DONE, NOT_YET, TAKEN_OUT),
    ProjectAction.RESULT: (TAKEN_OUT,),
}


def in_own_language(action: str, reason: str) -> str:
    """A reason as its reader reads it; what people wrote is as they wrote it."""
    for source in _OF.get(action, ()):
        begins = source.removesuffix(_WHAT)
        if reason == source or (begins != source and reason.startswith(begins)):
            return gettext(source) % {"what": reason[len(begins) :]}
    return reason
