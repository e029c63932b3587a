from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "pilot.steering"
    label = "steering"
