"""Country codes: those that ISO 3166-1 alpha-2 assigns."""

# By their first letters, the second ones.
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
# Reserved, withdrawn or never assigned, and what is meant by them.
INSTEAD = {
    "BU": "MM",
    "DD": "DE",
    "EL": "GR",
    "FX": "FR",
    "TP": "TL",
    "UK": "GB",
    "ZR": "CD",
}


def check_country(code: str) -> str:
    """Return ``code``; raise ``ValueError`` if it is not assigned."""
    if code in COUNTRIES:
        return code
    message = "Must be a country code that ISO 3166-1 assigns"
    if code in INSTEAD:
        raise ValueError(f"{message}; the right one is {INSTEAD[code]}.")
    raise ValueError(f"{message}, like GB or BY.")
