"""Staff groups and what each may do. A permission of an app that isn't installed is simply not there yet."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

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
        ("events", "registration"): ("view", "change"),
        ("events", "circle"): ("view", "change"),
        ("accounts", "organization"): ("view", "add", "change"),
        ("partners", "inquiry"): ("view", "change"),
        ("partners", "faq"): _ALL,
        ("partners", "programme"): ("view",),
        ("partners", "terms"): ("view",),
        ("partners", "partnership"): ("view", "change"),
        ("partners", "need"): ("view", "change"),
        ("partners", "proposal"): ("view", "change"),
        ("partners", "project"): ("view", "change"),
        ("partners", "role"): ("view", "change"),
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
        ("indicators", "plan"): ("view", "add", "change"),
        ("indicators", "policy"): ("view", "add", "change"),
        ("indicators", "indicator"): ("view", "add", "change"),
        ("indicators", "target"): _ALL,
        ("indicators", "measurement"): ("view", "add"),
        ("indicators", "placedecision"): ("view", "add"),
        ("indicators", "platform"): ("view", "add", "change"),
        ("indicators", "opinioncall"): ("view",),
        ("indicators", "reply"): ("view",),
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
    Group.objects.bulk_create([Group(name=name) for name in GROUPS], ignore_conflicts=True)
    groups = dict(Group.objects.filter(name__in=GROUPS).values_list("name", "pk"))
    rows = Permission.objects.values_list("content_type__app_label", "content_type__model", "codename", "pk")
    known = {(app, model, codename): pk for app, model, codename, pk in rows.order_by()}
    wanted = {
        (groups[name], known[app, model, f"{verb}_{model}"])
        for name, rights in GROUPS.items()
        for (app, model), verbs in rights.items()
        for verb in verbs
        if (app, model, f"{verb}_{model}") in known
    }
    given = Group.permissions.through.objects.filter(group__in=groups.values())
    there = {(row.group_id, row.permission_id): row.pk for row in given}
    if too_many := [pk for pair, pk in there.items() if pair not in wanted]:
        given.filter(pk__in=too_many).delete()
    given.bulk_create(
        Group.permissions.through(group_id=group, permission_id=permission)
        for group, permission in sorted(wanted - there.keys())
    )
    return len(GROUPS)
