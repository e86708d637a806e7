"""Staff groups and what each may do. A permission of an app that isn't installed is simply not there yet."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

COCREATION_COORDINATOR = "共創コーディネーター"
CONSULTATION_COORDINATOR = "相談コーディネーター"
PLANNER = "計画担当"
# Given by two administrators alone (hub.accounts.services.rights); whether somebody has it is asked of the group, never
# of a permission, which every administrator has.
PROTECTED_GROUPS = frozenset({CONSULTATION_COORDINATOR})

_ALL = ("view", "add", "change", "delete")
# group -> (app, model) -> what
GROUPS: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {
    COCREATION_COORDINATOR: {
        ("events", "place"): _ALL,
        ("events", "openinghours"): _ALL,
        ("events", "openingexception"): _ALL,
        ("events", "event"): _ALL,
        ("events", "occurrence"): _ALL,
        ("events", "importrun"): ("view", "add"),
        ("accounts", "organization"): ("view", "add", "change"),
        ("partners", "inquiry"): ("view", "change"),
        ("partners", "faq"): _ALL,
        ("partners", "programme"): ("view",),
        ("partners", "terms"): ("view",),
        ("partners", "partnership"): ("view", "change"),
        ("partners", "need"): ("view", "change"),
        ("threads", "thread"): ("view", "change"),
        ("trust", "report"): ("view", "change"),
        ("notifications", "notice"): ("view", "add", "change"),
        ("hub", "theme"): ("view",),
        ("hub", "audience"): ("view",),
        ("hub", "welcomemark"): ("view",),
        ("areas", "district"): ("view",),
        ("areas", "town"): ("view", "change"),
    },
    PLANNER: {
        ("events", "place"): ("view",),
        ("areas", "district"): ("view",),
    },
    # The offices and what people read before they write. Not the referrals: these have pages and rules of their own.
    CONSULTATION_COORDINATOR: {
        ("referrals", "supportoffice"): ("view", "add", "change"),
        ("referrals", "officestaff"): _ALL,
        ("referrals", "sign"): ("view", "add", "change"),
        ("referrals", "dangerhelp"): _ALL,
        ("referrals", "specialdesk"): _ALL,
        ("areas", "district"): ("view",),
        ("areas", "town"): ("view",),
    },
}


@transaction.atomic
def load_groups() -> int:
    """Creates missing groups and gives each exactly what is written above; returns how many there are."""
    for name, rights in GROUPS.items():
        wanted = Q(pk__in=[])
        for (app, model), verbs in rights.items():
            codenames = [f"{verb}_{model}" for verb in verbs]
            wanted |= Q(content_type__app_label=app, content_type__model=model, codename__in=codenames)
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(wanted))
    return len(GROUPS)
