from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub.renames import follow_renames


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("共創")

    def ready(self) -> None:
        # Models are ready only now.
        from events.beside import Section, register_section
        from hub.accounts.waiting_for import register_waiting
        from hub.threads.beside import register_about, register_standing
        from partners import (
            inquiry_queue,
            need_queue,
            project_subscriptions,
            proposal_queue,
            role_queue,
            role_reads,
            role_subscriptions,
            subscriptions,
        )
        from partners.beside_places import projects_of
        from partners.beside_talks import NEEDS, PROPOSALS, standing_of
        from partners.queues import register_queues, waiting_of
        from partners.services.need_names import tell_of_needs
        from partners.services.project_names import tell_of_projects
        from partners.services.renames import tell_of_registrations
        from partners.services.role_names import tell_of_roles

        for tell in (tell_of_registrations, tell_of_needs, tell_of_projects, tell_of_roles):
            follow_renames(tell)
        for queue in (inquiry_queue, need_queue, proposal_queue, role_queue):
            queue.register()
        for kind in (subscriptions, project_subscriptions, role_subscriptions):
            kind.register()
        register_section(Section("partners/_roles_beside.html", role_reads.beside))
        register_queues()
        register_waiting("partners", waiting_of)
        register_about(NEEDS)
        register_about(PROPOSALS)
        register_section(Section("partners/_projects_beside.html", projects_of))
        register_standing("partners", standing_of)
