from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "pilot.steering"
    label = "steering"

    def ready(self) -> None:
        from pilot.platform.cases import panels, search
        from pilot.programme.models import Agency
        from pilot.steering.panels import agency_panels
        from pilot.steering.search import SEARCHED

        panels.register(Agency, agency_panels)
        search.register(*SEARCHED)
