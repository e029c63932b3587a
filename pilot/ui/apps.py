from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pilot.ui"
    label = "ui"
