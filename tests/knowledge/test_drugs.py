"""A medicine typed by name: brand or substance, French or English, with or without its dose."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from papule.knowledge.drug_list import Added, build, read_table
from papule.knowledge.drugs import FILE, pack, unpack
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.drugs import Drug, DrugList, packed_drugs
from papule.knowledge.model.names import base_words, key, label
from papule.knowledge.model.official import Component, Medicine, Official

Row = tuple[str, list[str], list[tuple[str, ...]]]  # name, routes, (substance, nature, link)

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture(scope="module")
def drugs():
    return load_formulary().drugs


# --- the list that ships ------------------------------------------------------------------------

# What a doctor types -> a code of the ATC index that must come with it.
TYPED = {
    "warfarin": "B01AA03",
    "Warfarine": "B01AA03",
    "Coumadine 5 mg": "B01AA03",
    "acenocoumarol": "B01AA07",
    "Sintrom 4": "B01AA07",
    "Previscan": "B01AA12",
    "phenprocoumon": "B01AA04",
    "heparin": "B01AB01",
    "LOVENOX 4000 UI anti-Xa/0,4 ml": "B01AB05",
    "enoxaparin": "B01AB05",
    "tinzaparin": "B01AB10",
    "Arixtra": "B01AX05",
    "Eliquis 5 mg matin et soir": "B01AF02",
    "xarelto 20 mg cp": "B01AF01",
    "rivaroxaban": "B01AF01",
    "edoxaban": "B01AF03",
    "Pradaxa 150mg gélule": "B01AE07",
    "dabigatran etexilate": "B01AE07",
    "aspirin": "B01AC06",
    "Kardégic 75 mg": "B01AC06",
    "ASPEGIC": "N02BA01",
    "clopidogrel 75": "B01AC04",
    "Plavix": "B01AC04",
    "ticagrelor": "B01AC24",
    "prasugrel": "B01AC22",
    "ibuprofen": "M01AE01",
    "IBUPROFÈNE 400": "M01AE01",
    "ketoprofen": "M01AE03",
    "diclofenac sodium": "M01AB05",
    "Voltarène LP 75 mg, comprimé": "M01AB05",
    "naproxen": "M01AE02",
    "celecoxib": "M01AH01",
    "piroxicam": "M01AC01",
    "meloxicam": "M01AC06",
    "nimesulide": "M01AX17",
    "Doliprane 1000": "N02BE01",
    "acetaminophen": "N02BE01",
    "tramadol hydrochloride": "N02AX02",
    "morphine sulfate": "N02AA01",
    "prednisone": "H02AB07",
    "prednisolone 20 mg": "H02AB06",
    "methotrexate": "L01BA01",
    "lithium carbonate": "N05AN01",
    "Téralithe LP 400": "N05AN01",
    "sertraline": "N06AB06",
    "Seroplex": "N06AB10",
    "venlafaxine": "N06AX16",
    "duloxetine": "N06AX21",
    "moclobemide": "N06AG02",
    "selegiline": "N04BD01",
    "linezolid": "J01XX08",
    "levodopa": "N04BA02",
    "donepezil": "N06DA02",
    "rivastigmine": "N06DA03",
    "pyridostigmine": "N07AA02",
    "bisoprolol fumarate": "C07AB07",
    "propranolol": "C07AA05",
    "amiodarone": "C01BD01",
    "flecainide": "C01BC04",
    "digoxin": "C01AA05",
    "ramipril": "C09AA05",
    "losartan potassium": "C09CA01",
    "Co-Olmetec": "C09CA08",
    "hydrochlorothiazide": "C03AA03",
    "furosemide": "C03CA01",
    "Lasilix 40": "C03CA01",
    "spironolactone": "C03DA01",
    "ciclosporin": "L04AD01",
    "cyclosporine": "L04AD01",
    "tacrolimus": "L04AD02",
    "doxycycline": "J01AA02",
    "isotretinoin": "D10BA01",
    "acitretin": "D05BB02",
    "gentamicin": "J01GB03",
    "Bactrim Forte": "J01EE01",
    "alendronic acid": "M05BA04",
    "acide alendronique": "M05BA04",
    "diazepam": "N05BA01",
    "oxazepam": "N05BA04",
    "zopiclone": "N05CF01",
    "valproic acid": "N03AG01",
    "theophylline": "R03DA04",
    "levothyroxine sodium": "H03AA01",
    "colchicine": "M04AC01",
    "azathioprine": "L04AX01",
    "adalimumab": "L04AB04",
    "amoxicillin/clavulanic acid": "J01CR02",
    "Augmentin": "J01CR02",
}


@pytest.mark.parametrize(("typed", "code"), TYPED.items())
def test_a_common_medicine_is_found_with_its_code(drugs, typed, code):
    found = drugs.find(typed)
    assert found is not None, [drug.name for drug in drugs.nearest(typed)]
    assert code in found.atc, (found.name, found.atc)


@pytest.mark.parametrize("typed", ["", " ", "5 mg", "acide", "comprimé", "chlorhydrate", "no such thing", "x" * 5000])
def test_what_is_no_medicine_is_not_found(drugs, typed):
    assert drugs.find(typed) is None


def test_a_brand_family_stands_for_all_it_may_be(drugs):
    assert "lidocaïne" in drugs.find("Xylocaïne").substances
    assert drugs.find("Xylocaïne 10 mg/ml adrénaline").substances == ("adrénaline", "lidocaïne")


@pytest.mark.parametrize(
    ("begun", "meant"),
    [
        ("prev", "PREVISCAN"),
        ("PRÉVISC", "PREVISCAN"),
        ("kard", "KARDEGIC"),
        ("doliprane", "DOLIPRANE"),
        ("xar", "XARELTO"),
    ],
)
def test_a_name_that_is_begun_has_its_medicine_among_the_first(drugs, begun, meant):
    assert meant in [drug.name for drug in drugs.beginning(begun)]


def test_a_name_that_is_begun_by_one_letter_or_none_has_no_medicine(drugs):
    assert drugs.beginning("p") == drugs.beginning("") == drugs.beginning("zzqq") == ()
    assert len(drugs.beginning("pa", 3)) == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("warfarrine", "warfarine"),
        ("elikis", "ELIQUIS"),
        ("metotrexate", "méthotrexate"),
        ("paracetemol", "paracétamol"),
    ],
)
def test_a_misspelt_name_has_its_medicine_nearest(drugs, typed, meant):
    assert drugs.find(typed) is None
    assert drugs.nearest(typed)[0].name == meant


def test_nothing_is_near_to_nonsense(drugs):
    assert drugs.nearest("zzqqzzqq") == ()
    assert len(drugs.nearest("para", 2)) <= 2


def test_the_list_is_small_and_whole(drugs):
    assert (KNOWLEDGE / FILE).stat().st_size < 400_000
    assert len(drugs) > 10_000


# --- how it is built ----------------------------------------------------------------------------


def medicine(cis: str, name: str, *routes: str) -> Medicine:
    return Medicine(
        cis=cis,
        name=name,
        form="",
        routes=routes or ("oral",),
        authorisation="Autorisation active",
        commercialised=True,
        authorised_on=None,
        holder="",
    )


def component(cis: str, substance: str, nature: str = "SA", link: str = "1") -> Component:
    return Component(cis=cis, code="1", substance=substance, dosage="", reference="", nature=nature, link=link)


def official(*rows: Row) -> Official:
    codes = [f"{60000000 + number}" for number in range(len(rows))]
    return Official(
        medicines={code: medicine(code, row[0], *row[1]) for code, row in zip(codes, rows, strict=True)},
        components={
            code: tuple(component(code, *part) for part in row[2]) for code, row in zip(codes, rows, strict=True)
        },
    )


def found(rows: list[Row], atc: dict[str, str] | None = None, added: Added | None = None) -> DrugList:
    return DrugList(packed_drugs(build(official(*rows), atc or {}, added or Added())))


def get(listed: DrugList, name: str) -> Drug:
    drug = listed.find(name)
    assert drug is not None, name
    return drug


def test_a_code_is_given_to_the_same_substance_by_a_like_route_only():
    rows: list[Row] = [
        ("ALPHINE 5 mg, comprimé", ["oral"], [("ALPHINE",)]),
        ("ALPHINE TEVA 10 mg, gélule", ["oral"], [("CHLORHYDRATE D'ALPHINE",)]),
        ("ALPHICREME 1 %, crème", ["topical"], [("ALPHINE",)]),
    ]
    listed = found(rows, {"60000000": "A01AA01"})
    assert get(listed, "Alphine Teva").atc == ("A01AA01",)
    assert get(listed, "alphicreme").atc == ()


def test_an_association_without_a_code_has_those_of_its_substances():
    rows: list[Row] = [
        ("ALPHINE 5 mg, comprimé", ["oral"], [("ALPHINE",)]),
        ("DUOVEX, comprimé", ["oral"], [("ALPHINE",), ("ACIDE BÉTIQUE", "SA", "2")]),
    ]
    listed = found(rows, {"60000000": "A01AA01"}, Added(atc={"acide bétique": "B02BB02, B02BB03"}))
    assert get(listed, "duovex").atc == ("A01AA01", "B02BB02", "B02BB03")
    assert get(listed, "betic acid + alphin").substances == ("acide bétique", "alphine")
    assert get(listed, "betic acid").atc == ("B02BB02", "B02BB03")


def test_the_active_part_counts_and_its_salt_is_found_too():
    rows: list[Row] = [("IODEX 300, solution", ["intravenous"], [("IOXANOL", "SA", "1"), ("IODE", "FT", "1")])]
    listed = found(rows, {"60000000": "V08AB99"})
    assert get(listed, "ioxanol") == Drug(name="ioxanol", substances=("iode",), atc=("V08AB99",))
    assert get(listed, "iodex").substances == ("iode",)


def test_a_substance_of_associations_only_has_no_code_of_theirs():
    rows: list[Row] = [("DUOVEX, comprimé", ["oral"], [("ALPHINE",), ("BÉTINE", "SA", "2")])]
    assert get(found(rows, {"60000000": "A01AA50"}), "betine").atc == ()


def test_brands_of_one_first_word_make_a_family_when_they_share_a_substance():
    rows: list[Row] = [
        ("GAMMEX FORT 5 mg, comprimé", ["oral"], [("GAMMINE",)]),
        ("GAMMEX PLUS, comprimé", ["oral"], [("GAMMINE",), ("BÉTINE", "SA", "2")]),
        ("DELTEX UN, comprimé", ["oral"], [("GAMMINE",)]),
        ("DELTEX DEUX, comprimé", ["oral"], [("BÉTINE",)]),
        ("COLLYRE BLEU, collyre", ["ophthalmic"], [("BÉTINE",)]),
    ]
    listed = found(rows)
    assert get(listed, "gammex").substances == ("bétine", "gammine")
    assert listed.find("deltex") is None
    assert listed.find("collyre") is None


def test_an_acid_is_shown_as_one_is_called():
    rows: list[Row] = [("BETEX 5 mg", ["oral"], [("BÉTIQUE (ACIDE)",)])]
    assert get(found(rows), "betex").substances == ("acide bétique",)


def test_other_names_are_found_and_must_mean_something():
    rows: list[Row] = [("ALPHINE 5 mg, comprimé", ["oral"], [("ALPHINE",)])]
    assert get(found(rows, added=Added(names={"oldname": "alphine"})), "Oldname").name == "alphine"
    with pytest.raises(ValueError, match="no substance 'omega' in the list"):
        found(rows, added=Added(names={"oldname": "omega"}))


def test_a_substance_added_by_hand_needs_no_row_of_the_list():
    assert get(found([], added=Added(atc={"étrangine": "B01AA04"})), "etrangin").atc == ("B01AA04",)


def test_the_order_of_rows_and_substances_of_other_rows_does_not_matter():
    rows: list[Row] = [("A-LPHINE 5 mg", ["oral"], [("ALPHINE",)]), ("BETEX 5 mg", ["oral"], [("BÉTINE",)])]
    one = official(*rows)
    two = Official(
        medicines=dict(reversed(one.medicines.items())),
        components={**dict(reversed(one.components.items())), "99999999": (component("99999999", "INCONNUE"),)},
    )
    assert pack(build(one, {}, Added()), date(2026, 5, 18)) == pack(build(two, {}, Added()), date(2026, 5, 18))


def test_the_packed_list_comes_back_as_it_was_and_a_damaged_one_is_refused():
    listed = (Drug(name="alphine", substances=("alphine",), atc=("A01AA01",), also=("oldname",)),)
    raw = pack(listed, date(2026, 5, 18))
    assert unpack(raw) == (date(2026, 5, 18), listed)
    for damaged in (raw[:-12], b"no list"):
        with pytest.raises(msgspec.DecodeError, match="damaged"):
            unpack(damaged)


def test_tables_are_read_without_remarks(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text("# head\n\nalpha\tA01\nbeta\tB02  # why\n", encoding="utf-8")
    assert read_table(path) == {"alpha": "A01", "beta": "B02"}


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("official_name", "short"),
    [
        ("DOLIPRANE 1000 mg, comprimé", "DOLIPRANE"),
        ("XYLOCAINE 10 mg/ml ADRENALINE 0,005 mg/ml, solution injectable", "XYLOCAINE ADRENALINE"),
        ("MAG 2 SANS SUCRE 122 mg, solution buvable", "MAG 2 SANS SUCRE"),
        ("CHLORURE DE CALCIUM 10 POUR CENT (1 g/10 mL) RENAUDIN, solution", "CHLORURE DE CALCIUM RENAUDIN"),
        ("A 313 200 000 UI POUR CENT, pommade", "A 313 200 000 UI POUR CENT"),
    ],
)
def test_the_name_of_a_medicine_loses_its_form_and_doses(official_name, short):
    assert label(official_name) == short


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("chlorhydrate de lidocaïne", "lidocaine hydrochloride"),
        ("acide acétylsalicylique", "acetylsalicylic acid"),
        ("PHÉNYTOÏNE SODIQUE", "phenytoin sodium"),
        ("chlorure de sodium", "sodium chloride"),
        ("œstradiol", "estradiol"),
        ("insuline humaine", "human insulin"),
    ],
)
def test_a_substance_has_one_key_in_both_languages(french, english):
    assert key(base_words(french)) == key(base_words(english))


def test_an_acid_is_not_named_by_the_word_acid_alone():
    assert base_words("acide lactate") == ("acid", "lactat")
