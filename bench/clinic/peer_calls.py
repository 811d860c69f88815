"""What is asked of GNU Health, as its own client asks: JSON-RPC over loopback."""

import base64
import datetime as dt
import http.client
import json
from typing import Any

import psycopg
from psycopg import sql

from clinic.peer import DATABASE, PASSWORD, Started
from clinic.people import people

SHOWN = 20  # rows of a search
PATIENT, ENCOUNTER = "gnuhealth.patient", "gnuhealth.patient.evaluation"
SESSION = "gnuhealth.patient.ambulatory_care"
LISTED = ("puid", "age", "gender")
LINKS = ("many2one", "one2one", "reference")
FREE = 1000  # row numbers below it are those of GNU Health itself
MOULD = "FRA00000001"
_PARTY = f"mould.party = (select id from party_party where federation_account = '{MOULD}')"  # noqa: S608 -- a constant
_OF_PARTY = f"'id', {FREE} + person.number, 'party', {FREE} + person.number"
COPY = """\
insert into {table} select made.* from {table} as mould, person,
lateral jsonb_populate_record(mould, jsonb_build_object({changed})) as made where {mould}
"""
COPIED = (  # table, the row that is copied, what is changed in it
    (
        "party_party",
        f"mould.federation_account = '{MOULD}'",
        f"""'id', {FREE} + person.number, 'name', person.given, 'lastname', person.family,
        'gender', person.gender, 'dob', person.born, 'code', gen_random_uuid() || '-' || person.given,
        'ref', lpad(person.number::text, 8, '0'),
        'federation_account', 'FRA' || lpad(person.number::text, 8, '0')""",
    ),
    ("gnuhealth_patient", _PARTY, _OF_PARTY),
    ("gnuhealth_person_name", _PARTY, f"{_OF_PARTY}, 'family', person.family, 'given', person.given"),
    ("party_party_lang", _PARTY, _OF_PARTY),
)


class Client:
    """Signed in as the administrator, who is a health professional as well."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._head = {"Content-Type": "application/json"}
        uid, key = self.call("common.db.login", "admin", {"password": PASSWORD}, "en")[:2]
        signed = base64.b64encode(f"admin:{uid}:{key}".encode()).decode()
        self._head["Authorization"] = f"Session {signed}"
        self.uid = uid
        self._forms: dict[str, list[str]] = {}

    def call(self, method: str, *arguments: Any) -> Any:  # noqa: ANN401 -- JSON
        """Call a method.

        Raises RuntimeError with the server's words.
        """
        asked = json.dumps({"id": 1, "method": method, "params": arguments})
        self._http.request("POST", f"/{DATABASE}/", asked, self._head)
        answer = json.loads(self._http.getresponse().read())
        if "error" in answer:
            raise RuntimeError(f"{method}: {str(answer['error'])[:2000]}")
        return answer["result"]

    def create(self, model: str, **values: Any) -> int:  # noqa: ANN401 -- JSON
        """Create a row, and give its number."""
        return int(self.call(f"model.{model}.create", [values], {})[0])

    # --- one call, the least that answers ---------------------------------------------------------

    def search(self, typed: str) -> None:
        """Find by name, as rows of a list."""
        shown = ["rec_name", *LISTED]
        self.call("model.gnuhealth.patient.search_read", _named(typed), 0, SHOWN, None, shown, {})

    def open_record(self, patient: int) -> None:
        """Read what the form shows."""
        self._read(PATIENT, patient)

    def create_encounter(self, patient: int) -> int:
        """Create an encounter."""
        said = {"chief_complaint": "low back pain", "discharge_reason": "home"}
        return self.create(ENCOUNTER, patient=patient, evaluation_start=_now(), **said)

    def create_session(self, patient: int) -> int:
        """Create a session of therapy."""
        said = {"pain": True, "pain_level": 6, "session_notes": "lidocaine 10 mg/mL 3 mL, 24 points, lumbar spine"}
        return self.create(SESSION, patient=patient, session_start=_now(), **said)

    # --- what its own client, gnuhealth-client 5.0.2, asks for the same -----------------------------

    def show_search(self, typed: str) -> None:
        """Search, count where the page is full, and read what the list shows."""
        found = self.call(f"model.{PATIENT}.search", _named(typed), 0, SHOWN, None, {})
        if len(found) == SHOWN:
            self.call(f"model.{PATIENT}.search_count", _named(typed), 0, 1000, {})
        if found:
            self.call(f"model.{PATIENT}.read", found, ["rec_name", "_timestamp", "_write", "_delete", *LISTED], {})

    def show_record(self, patient: int) -> None:
        """Read what the form shows, and ask how many notes and attachments there are."""
        self._show(PATIENT, patient)

    def save_encounter(self, patient: int) -> None:
        """Create it and show it as it was kept."""
        self._show(ENCOUNTER, self.create_encounter(patient))

    def sign_session(self, patient: int) -> None:
        """Create it, show it, end it, which is how it is signed, and show it again."""
        made = self.create_session(patient)
        self._show(SESSION, made)
        self.call(f"model.{SESSION}.end_session", [made], {})
        self._show(SESSION, made)

    def _show(self, model: str, row: int) -> None:
        self._read(model, row)
        self.call(f"model.{model}.resources", row, {})

    def _read(self, model: str, row: int) -> None:
        self.call(f"model.{model}.read", [row], self._fields(model), {})

    def _fields(self, model: str) -> list[str]:
        """The fields of a form; its client keeps them once it has seen one."""
        if model not in self._forms:
            form = self.call(f"model.{model}.fields_view_get", None, "form", {})["fields"]
            links = [f"{name}.rec_name" for name, field in form.items() if field["type"] in LINKS]
            self._forms[model] = [*form, *links, "rec_name", "_timestamp", "_write", "_delete"]
        return self._forms[model]


def _named(typed: str) -> list[list[str]]:
    return [["rec_name", "ilike", f"%{typed}%"]]


def _now() -> dict[str, Any]:
    now = dt.datetime.now(tz=dt.UTC)
    parts = {part: getattr(now, part) for part in "year month day hour minute second".split()}
    return {"__class__": "datetime", **parts, "microsecond": 0}


def _date(day: dt.date) -> dict[str, Any]:
    return {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}


def furnish(client: Client) -> None:
    """Make the user a health professional, and the first patient as its own client makes them: the mould."""
    base = {"is_person": True, "fed_country": "FRA"}
    doctor = client.create(
        "party.party", name="Nora", lastname="Fontaine", is_healthprof=True, internal_user=client.uid, gender="f",
        federation_account="FRADOCTOR", **base,
    )  # fmt: skip
    client.create("gnuhealth.healthprofessional", party=doctor)
    first = next(people(1, 1))
    party = client.create(
        "party.party", name=first.given, lastname=first.family, is_patient=True, dob=_date(first.born_on),
        gender="f" if first.is_woman else "m", federation_account=MOULD, **base,
    )  # fmt: skip
    client.create("gnuhealth.patient", party=party)


def fill(peer: Started, first: int, last: int) -> None:
    """Add the people `first` to `last`: each row a copy of what GNU Health wrote itself, with another person in it."""
    with psycopg.connect(peer.uri) as base:
        base.execute("create temporary table person (number int, family text, given text, gender text, born date)")
        with base.cursor().copy("copy person from stdin") as copy:
            for each in people(first, last):
                copy.write_row((each.number, each.family, each.given, "f" if each.is_woman else "m", each.born_on))
        for table, of_mould, changed in COPIED:
            parts = {"table": sql.Identifier(table), "mould": sql.SQL(of_mould), "changed": sql.SQL(changed)}
            base.execute(sql.SQL(COPY).format(**parts))
            base.execute("select setval(%s, %s)", (f"{table}_id_seq", FREE + last))
    with psycopg.connect(peer.uri, autocommit=True) as base:
        base.execute("vacuum analyze")
