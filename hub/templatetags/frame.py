"""The frame of the pages: what is the same on all of them is rendered once for each language, not with every page."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.translation import get_language

from hub.fragments import Fragments

register = template.Library()

# Of each part, for each language, some for each entry of the menu. Addresses that lead nowhere are parts, too.
_parts = Fragments(300)


class KeptNode(template.Node):
    """Renders what stands in it when it is asked for with other values than before."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self._values = nodelist, values

    def render(self, context: Context) -> str:
        key = (self, get_language(), *(value.resolve(context) for value in self._values))
        return _parts.get(key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept language … %}…{% endkept %}``: names all that what stands within depends on,
    beside the language that is spoken. No block may stand there.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, values)
