"""The screen in plain Python: the floor, under which no engine can be."""
# ruff: noqa: PLR2004 -- the numbers of the rules stand in the rules, as in the other engines

from screen.visit import Visit


def screen(visit: Visit) -> list[str]:  # noqa: C901 -- twelve rules, twelve ifs
    found = []
    thiocolchicoside = "thiocolchicoside" in visit["substances"]
    if visit["pregnancy"] == "yes" and thiocolchicoside:
        found.append("contraindication/pregnancy")
    if visit["age_years"] < 16 and thiocolchicoside:
        found.append("age/minimum")
    if visit["anticoagulant"] == "yes":
        found.append("contraindication/anticoagulant-treatment")
    if visit["site_infection"] == "yes":
        found.append("contraindication/site-infection")
    if "amide-la" in visit["allergies"] and "lidocaine" in visit["substances"]:
        found.append("allergy/amide-la")
    if visit["active_products"] > 3:
        found.append("society/too-many-products")
    if visit["lidocaine_mg"] > 200:
        found.append("dose/maximum")
    if visit["fat_lysis_in"] == "FR":
        found.append("law/fat-lysis")
    if "corticosteroid" in visit["families"]:
        found.append("society/corticosteroid")
    if visit["profession"] not in ("physician", "nurse"):
        found.append("law/operator")
    if visit["device"] in ("dermojet", "multi-injector"):
        found.append("society/device")
    if visit["depth_mm"] > visit["skin_mm"]:
        found.append("geometry/below-dermis")
    return found
