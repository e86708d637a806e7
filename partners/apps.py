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
        from partners import inquiry_queue, need_queue, role_reads, role_subscriptions, subscriptions
        from partners.beside_talks import NEEDS, standing_of
        from partners.queues import register_queues, waiting_of
        from partners.services.need_names import tell_of_needs
        from partners.services.renames import tell_of_registrations
        from partners.services.role_names import tell_of_roles

        follow_renames(tell_of_registrations)
        follow_renames(tell_of_needs)
        follow_renames(tell_of_roles)
        inquiry_queue.register()
        need_queue.register()
        subscriptions.register()
        role_subscriptions.register()
        register_section(Section("partners/_roles_beside.html", role_reads.beside))
        register_queues()
        register_waiting("partners", waiting_of)
        register_about(NEEDS)
        register_standing("partners", standing_of)
