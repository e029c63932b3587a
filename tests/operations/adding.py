"""One decision by a page, in a process of an installation."""

from django.test import Client
from django.urls import reverse

from pilot.programme.models import User
from staffing.models import PostalEmployee
from tests.found.browse import send


def add(code: str) -> str:
    """An employee added by the post office: the status of the answer, and how many there are now with this code."""
    client = Client()
    client.force_login(User.objects.get(username="buudien"), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("add-employee", args=["HT-BDT"])
    answer = send(client, url, follow=False, full_name="Nguyễn Thị Phục Vụ", staff_code=code)
    return f"{answer.status_code} {PostalEmployee.objects.filter(staff_code=code).count()}"
