"""Every public page of the world in every form, and a walk along links."""

from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.markup import Node, parse
from tests.security.addresses import address, patterns
from tests.security.expectations import ADMIN, PAGES, PUBLIC
from tests.security.world import World

# Each rewrites the page in its own way.
READINGS = ("ja+furigana", "en")
_FORMS = (
    "/events/?view=calendar",
    "/events/?view=map",
    "/events/?q=ひみつ",
    "/events/?town=台町&radius=2000&free=1&theme=food",
    "/events/?when=today&q=ない",
    "/events/?since=x&town=火星",
    "/places/?view=map",
    "/places/?hours=now&mark=alone",
    "/places/?q=ない",
    "/find/?ask=1",
    "/find/?ask=1&theme=food&talk=much&town=台町",
)


def public_addresses(world: World) -> list[str]:
    """All public pages that are HTML, in every form."""
    plain = {
        "demo_accounts",
        "demo_mails",
        "demo_mail",
        "me_deleted",
        "account_inactive",
        "data_example",
        "robots",
        "healthz",
        "readyz",
        "statusz",
        "reading",
    }
    shown = [address(name, route, world.keys) for name, route in patterns() if name in PUBLIC and name not in plain]
    return [*shown, *_FORMS]


def admin_addresses(world: World) -> list[str]:
    """All pages of staff that answer 200 to an administrator, in the admin and outside."""
    found = []
    for name, route in patterns():
        is_staffs = name in ADMIN or route.startswith("staff/")
        if is_staffs and (ADMIN | PAGES).get(name, ((0,),))[0][-1] == 200:
            found.append(address(name, route, world.keys))
    return found


def links(page: Node, here: str) -> set[str]:
    """Addresses on this site to which the page leads."""
    found = {urljoin(here, node.attributes["href"]) for node in page.all("a") if node.attributes.get("href")}
    return {one.partition("#")[0] for one in found if not urlsplit(one).scheme and not urlsplit(one).netloc}


def walk(client: Client, begin: list[str], most: int) -> list[str]:
    """Asks for pages along their links, breadth first, ``most`` of them; returns their addresses."""
    waiting, seen = list(begin), set(begin)
    for here in waiting:
        answer = client.get(here)
        assert answer.status_code in {200, 302, 400, 403, 404, 405}, (here, answer.status_code)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            for one in sorted(links(parse(answer), here) - seen):
                if len(seen) < most:
                    seen.add(one)
                    waiting.append(one)
    return waiting
