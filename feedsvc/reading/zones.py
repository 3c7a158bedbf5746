"""The zone a page tells its times in, where nobody named one: by the language it declares and the country its host is of.

Of countries with several zones those count where most people, and the papers, keep that of the largest cities; the others tell
nothing, and neither does a language that is spoken around the globe.
"""

from __future__ import annotations

import re

_COUNTRIES = (
    "cn Asia/Shanghai|hk Asia/Hong_Kong|mo Asia/Macau|tw Asia/Taipei|jp Asia/Tokyo|kr Asia/Seoul|sg Asia/Singapore|my Asia/Kuala_Lumpur|ph Asia/Manila|th Asia/Bangkok"
    "|vn Asia/Ho_Chi_Minh|in Asia/Kolkata|pk Asia/Karachi|bd Asia/Dhaka|lk Asia/Colombo|np Asia/Kathmandu|ir Asia/Tehran|il Asia/Jerusalem|tr Europe/Istanbul|sa Asia/Riyadh"
    "|ae Asia/Dubai|qa Asia/Qatar|eg Africa/Cairo|za Africa/Johannesburg|ng Africa/Lagos|ke Africa/Nairobi|gh Africa/Accra|nz Pacific/Auckland|uk Europe/London|gb Europe/London"
    "|ie Europe/Dublin|fr Europe/Paris|be Europe/Brussels|nl Europe/Amsterdam|lu Europe/Luxembourg|de Europe/Berlin|at Europe/Vienna|ch Europe/Zurich|li Europe/Vaduz|it Europe/Rome"
    "|es Europe/Madrid|pt Europe/Lisbon|dk Europe/Copenhagen|no Europe/Oslo|se Europe/Stockholm|fi Europe/Helsinki|is Atlantic/Reykjavik|ee Europe/Tallinn|lv Europe/Riga|lt Europe/Vilnius"
    "|pl Europe/Warsaw|cz Europe/Prague|sk Europe/Bratislava|hu Europe/Budapest|ro Europe/Bucharest|bg Europe/Sofia|gr Europe/Athens|cy Asia/Nicosia|mt Europe/Malta|hr Europe/Zagreb"
    "|si Europe/Ljubljana|rs Europe/Belgrade|ba Europe/Sarajevo|mk Europe/Skopje|al Europe/Tirane|ua Europe/Kyiv|by Europe/Minsk|md Europe/Chisinau|ge Asia/Tbilisi|am Asia/Yerevan"
    "|az Asia/Baku|uz Asia/Tashkent|ar America/Argentina/Buenos_Aires|co America/Bogota|pe America/Lima|ve America/Caracas|uy America/Montevideo|py America/Asuncion|bo America/La_Paz"
    "|br America/Sao_Paulo|mx America/Mexico_City|cl America/Santiago|ec America/Guayaquil|ru Europe/Moscow|id Asia/Jakarta|kz Asia/Almaty"
    "|gt America/Guatemala|cr America/Costa_Rica|do America/Santo_Domingo|cu America/Havana"
)
# The country where nearly all who read the language live, or one whose neighbours keep its time.
_LANGUAGES = (
    "zh cn|ja jp|ko kr|th th|vi vn|hi in|bn bd|fa ir|he il|iw il|tr tr|de de|it it|nl nl|da dk|no no|nb no|nn no|sv se|fi fi|is is|et ee|lv lv|lt lt|pl pl|cs cz|sk sk|hu hu|ro ro"
    "|bg bg|el gr|hr hr|sl si|sr rs|bs ba|mk mk|sq al|uk ua|be by|ka ge|hy am|az az|eu es|ca es|gl es|id id|kk kz"
)
_DECLARED = re.compile(r"""<html\b[^>]{0,300}?\slang\s?=\s?["']?([a-z]{2,3}(?:[-_][a-z]{2,4}){0,2})\b""", re.IGNORECASE)
_HEAD = 4000
"""Characters of a page in which its first element stands."""


def likely_zone(html: str, host: str) -> str | None:
    """The IANA name of the zone of the page's country, as its <html lang> or its ``host`` tells it; None if neither does."""
    declared = _DECLARED.search(html, 0, _HEAD)
    return zone_of(declared[1] if declared else "", host)


def zone_of(language: str, host: str) -> str | None:
    """As ``likely_zone``, for a language tag.  Chinese is written for readers in one zone, wherever its host is."""
    countries = dict(entry.split() for entry in _COUNTRIES.split("|"))
    tongue, *regions = language.lower().replace("_", "-").split("-")
    home = dict(entry.split() for entry in _LANGUAGES.split("|")).get(tongue)
    told = ([] if tongue != "zh" else [home]) + [*regions[-1:], host.rpartition(".")[2].lower(), home]
    return next((countries[country] for country in told if country in countries), None)
