"""What who registers or writes agrees to: the words beside the box to tick, with a link to the page."""

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def _agreement() -> SafeString:
    return format_html('<a href="{}">{}</a> {}', reverse("terms"), _("利用のきまり"), _("を読みました。守ります。"))


# A label for a form's BooleanField: ``label=terms.AGREEMENT``.
AGREEMENT = lazy(_agreement, SafeString)()
