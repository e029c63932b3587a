from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class KernelConfig(AppConfig):
    name = "pilot.platform.kernel"
    label = "kernel"

    def ready(self) -> None:
        from pilot.platform.kernel import guards, search
        from pilot.platform.kernel.models import AuditEvent, ErasedFile, StoredFile

        guards.register(
            guards.AppendOnly(AuditEvent),
            guards.AppendOnly(StoredFile),
            guards.AppendOnly(ErasedFile),
        )
        # one sender, so that they run once; both signals are sent when all tables of all apps are known
        pre_migrate.connect(guards.lift_if_planned, sender=self, dispatch_uid="guards")
        post_migrate.connect(search.fold_again, sender=self, dispatch_uid="search keys")
        post_migrate.connect(guards.install_if_tables_exist, sender=self, dispatch_uid="guards")
