from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "pilot.platform.access"
    label = "access"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from pilot.platform.access.middleware import start_session
        from pilot.platform.access.policy import AccessPolicy
        from pilot.platform.access.signing import record_failed_sign_in
        from pilot.platform.kernel.workflow import use_policy

        use_policy(AccessPolicy())
        user_logged_in.connect(start_session, dispatch_uid="start_session")
        user_login_failed.connect(record_failed_sign_in, dispatch_uid="record_failed_sign_in")
