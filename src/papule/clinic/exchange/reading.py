"""What is sent: JSON in UTF-8, of a bounded size and depth, in the shape of CDS Hooks."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from papule.clinic.knowledge import formulary
from papule.reading.document import MAX_BYTES, read_document
from papule.reading.problem import Unreadable

T = TypeVar("T")
_JSON = ("application/json", "application/fhir+json")


class RefusedBodyError(Exception):
    """Why what was sent is not taken, with the status of HTTP."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(text)


def read_body(request: HttpRequest, kind: type[T], language: str) -> T:
    """Read what was sent into a structure.

    Raises RefusedBodyError.
    """
    if request.content_type not in _JSON or (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        raise RefusedBodyError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Send application/json in UTF-8."))
    data = _bytes(request)
    if not data.lstrip().startswith(b"{"):
        raise RefusedBodyError(HTTPStatus.BAD_REQUEST, _("What was sent is no JSON object."))
    try:
        return msgspec.convert(read_document(data).value, kind)
    except Unreadable as error:
        problems = error.worded(formulary().wording["problems"], language).problems
        raise RefusedBodyError(HTTPStatus.BAD_REQUEST, " ".join(map(str, problems[:5]))) from None
    except msgspec.ValidationError as error:
        raise RefusedBodyError(
            HTTPStatus.BAD_REQUEST, " ".join((_("What was sent has another shape."), str(error)))
        ) from None


def _bytes(request: HttpRequest) -> bytes:
    told = _("What was sent is larger than %(most)s MB.") % {"most": MAX_BYTES // 10**6}
    large = RefusedBodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > MAX_BYTES:
        raise large
    try:
        data = request.body
    except RequestDataTooBig:
        raise large from None
    except UnreadablePostError:
        raise RefusedBodyError(HTTPStatus.BAD_REQUEST, _("What was sent broke off.")) from None
    if len(data) > MAX_BYTES:
        raise large
    return data
