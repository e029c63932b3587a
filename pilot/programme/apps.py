import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class ProgrammeConfig(AppConfig):
    """The programme that the provinces carry out: places, people, rules, procedures, the hand-over."""

    name = "pilot.programme"
    label = "pilot"  # of AUTH_USER_MODEL and of the tables

    def ready(self) -> None:
        from pilot.platform.cases import panels, search, setup, timeline, waiting
        from pilot.platform.documents.issuers import use_issuers
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.platform.kernel import guards, jobs
        from pilot.programme import cases, checks
        from pilot.programme.documents import letterhead
        from pilot.programme.guards import GUARDS
        from pilot.programme.models import Site
        from pilot.programme.presenters import setup as setup_of_programme
        from pilot.programme.presenters.handover import site_panels
        from pilot.programme.resources.accounts import AccountSheet
        from pilot.programme.resources.agencies import AgencySheet
        from pilot.programme.resources.documents import DocumentList, NumberBook
        from pilot.programme.resources.posting import SitePosting
        from pilot.programme.resources.posts import PostSheet
        from pilot.programme.resources.procedures import ProcedureCatalogue, ProcedureSheet
        from pilot.programme.resources.sites import SiteSheet
        from pilot.programme.search import SEARCHED
        from pilot.programme.selectors import stories
        from pilot.programme.workflows import hanging
        from pilot.programme.workflows.changes import carry_out_due

        guards.register(*GUARDS)
        checks.register_all()
        use_issuers(letterhead)
        waiting.register(*cases.WORK)
        panels.register(Site, site_panels, "thu-tuc")
        timeline.register(stories.STORIES)
        timeline.register_log_pages(stories.LOG_PAGES)
        search.register(*SEARCHED)
        setup.register(setup_of_programme.parts)
        hanging.register(*hanging.OWN)
        jobs.every(gettext_noop("carry out changes on their day"), dt.time(0, 5), carry_out_due)
        register_list(ProcedureSheet, ProcedureCatalogue, DocumentList, NumberBook, SitePosting)
        register_list(AgencySheet, SiteSheet, PostSheet, AccountSheet)
