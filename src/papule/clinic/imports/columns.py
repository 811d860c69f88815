"""What a column may hold, and by which headings it is known, in French and in English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from papule.clinic.patients.sounds import words_of

FIELDS: dict[str, Promise] = {
    "family_name": _("family name"),
    "birth_name": _("name at birth"),
    "given_names": _("given names"),
    "birth_date": _("date of birth"),
    "sex": _("sex"),
    "record_number": _("record number"),
    "ins": _("INS (NIR), with its key"),
    "nia": _("temporary INS (NIA), with its key"),
    "ssin": _("Belgian SSIN (NISS)"),
    "phone": _("phone"),
    "other_phone": _("other phone"),
    "email": _("e-mail"),
    "address": _("address"),
    "address_more": _("address, second line"),
    "postcode": _("postcode"),
    "town": _("town"),
    "state": _("country"),
    "language": _("language"),
    "weight_kg": _("weight, kg"),
    "weighed_on": _("weighed on"),
    "family_doctor": _("family doctor"),
    "note": _("note of the practice"),
}
DATES = ("birth_date", "weighed_on")
# As `folded` gives them. A number of social security is often that of a parent, so it is not taken for the INS.
_HEADINGS = {
    "family_name": "nom|nom usuel|nom d usage|nom utilise|nom de famille|nom patient|nom du patient|nom marital|"
    "last name|lastname|surname|family name|name|patient name|patient last name",
    "birth_name": "nom de naissance|nom naissance|nom de jeune fille|nom jf|nom patronymique|patronyme|"
    "birth name|name at birth|maiden name",
    "given_names": "prenom|prenoms|prenom s|prenom usuel|prenom patient|prenom du patient|prenom utilise|"
    "premier prenom|prenom de naissance|prenoms de naissance|"
    "first name|firstname|given name|given names|forename|forenames|first names",
    "birth_date": "date de naissance|date naissance|naissance|ne le|nee le|ne e le|ddn|datenaissance|"
    "date of birth|birth date|birthdate|dob|born|born on",
    "sex": "sexe|genre|sex|gender|sexe administratif",
    "record_number": "n de dossier|n dossier|no dossier|no de dossier|num dossier|numero de dossier|numero dossier|"
    "dossier|n patient|numero patient|id patient|code patient|identifiant|"
    "record|record number|record no|file number|patient number|patient id|patient no|mrn|chart number",
    "ins": "ins|nir|ins nir|matricule ins|numero ins|n ins|nir ins",
    "nia": "nia|ins nia",
    "ssin": "niss|n niss|numero niss|ssin|registre national|n registre national|numero de registre national|"
    "national register number|insz",
    "phone": "portable|mobile|telephone portable|tel portable|tel mobile|telephone mobile|gsm|n portable|"
    "mobile phone|cell|cell phone|cellphone|"
    "telephone 1|tel 1|telephone|tel|n de telephone|phone|phone number|telephone number",
    "other_phone": "telephone fixe|tel fixe|fixe|telephone domicile|tel domicile|domicile|telephone 2|tel 2|"
    "autre telephone|home phone|landline|other phone|work phone|telephone professionnel",
    "email": "e mail|email|mail|courriel|adresse e mail|adresse email|adresse mail|adresse electronique|mel|"
    "e mail address|email address",
    "address": "adresse|adresse 1|rue|adresse postale|adresse ligne 1|voie|n et rue|address|address 1|street|"
    "address line 1|postal address",
    "address_more": "adresse 2|complement|complement d adresse|complement adresse|adresse ligne 2|"
    "address 2|address line 2",
    "postcode": "code postal|cp|codepostal|postcode|post code|postal code|zip|zip code",
    "town": "ville|commune|localite|town|city",
    "state": "pays|country",
    "language": "langue|language|langue parlee|langue maternelle",
    "weight_kg": "poids|poids kg|weight|weight kg",
    "weighed_on": "date de pesee|date pesee|date du poids|date poids|pese le|weighed on|date of weight|weight date",
    "family_doctor": "medecin traitant|medecin|mt|nom du medecin traitant|nom medecin traitant|medecin referent|"
    "family doctor|gp|general practitioner|referring doctor",
    "note": "note|notes|remarque|remarques|commentaire|commentaires|observation|observations|comment|comments|remarks",
}
_KNOWN = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split("|")}


def folded(text: str) -> str:
    """Give a heading or a word in plain letters: `N° de Dossier` is `n de dossier`."""
    return " ".join(words_of(re.sub("[°ºª]", " ", text)))


def recognised(headings: Sequence[str]) -> dict[int, str]:
    """Give what each column holds, {place: field}, where its heading is known; each field once, the first one wins."""
    found: dict[int, str] = {}
    for at, heading in enumerate(headings):
        field = _KNOWN.get(folded(heading), "")
        if field == "phone" and field in found.values():
            field = "other_phone"  # Telephone beside Mobile
        if field and field not in found.values():
            found[at] = field
    return found
