"""Grade bands and professions as in Civil Service Statistics 2023 (names are facts, OGL v3.0)."""

from django.db import models
from django.utils.text import slugify


class Grade(models.TextChoices):
    AA_AO = "aa-ao", "AA or AO"
    EO = "eo", "EO"
    SEO_HEO = "seo-heo", "HEO or SEO"
    G6_G7 = "g6-g7", "Grade 7 or 6"
    SCS = "scs", "Senior Civil Service"
    UNKNOWN = "unknown", "Not known"


PROFESSION_NAMES = [
    "Commercial",
    "Communications",
    "Corporate Finance",
    "Counter Fraud",
    "Digital, Data and Technology",
    "Economics",
    "Finance",
    "Geography",
    "Human Resources",
    "Inspector of Education and Training",
    "Intelligence Analysis",
    "Internal Audit",
    "International Trade",
    "Knowledge and Information Management",
    "Legal",
    "Medicine",
    "Operational Delivery",
    "Operational Research",
    "Planning",
    "Planning Inspectors",
    "Policy",
    "Project Delivery",
    "Property",
    "Psychology",
    "Science and Engineering",
    "Security",
    "Social Research",
    "Statistics",
    "Tax",
    "Veterinarian",
    "Other",
    "Unknown",
]
PROFESSIONS = [(slugify(name), name) for name in PROFESSION_NAMES]
