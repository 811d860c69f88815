"""What a page says of the backups to those who look after them."""

from __future__ import annotations

from django import template
from django.utils import timezone

from papule.clinic.upkeep.state import kept

register = template.Library()


@register.inclusion_tag("upkeep/late.html")
def late_backup() -> dict[str, object]:
    """Warn where the newest backup is older than yesterday, or there is none."""
    now = kept(timezone.localdate())
    return {"is_late": now.is_late, "newest": now.newest_first[0] if now.newest_first else None}
