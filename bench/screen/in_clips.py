"""The screen for clipspy: one fact a visit, twelve rules that add to what was found."""

from collections.abc import Callable

import clips

from screen.visit import Visit

TEMPLATE = """
(deftemplate visit
  (slot age_years) (slot pregnancy) (slot anticoagulant) (slot site_infection)
  (multislot allergies) (multislot substances) (multislot families)
  (slot active_products) (slot lidocaine_mg) (slot fat_lysis_in)
  (slot profession) (slot device) (slot depth_mm) (slot skin_mm))
"""

CONDITIONS = {
    "contraindication/pregnancy": '(visit (pregnancy "yes") (substances $? "thiocolchicoside" $?))',
    "age/minimum": '(visit (age_years ?age&:(< ?age 16)) (substances $? "thiocolchicoside" $?))',
    "contraindication/anticoagulant-treatment": '(visit (anticoagulant "yes"))',
    "contraindication/site-infection": '(visit (site_infection "yes"))',
    "allergy/amide-la": '(visit (allergies $? "amide-la" $?) (substances $? "lidocaine" $?))',
    "society/too-many-products": "(visit (active_products ?count&:(> ?count 3)))",
    "dose/maximum": "(visit (lidocaine_mg ?amount&:(> ?amount 200)))",
    "law/fat-lysis": '(visit (fat_lysis_in "FR"))',
    "society/corticosteroid": '(visit (families $? "corticosteroid" $?))',
    "law/operator": '(visit (profession ~"physician"&~"nurse"))',
    "society/device": '(visit (device "dermojet"|"multi-injector"))',
    "geometry/below-dermis": "(visit (depth_mm ?depth) (skin_mm ?skin&:(> ?depth ?skin)))",
}


_kept: list[clips.Environment] = []  # never closed: clipspy does not free multislots, and says so on standard output


def network() -> Callable[[Visit], list[str]]:
    """Build the network of rules once; a visit is asserted, run and taken back."""
    environment = clips.Environment()
    _kept.append(environment)
    environment.build(TEMPLATE)
    environment.build("(defglobal ?*found* = (create$))")
    for code, condition in CONDITIONS.items():
        environment.build(f'(defrule {code} {condition} => (bind ?*found* ?*found* "{code}"))')
    template = environment.find_template("visit")
    found = environment.find_global("found")

    def screen(visit: Visit) -> list[str]:
        found.value = ()
        fact = template.assert_fact(**visit)
        environment.run()
        fact.retract()
        return list(found.value)

    return screen
