"""Requests and answers of CDS Hooks 2.0; what 3.0 adds is let pass."""

from __future__ import annotations

from typing import Annotated, Any, Literal, dataclass_transform

import msgspec
from msgspec import Meta

LONGEST_SUMMARY = 139  # fewer than 140 characters
Text = Annotated[str, Meta(min_length=1, max_length=500)]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Indicator = Literal["info", "warning", "critical"]
Hook = Literal["patient-view", "order-select", "order-sign"]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Base: what is empty is not written."""


class Context(Part, kw_only=True):
    """Where somebody is in their work."""

    user_id: Text
    patient_id: Text
    draft_orders: dict[str, Any] | None = None
    selections: tuple[Text, ...] | None = None


class Request(Part, kw_only=True):
    """What another system asks. Its server of FHIR is never asked back."""

    hook: Text
    hook_instance: Uuid
    context: Context
    prefetch: dict[str, Any] = {}


class Source(Part, kw_only=True):
    """Whose words a card is."""

    label: str
    url: str = ""


class Link(Part, kw_only=True):
    """More to read."""

    label: str
    url: str
    type: Literal["absolute"]


class Reason(Part, kw_only=True):
    """Why a card may be gone past."""

    code: str
    system: str
    display: str


class Card(Part, kw_only=True):
    """One card. `detail` is Markdown."""

    uuid: str = ""
    summary: str
    detail: str = ""
    indicator: Indicator
    source: Source
    override_reasons: tuple[Reason, ...] = ()
    links: tuple[Link, ...] = ()


class OverrideReason(Part, kw_only=True):
    """Why a card was gone past: a code that was offered, and the person's own words."""

    reason: dict[str, Any] | None = None
    user_comment: str = ""


class Told(Part, kw_only=True):
    """What became of one card."""

    card: Uuid
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: Text
    override_reason: OverrideReason | None = None


class Feedback(Part, kw_only=True):
    """What became of cards."""

    feedback: Annotated[tuple[Told, ...], Meta(min_length=1, max_length=100)]
