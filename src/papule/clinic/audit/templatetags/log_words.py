"""Words of the log in templates."""

from django import template

from papule.clinic.audit.named import action_named, subject_named

register = template.Library()
register.filter("action_named", action_named)
register.filter("subject_named", subject_named)
