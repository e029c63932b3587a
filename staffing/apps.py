import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class StaffingConfig(AppConfig):
    """The people's half: selection, assignment, competence, recognition, withdrawal."""

    name = "staffing"

    def ready(self) -> None:
        from django.core import checks as system_checks

        from pilot.platform.cases import panels, search, setup, timeline, waiting, ways
        from pilot.platform.documents.registry import register_kind
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.platform.kernel import guards, jobs, watching
        from pilot.programme.models import Agency, CounterPost, Site
        from pilot.programme.workflows import handover, hanging, posts
        from staffing import cases, checks, documents, documents_assignment, readiness, resources
        from staffing.guards import GUARDS
        from staffing.models import WithdrawalRequest
        from staffing.presenters import setup as setup_of_people
        from staffing.presenters.agencies import agency_panels
        from staffing.presenters.employees import post_panels
        from staffing.presenters.sites import site_panels
        from staffing.presenters.ways import to_pack, to_packs
        from staffing.rules.handover import veto_r09_unrecognised
        from staffing.rules.incumbency import veto_incumbents, veto_open_withdrawal
        from staffing.search import SEARCHED
        from staffing.selectors import stories
        from staffing.selectors.packs import SOURCES
        from staffing.selectors.touches import TOUCHES
        from staffing.workflows.cover import judge_by_night, watch
        from staffing.workflows.reforms import THINGS

        guards.register(*GUARDS)
        checks.register_all()
        system_checks.register(readiness.check_conditions)
        handover.register_veto("staffing: recognised", veto_r09_unrecognised)
        posts.register_veto("staffing: open withdrawal", veto_open_withdrawal)
        posts.register_veto("staffing: held", veto_incumbents)
        watching.register("staffing: cover of withdrawn posts", TOUCHES, watch)
        jobs.every(gettext_noop("judge the cover of withdrawn posts"), dt.time(0, 30), judge_by_night)
        waiting.register(*cases.WORK)
        panels.register(Agency, agency_panels)
        panels.register(CounterPost, post_panels)
        panels.register(Site, site_panels, "nhan-vien")
        ways.register(WithdrawalRequest, to_pack)
        for source in SOURCES.values():
            ways.register(source.model, to_packs)
        timeline.register(stories.STORIES)
        timeline.register_pages(stories.PAGES)
        timeline.register_log_pages(stories.LOG_PAGES)
        search.register(*SEARCHED)
        register_kind(*documents.KINDS, documents_assignment.KIND)
        setup.register(setup_of_people.parts)
        hanging.register(*THINGS)
        register_list(*resources.LISTS)
