from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The illustrative world of `make run`: its accounts, its people and what they did, its clock."""

    name = "pilot.demo"
    label = "demo"
