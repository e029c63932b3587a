from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """Premises and their leases."""

    name = "facilities"

    def ready(self) -> None:
        from facilities import cases, checks
        from facilities.documents import KIND
        from facilities.guards import GUARDS
        from facilities.models import Facility
        from facilities.resources import LeaseList
        from facilities.search import SEARCHED
        from facilities.selectors.stories import STORIES
        from facilities.workflows.reforms import Leases
        from pilot.platform.cases import panels, search, timeline, waiting
        from pilot.platform.documents.registry import register_kind
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.platform.kernel import guards
        from pilot.programme.models import Site
        from pilot.programme.workflows import hanging

        guards.register(*GUARDS)
        checks.register_all()
        waiting.register(cases.FACILITY, cases.LEASE)
        panels.register(Site, cases.site_panels, "tru-so")
        timeline.register(STORIES)
        timeline.register_log_pages({Facility: ("facility", "code")})
        search.register(*SEARCHED)
        register_kind(KIND)
        register_list(LeaseList)
        hanging.register(Leases())
