"""Who may do what: one table, read by the server on every request and by the tests.

An address that is not in the table is refused to everybody.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What somebody does in the practice."""

    doctor = "doctor"
    assistant = "assistant"
    researcher = "researcher"
    administrator = "administrator"


D, A, R, M = Role.doctor, Role.assistant, Role.researcher, Role.administrator
ALL = frozenset(Role)
CARE = frozenset({D, A})

# Open to everybody, signed in or not.
PUBLIC = frozenset(
    {
        "health",
        "ready",
        "set_language",
        "accounts:setup",
        "reference:index",
        "reference:kind",
        "reference:item",
        "agenda:feed",  # known by its secret
        "exchange:services",
        "exchange:service",  # other systems: each call is signed
        "exchange:feedback",
        "portal:about",
        "portal:door",
        "portal:home",
        "portal:questions",
        "portal:background",
        "portal:diary",
        "portal:after",
        "portal:wrong",
        "portal:own",
        "portal:own_document",
        "portal:own_pdf",
        "portal:own_fhir",
        "portal:own_calendar",
        "portal:consent",
        "portal:withdraw",
        "account_login",
        "account_logout",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }
)

# One line an address: its name, and the roles that may ask for it.
ALLOWED: dict[str, frozenset[Role]] = {
    "agenda:today": ALL,
    "agenda:day": CARE,
    "agenda:week": CARE,
    "agenda:week_of_all": CARE,
    "agenda:hours": frozenset({D, A, M}),
    "agenda:remove": frozenset({D, A, M}),
    "agenda:calendar": frozenset({D}),
    "agenda:book": CARE,
    "agenda:series": CARE,
    "agenda:wait": CARE,
    "agenda:stop_waiting": CARE,
    "agenda:own_calendar": CARE,
    "agenda:appointment": CARE,
    "agenda:moved": CARE,
    "agenda:freed": CARE,
    # one's own account
    "accounts:profile": ALL,
    "accounts:locked": ALL,
    "account_change_password": ALL,
    "account_reauthenticate": ALL,
    "mfa_index": ALL,
    "mfa_activate_totp": ALL,
    "mfa_deactivate_totp": ALL,
    "mfa_list_webauthn": ALL,
    "mfa_add_webauthn": ALL,
    "mfa_edit_webauthn": ALL,
    "mfa_remove_webauthn": ALL,
    "mfa_reauthenticate": ALL,
    "mfa_reauthenticate_webauthn": ALL,
    "mfa_generate_recovery_codes": ALL,
    "mfa_view_recovery_codes": ALL,
    "mfa_download_recovery_codes": ALL,
    "usersessions_list": ALL,
    # the practice
    "accounts:users": frozenset({M}),
    "accounts:user": frozenset({M}),
    "accounts:user_new": frozenset({M}),
    "accounts:practice": frozenset({M}),
    "audit:log": frozenset({M}),
    "upkeep:state": frozenset({M}),
    "exchange:clients": frozenset({M}),
    # billing
    "billing:acts": frozenset({D, M}),
    "billing:day": CARE,
    "billing:export": frozenset({D, M}),
    "billing:charge": CARE,
    "billing:fees": CARE,
    "billing:receipt": CARE,
    # quotes of aesthetic acts
    "aesthetic:terms": frozenset({D, M}),
    "aesthetic:quotes": CARE,
    # portal: the practice's side; the patient's side is guarded by its link, code and birth date
    "portal:invite": CARE,
    "portal:invitation": CARE,
    "portal:answers": CARE,
    "portal:message": CARE,
    "portal:photo": CARE,
    "portal:data_pdf": CARE,
    "portal:data_fhir": CARE,
    # documents
    "documents:documents": CARE,
    "documents:make": CARE,
    "documents:document": CARE,
    "documents:passages": frozenset({D, M}),
    "documents:words": frozenset({D, M}),
    # patients: whoever cares for them; an administrator or a researcher sees no data of a patient
    "patients:search": CARE,
    "patients:new": CARE,
    "patients:alike": CARE,
    "patients:correspondent": CARE,
    "patients:chart": CARE,
    "patients:older": CARE,
    "patients:injected": CARE,
    "patients:edit": CARE,
    "patients:allergy_names": CARE,
    "patients:medicine_names": CARE,
    "patients:background": CARE,
    "patients:screening": CARE,
    # an administrator sees no data of a patient, so those who know the two merge them; it can be taken apart again
    "patients:merge": CARE,
    "patients:merge_now": CARE,
    "patients:separate": CARE,
    "patients:readers": CARE,
    # patients from a file: it names them, and shows whom they look like
    "imports:give": CARE,
    "imports:letters": CARE,
    "imports:columns": CARE,
    "imports:check": CARE,
    "imports:preview": CARE,
    "imports:left": CARE,
    "imports:register": CARE,
    "imports:discard": CARE,
    "imports:done": CARE,
    # care: the plan (assistants read it, its view refuses their writing)
    "care:consultation_new": frozenset({D}),
    "care:consultation": CARE,
    "care:close": frozenset({D}),
    "care:plan": CARE,
    "care:plan_version": CARE,
    "care:templates": frozenset({D}),
    "care:template": frozenset({D}),
    "care:overrides": frozenset({D}),
    # outcomes
    "outcomes:overview": CARE,
    "outcomes:calls": CARE,
    "outcomes:call": CARE,
    "outcomes:reminder_done": CARE,
    "outcomes:exposure": CARE,
    "outcomes:course": CARE,
    "outcomes:event_new": CARE,
    "outcomes:event": CARE,
    "outcomes:event_report": CARE,
    # registry: a researcher sees no small group, and takes no rows away
    "registry:overview": frozenset({D, R}),
    "registry:recipes": frozenset({D, R}),
    "registry:files": frozenset({D}),
    # mail
    "mail:server": frozenset({M}),
    "mail:outbox": CARE,
    "mail:reminders": CARE,
    "mail:again": CARE,
    "mail:link": CARE,
    # recalls
    "recalls:recalls": CARE,
    "recalls:trace": CARE,
    "recalls:recall": CARE,
    "recalls:letters": CARE,
    "recalls:printed": CARE,
    "recalls:export": CARE,
    "recalls:contact": CARE,
    # the session
    "care:session": CARE,  # an assistant prepares, a doctor signs
    "care:record": CARE,
    "care:record_assessment": CARE,
    "care:amend": frozenset({D}),
    # the cupboard
    "stock:cupboard": CARE,
    "stock:receive": CARE,
    "stock:scanner": CARE,
    "stock:lot": CARE,
    "stock:ordering": CARE,
    "stock:kit": CARE,
    "stock:antiseptics": CARE,
    "stock:antiseptic": CARE,
    "stock:devices": CARE,
    "stock:device": CARE,
}


@cache
def allowed_to(roles: frozenset[Role]) -> frozenset[str]:
    """Give the names of the addresses that somebody with these roles may ask for."""
    return frozenset(name for name, may in ALLOWED.items() if roles & may)


# Pages of allauth that this practice does not use: accounts are given, passwords are reset by the administrator,
# and no code travels by mail. Nobody reaches them.
REFUSED = frozenset(
    {
        "account_confirm_email",
        "account_confirm_login_code",
        "account_confirm_reauthentication_code",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_request_reauthentication_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
    }
)
