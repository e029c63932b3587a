from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "facilities"

    def ready(self) -> None:
        from facilities import checks
        from facilities.cases import LEASE
        from facilities.documents import KIND
        from facilities.models import FacilityLease
        from facilities.resources import LeaseList
        from facilities.search import SEARCHED
        from facilities.selectors.leases import site_panels
        from pilot.platform.cases import panels, search, waiting
        from pilot.platform.documents.registry import register_kind
        from pilot.platform.exchange.resource import register_export
        from pilot.platform.kernel.guards import Frozen, NoOverlap, register
        from pilot.programme.models import Site

        panels.register(Site, site_panels)
        waiting.register(LEASE)
        register_export(LeaseList)
        checks.register_all()
        register_kind(KIND)
        search.register(*SEARCHED)
        register(
            NoOverlap(FacilityLease, keys=("facility_id",), only="{row}.status IN ('in_force', 'ended')"),
            # once signed only what still happens to a lease may change: status, confirmation of R21, the
            # last day
            Frozen(
                FacilityLease,
                "OLD.status IN ('signed', 'in_force', 'ended', 'rejected')",
                free=(
                    "status",
                    "workspace_separated",
                    "separated_at",
                    "separated_by_id",
                    "valid_to",
                    "row_version",
                ),
            ),
        )
