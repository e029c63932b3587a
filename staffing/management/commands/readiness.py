"""`manage.py readiness SITE [--on DATE] [--json]`: may the civil servants of the site's posts be withdrawn on a day?

Exit code 1 when a condition of a post fails. `--json`: codes of the facts, and under "conditions" what each line of
the proof says: id, source (codes of the rules, place in the document), status (pass, warn, fail), facts, message.
"""

import datetime as dt
import json
import sys
from typing import TypedDict

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from pilot.platform.kernel.clock import business_day
from pilot.programme.models import CounterPost, Site
from staffing.readiness import FAIL, Finding, readiness


class Line(TypedDict):
    """A condition of one post."""

    id: str
    source: str
    status: str
    facts: list[str]
    message: str


class Post(TypedDict):
    """A counter post with all its conditions."""

    post: str
    name: str
    agency: str
    conditions: list[Line]


class Command(BaseCommand):
    help = "Judge the conditions of a withdrawal at every counter post of a site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("site", help="code of the site, for example HT-S-CL")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="YYYY-MM-DD; the business day without it")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, site: str, on: dt.date | None, json: bool, **_options: object) -> None:
        day = on or business_day()
        found = judged(site, day)
        with translation.override("vi"):
            posts = [post_of(post, findings) for post, findings in found]
            self.stdout.write(as_json(site, day, posts) if json else as_text(posts))
        if any(finding.state == FAIL for _post, findings in found for finding in findings):
            sys.exit(1)


def judged(code: str, day: dt.date) -> list[tuple[CounterPost, list[Finding]]]:
    """The posts of the site on the day with their findings. Raises CommandError where there is no such site."""
    site = Site.objects.filter(code=code).first()
    if site is None:
        raise CommandError(f"There is no site {code}.")
    posts = CounterPost.objects.as_at(day).filter(site=site).select_related("agency", "site")
    found = list(posts.prefetch_related("received__field").order_by("code"))
    by_post = readiness(found, day)
    return [(post, by_post[post.pk]) for post in found]


def post_of(post: CounterPost, findings: list[Finding]) -> Post:
    lines = [line_of(finding) for finding in findings]
    return {"post": post.code, "name": post.name, "agency": post.agency.code, "conditions": lines}


def line_of(finding: Finding) -> Line:
    kept = finding.as_json()
    source = " · ".join(filter(None, (kept["rule"], kept["source"])))
    return Line(id=kept["id"], source=source, status=kept["state"], facts=kept["facts"], message=kept["message"])


def as_json(site: str, day: dt.date, posts: list[Post]) -> str:
    return json.dumps({"site": site, "day": f"{day}", "posts": posts}, ensure_ascii=False, indent=1)


def as_text(posts: list[Post]) -> str:
    return "\n".join(line for post in posts for line in _lines(post))


def _lines(post: Post) -> list[str]:
    found = [f"  {line['status']:<4} {line['id']}: {line['message']}" for line in post["conditions"]]
    return [f"{post['post']} {post['name']}", *found]
