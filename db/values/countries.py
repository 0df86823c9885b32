"""Country codes of ISO 3166-1 alpha-2."""

# The second letters of all assigned codes, by the first letter.
ASSIGNED = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
COUNTRIES = frozenset(
    first + second for first, seconds in ASSIGNED.items() for second in seconds
)
# User-assigned in ISO 3166-1, and in general use: Kosovo.
USER_ASSIGNED = frozenset({"XK"})
# Codes that are reserved, withdrawn or unassigned, with the correct code.
CORRECT_CODES = {
    "BU": "MM",
    "DD": "DE",
    "EL": "GR",
    "FX": "FR",
    "TP": "TL",
    "UK": "GB",
    "ZR": "CD",
}


def check_country(code: str) -> str:
    """Return ``code``; raise ``ValueError`` if it is neither assigned nor in use."""
    if code in COUNTRIES | USER_ASSIGNED:
        return code
    message = "Must be a country code that ISO 3166-1 assigns"
    if code in CORRECT_CODES:
        raise ValueError(f"{message}; the right one is {CORRECT_CODES[code]}.")
    raise ValueError(f"{message}, like GB or BY.")
