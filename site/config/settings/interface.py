"""What the public interface below `/api/` is told, and open data: part of `base`."""

from config.env import env

# Whose scripts may read /api/ (CORS): `*`, or origins as https://www.exemple.be; empty: none but ours.
API_ORIGINS = env.list("API_ORIGINS", default=["*"])
# Under what licence what is public may be used again. ONE has not chosen one yet.
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", default="Licence à confirmer par l’ONE")
# Of Wagtail's endpoints: the largest page of a list.
WAGTAILAPI_LIMIT_MAX = 100
