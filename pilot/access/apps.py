from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "pilot.access"
    label = "access"

    def ready(self) -> None:
        from pilot.access.policy import AccessPolicy
        from pilot.kernel.workflow import use_policy

        use_policy(AccessPolicy())
