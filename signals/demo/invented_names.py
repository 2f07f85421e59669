"""Invented names: ingredients, brands, terms, senders and articles that sound right and are nobody's."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice, product

_ONSETS = ("Ba", "Cel", "Dro", "Ef", "Fla", "Gre", "Hal", "Iv", "Jo", "Kar", "Lu", "Mel", "Nor", "Ob", "Pra", "Quo")
_MIDDLES = ("bi", "cra", "do", "fe", "gu", "lo", "mi", "nu", "po", "ra", "so", "ti", "vu")
# A stem and what such a drug is given for; none of them a kinase inhibitor's.
_STEMS = (
    ("pril", "Hypertension", "MALEATE"),
    ("sartan", "Hypertension", "POTASSIUM"),
    ("statin", "Hypercholesterolaemia", "CALCIUM"),
    ("gliptin", "Type 2 diabetes mellitus", "PHOSPHATE"),
    ("prazole", "Gastrooesophageal reflux disease", "SODIUM"),
    ("oxetine", "Depression", "HYDROCHLORIDE"),
    ("cillin", "Infection", "SODIUM"),
    ("floxacin", "Urinary tract infection", "HYDROCHLORIDE"),
    ("buvir", "Hepatitis C", ""),
    ("tumab", "Psoriasis", ""),
    ("triptan", "Migraine", "SUCCINATE"),
    ("setron", "Nausea", "HYDROCHLORIDE"),
    ("dipine", "Hypertension", "BESYLATE"),
    ("profen", "Pain", "SODIUM"),
)
_BRAND_ENDS = ("ix", "ora", "ium", "yl", "exa", "ane", "ova")

_SITES = (
    *("Hepatic", "Renal", "Gastric", "Cardiac", "Pulmonary", "Cutaneous", "Ocular", "Corneal", "Retinal", "Oral"),
    *("Nasal", "Laryngeal", "Tracheal", "Bronchial", "Pleural", "Pericardial", "Splenic", "Biliary", "Colonic"),
    *("Rectal", "Duodenal", "Oesophageal", "Bladder", "Ureteric", "Uterine", "Ovarian", "Breast", "Prostatic"),
    *("Thyroid", "Adrenal", "Muscle", "Tendon", "Joint", "Spinal", "Pelvic", "Nail", "Scalp", "Lip", "Tongue"),
    *("Gingival", "Ear", "Eyelid", "Vascular", "Venous", "Arterial", "Lymph node", "Bone marrow", "Peritoneal"),
)
_FINDINGS = (
    *("oedema", "haemorrhage", "pain", "discomfort", "inflammation", "infection", "ulceration", "necrosis"),
    *("fibrosis", "atrophy", "hypertrophy", "cyst", "mass", "neoplasm", "stenosis", "obstruction", "perforation"),
    *("ischaemia", "infarction", "thrombosis", "calcification", "discolouration", "dysfunction", "disorder"),
    *("irritation", "pruritus", "erythema", "exfoliation", "abscess", "congestion", "dilatation", "spasm"),
    *("weakness", "stiffness", "hyperaesthesia", "granuloma", "haematoma", "injury", "rupture", "adhesions", "polyp"),
)
_SENDER_FIRSTS = ("ALDER", "BRIAR", "CINDER", "DUNE", "EMBER", "FJORD", "GORSE", "HEATH", "IRIS", "JUNIPER")
_SENDER_LASTS = ("WELL PHARMA", "FIELD BIOLOGICS", "GATE LABORATORIES", "MARK HEALTH", "STONE MEDICINES")
_SURNAMES = ("Abara", "Brackwater", "Castellane", "Dunmore", "Eskola", "Fairweather", "Grusin", "Hallgrim", "Ibarrola")
_TOPICS = ("tolerability", "late effects", "a case series", "unexpected findings", "a registry", "two cases")


@dataclass(frozen=True)
class InventedDrug:
    """An ingredient that does not exist."""

    ingredient: str
    indication: str
    prod_ai: str
    spellings: tuple[str, ...]


def invented_drugs(count: int) -> list[InventedDrug]:
    """The first `count` invented ingredients, each with a brand of its own."""
    combinations = product(_MIDDLES, _ONSETS, enumerate(_STEMS))
    return [
        _drug(onset + middle, brand_end=_BRAND_ENDS[position % len(_BRAND_ENDS)], stem=stem)
        for middle, onset, (position, stem) in islice(combinations, count)
    ]


def _drug(prefix: str, *, brand_end: str, stem: tuple[str, str, str]) -> InventedDrug:
    ending, indication, salt = stem
    name = (prefix + ending).upper()
    prod_ai = f"{name} {salt}".strip()
    brand = (prefix + ending[0] + brand_end).upper()
    spellings = tuple(dict.fromkeys((brand, name, prod_ai, f"{name}.", name.lower())))
    return InventedDrug(name.lower(), indication, prod_ai, spellings)


def invented_terms(count: int, *, taken: Collection[str]) -> list[str]:
    """The first `count` made-up preferred terms that are not among those taken."""
    forms = (f"{site} {finding}" for finding, site in product(_FINDINGS, _SITES))
    known = {term.lower() for term in taken}
    return list(islice((form for form in forms if form.lower() not in known), count))


def invented_senders() -> list[str]:
    """Fifty manufacturers that do not exist."""
    return [first + last for last, first in product(_SENDER_LASTS, _SENDER_FIRSTS)]


def invented_articles(count: int) -> list[str]:
    """`count` citations of articles that were never written; each says SYNTHETIC."""
    return [
        f"{_SURNAMES[number % 9]} {'ABCDEFG'[number % 7]}. SYNTHETIC report: {_TOPICS[number % 6]}. "
        f"Synth Med J. {2014 + number % 9};{number % 71 + 1}:{number + 1}"
        for number in range(count)
    ]
