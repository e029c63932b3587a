from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "pilot.steering"
    label = "steering"

    def ready(self) -> None:
        from pilot.platform.cases import search
        from pilot.steering.search import SEARCHED

        search.register(*SEARCHED)
