"""What a person does with a browser: open a page, fill its form, send it, read the answer."""

import html
import io
import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

from django.core.management import call_command
from django.test import Client


class _Forms(HTMLParser):
    """Every form of a page: its address and what its fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._text = ""
        self._button: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open(said)
        elif tag == "button":
            self._button = said
            if self.forms and "name" in said:
                self.forms[-1]["fields"].add(said["name"])
        elif self.forms and "name" in said:
            self.forms[-1]["fields"].add(said["name"])
            self._field(tag, said, self.forms[-1]["data"])
        elif self.forms and tag == "option" and self._text and "selected" in said:
            self.forms[-1]["data"][self._text] = said.get("value", "")

    def _open(self, said: dict[str, str]) -> None:
        method = said.get("method", "get")
        self.forms.append(
            {"action": said.get("action", ""), "method": method, "data": {}, "fields": set(), "buttons": {}}
        )

    def _field(self, tag: str, said: dict[str, str], data: dict[str, Any]) -> None:
        if tag in ("textarea", "select"):
            self._text = said["name"]
            data.setdefault(self._text, "")
        elif said.get("type") in ("checkbox", "radio") and "checked" not in said:
            return
        elif tag == "input" and said.get("type") not in ("file", "submit", "button"):
            data[said["name"]] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self._text and data.strip():
            self.forms[-1]["data"][self._text] = data.strip("\n")
        elif self._button is not None and self.forms and data.strip():
            sent = {self._button["name"]: self._button.get("value", "")} if "name" in self._button else {}
            self.forms[-1]["buttons"].setdefault(data.strip(), sent)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._text = ""
        elif tag == "button":
            self._button = None


def forms_of(answer: Any) -> list[dict[str, Any]]:
    """The forms that are sent by POST, in their order on the page."""
    reader = _Forms()
    reader.feed(answer.content.decode())
    return [form for form in reader.forms if form["method"].lower() == "post"]


def send(client: Client, url: str, having: str = "", follow: bool = True, **filled: Any) -> Any:
    """Open `url`, fill the form that has the field `having` (or the first one filled), send it; gives the answer."""
    wanted = having or next(iter(filled))
    form = next(form for form in forms_of(client.get(url)) if wanted in form["fields"])
    return client.post(form["action"] or url, form["data"] | filled, follow=follow)


def press(client: Client, page: Any, end: str, **filled: str) -> Any:
    """Send the form of the page whose address ends so, with what it holds; without such a form the page stays."""
    offered = [form for form in forms_of(page) if form["action"].endswith(end) and set(filled) <= form["fields"]]
    return client.post(offered[0]["action"], offered[0]["data"] | filled, follow=True) if offered else page


def press_button(client: Client, url: str, page: Any, label: str, **filled: Any) -> Any:
    """Fill the form of the page that has the button with this label, and send it as pressing that button does."""
    form = next(form for form in forms_of(page) if label in form["buttons"])
    return client.post(form["action"] or url, form["data"] | filled | form["buttons"][label], follow=True)


def verified() -> list[str]:
    """What `manage.py verify` says, line by line."""
    said = io.StringIO()
    with suppress(SystemExit):
        call_command("verify", stdout=said, stderr=said)
    return said.getvalue().splitlines()


def text_of(answer: Any) -> str:
    """What a reader sees of a page, in one line."""
    page = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
