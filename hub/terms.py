"""What who registers or writes agrees to: the words beside the box to tick, with a link to the page."""

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def _agreement() -> SafeString:
    link = {"begin": format_html('<a href="{}">', reverse("terms")), "end": SafeString("</a>")}
    return format_html(_("{begin}利用のきまり{end}を読みました。守ります。"), **link)


# A label for a form's BooleanField: ``label=terms.AGREEMENT``.
AGREEMENT = lazy(_agreement, SafeString)()
