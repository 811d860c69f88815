"""Made-up people. Names are drawn from lists of common ones; numbers of telephones are of ranges kept for fiction."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from papule.kernel.value import Value

GIVEN = {
    ("fr", "female"): "Élodie Françoise Hélène Inès Jeanne Léa Margaux Noémie Océane Pauline Zoé Agnès Brigitte "
    "Chloé Danièle Fatou Geneviève Khadija Lucie Maëlle Monique Nadia Odile Sandrine Solène Thérèse Yasmine",
    ("fr", "male"): "Adrien Benoît Cédric Étienne François Gaël Hugo Jérôme Loïc Mathieu Nicolas Olivier Pierre Rémi "
    "Sébastien Théo Amadou André Bernard Christophe Denis Gérard Jean-Luc Karim Marcel Mehdi Thibault Yannick",
    ("en", "female"): "Alice Charlotte Eleanor Fiona Grace Hannah Imogen Jane Katherine Lily Megan Olivia Priya Rose",
    ("en", "male"): "Alfred Charles Daniel Edward Finn George Harry Isaac James Leo Noah Oliver Samuel Thomas",
}
FAMILY = {
    "fr": "Martin Bernard Lefèvre Lefebvre Dubois Moreau Girard Gauthier Gautier Dupont Dupond Fournier Mercier Faure "
    "Rousseau Blanchard Chevalier Garnier Barbier Rolland Picard Renault Brunet Schmitt Meunier Benali Traoré Nguyen "
    "Da\u00a0Silva Le\u00a0Goff D’Hervé Peltier Vasseur Hébert Lacroix Marchand Poirier Cordier Delattre Pruvost",
    "en": "Smith Taylor Brown Walker Wright Thompson Hughes Edwards O’Brien MacLeod Patel Bennett Foster Harris Clarke "
    "Ward Cooper Morgan Reid Kelly",
}
STREETS = {
    "fr": ("rue des Lilas", "avenue de la Gare", "place du Marché", "chemin des Vignes", "rue Victor-Hugo"),
    "en": ("Mill Lane", "Station Road", "Church Street", "Park Avenue"),
}
TOWNS = ("75011 Paris", "69003 Lyon", "33000 Bordeaux", "59000 Lille", "44000 Nantes", "67000 Strasbourg")


class Person(Value):
    """Somebody who does not exist."""

    family_name: str
    given_names: str
    sex: str
    birth_date: date
    language: str
    phone: str
    email: str
    address: str
    weight_kg: int


def person(chance: Random, today: date, ages: tuple[int, int], number: int) -> Person:
    """Make somebody up, of an age within `ages`."""
    language = "en" if chance.random() < 0.25 else "fr"  # noqa: PLR2004 -- a quarter reads English
    sex = chance.choice(("female", "female", "male"))
    given = chance.choice(GIVEN[language, sex].split(" "))
    family = chance.choice(FAMILY[language].split(" "))
    days = int(chance.uniform(ages[0] * 365.25, ages[1] * 365.25))
    tall = 62 if sex == "female" else 78
    return Person(
        family,
        given,
        sex,
        today - timedelta(days=days),
        language,
        f"06 39 98 {number // 100 % 100:02} {number % 100:02}",  # 06 39 98 xx xx is kept for fiction (Arcep)
        f"patient{number}@example.org",
        f"{chance.randint(1, 90)} {chance.choice(STREETS[language])}, {chance.choice(TOWNS)}",
        round(chance.gauss(tall, tall / 7)),
    )
