from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pilot.platform.ui"
    label = "ui"
