"""A browser as far as the bench needs one: keeps the connection and the cookies, fills in and sends forms."""

import http.client
import re
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

Fields = dict[str, str]


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    place: str  # where it sends to, if anywhere
    text: str


class Browser:
    """One person at one server."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: SimpleCookie = SimpleCookie()

    def get(self, path: str, *, part: bool = False) -> Answer:
        """Ask for a page, or for the part of one that htmx asks for."""
        return self._ask("GET", path, None, part=part)

    def post(self, path: str, fields: Fields, *, part: bool = False) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields), part=part)

    def _ask(self, method: str, path: str, body: str | None, *, part: bool) -> Answer:
        head = {"Cookie": "; ".join(f"{name}={said.value}" for name, said in self._cookies.items())}
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        if part:
            head["HX-Request"] = "true"
        answer = self._answer(method, path, body, head)
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            self._cookies.load(cookie)
        return Answer(answer.status, urlsplit(answer.headers.get("Location", "")).path, text)

    def _answer(self, method: str, path: str, body: str | None, head: dict[str, str]) -> http.client.HTTPResponse:
        """Ask; on a connection that the server closed because nobody asked for long, ask again, as browsers do."""
        try:
            self._http.request(method, path, body, head)
            return self._http.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):
            self._http.close()
            self._http.request(method, path, body, head)
            return self._http.getresponse()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in with name and password, on the page for it.

        Raises RuntimeError where the server refuses.
        """
        page = self.get("/account/login/")
        answer = self.post("/account/login/", fields_of(page.text) | {"login": name, "password": password})
        if answer.status != 302:  # noqa: PLR2004 -- sent on to the first page
            raise RuntimeError(f"{name} cannot sign in: {answer.status} {words_of(answer.text)}")


def expect(answer: Answer, status: int, words: str = "") -> Answer:
    """Give the answer back if it is what was to come.

    Raises RuntimeError: nothing is timed that did not work.
    """
    if answer.status != status or words not in answer.text:
        raise RuntimeError(f"{answer.status} instead of {status} with {words!r}: {words_of(answer.text)}")
    return answer


def words_of(page: str) -> str:
    """What a page says, for a message: what went wrong, where it tells."""
    told = re.findall(r'(?s)(?:role="alert"|invalid-feedback)[^>]*>(.*?)</(?:div|p)>', page) or [page]
    inner = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", " ".join(told))
    return " ".join(inner.split())[:1000]


def fields_of(page: str, form: str = "") -> Fields:
    """What a form would send if nobody touched it: the one with this id, else the last that is sent with POST."""
    reader = _Forms(form)
    reader.feed(page)
    return reader.found


class _Forms(HTMLParser):
    """Reads the fields of a form; without an id, of the last one that is sent with POST."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.found: Fields = {}
        self._wanted, self._inside = wanted, False
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("id") == self._wanted if self._wanted else said.get("method", "").lower() == "post"
            if self._inside:
                self.found = {}
        elif self._inside:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if tag == "input" and name and said.get("type") not in ("file", "password", "submit"):
            if said.get("type") not in ("radio", "checkbox") or "checked" in said:
                default = "on" if said.get("type") == "checkbox" else ""
                self.found[name] = " ".join(filter(None, (self.found.get(name), said.get("value", default))))
        elif tag == "textarea":
            self._area, self.found[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in said or self._select not in self.found):
            self.found[self._select] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data
