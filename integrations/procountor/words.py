"""Procountor's words against ours: channels, statuses, languages, units, countries."""

from integrations.procountor.countries import COUNTRY_OF_ISO, ISO_OF_COUNTRY
from integrations.procountor.port import InvoiceChannel, InvoiceStatus

_CHANNELS = {
    InvoiceChannel.EMAIL: "EMAIL",
    InvoiceChannel.MAIL: "MAIL",
    InvoiceChannel.E_INVOICE: "ELECTRONIC_INVOICE",
    InvoiceChannel.NO_SENDING: "NO_SENDING",
    InvoiceChannel.EDIFACT: "EDIFACT",
    InvoiceChannel.PAPER_INVOICE: "PAPER_INVOICE",
}
_OUR_CHANNELS = {theirs: ours for ours, theirs in _CHANNELS.items()}

LANGUAGES = {
    "da": "DANISH",
    "en": "ENGLISH",
    "et": "ESTONIAN",
    "fi": "FINNISH",
    "nb": "NORWEGIAN",
    "sv": "SWEDISH",
}
_OUR_LANGUAGES = {theirs: ours for ours, theirs in LANGUAGES.items()}

# Channels that POST and PUT refuse; they only ever arrive.
READ_ONLY_CHANNELS = frozenset({InvoiceChannel.EDIFACT, InvoiceChannel.PAPER_INVOICE})

_UNITS = """
ampere ampere_hour ampere_minute bag bar bottle box can centilitre cm cubic_meter cup day
decilitre dozen dozen_pack eight_pack exajoule five_pack foot four_pack full_day gallon_uk
gallon_us gigabit gigabyte gigajoule gigawatt gigawatt_hour gram gram_per_cubic_metre
gram_per_square_metre hectare hour hundred inch jar joule joule_per_second kiloampere_hour
kilobit kilobyte kilogram kilogram_per_cubic_metre kilogram_per_square_metre kilojoule kilometer
kilopascal kilovolt kilowatt kilowatt_hour linear_meter liter lot megabit megabyte megawatt_hour
meter mile milliampere_hour milligram milligram_per_cubic_metre millijoule millilitre millimeter
millivolt milliwatt minute month nine_pack no_unit number_of_words ounce page pair pallet parcel
pascal person petajoule piece pint_uk pint_us plate pound roll sack sale_unit second series set
seven_pack six_pack square_centimetre square_meter stone_uk ten_pack terabit terajoule terawatt
terawatt_hour three_pack ton tube two_pack watt watt_hour week wrap yard year
"""
UNITS = frozenset(_UNITS.split())


def their_channel(channel: InvoiceChannel) -> str:
    return _CHANNELS[channel]


def our_channel(word: str) -> InvoiceChannel:
    """Unknown or missing: nothing is sent by a channel that we do not know."""
    return _OUR_CHANNELS.get(word, InvoiceChannel.NO_SENDING)


def our_status(word: str) -> InvoiceStatus:
    try:
        return InvoiceStatus(word.lower())
    except ValueError:
        return InvoiceStatus.UNKNOWN


def their_language(code: str) -> str:
    """Raises KeyError for a language that Procountor does not print."""
    return LANGUAGES[code]


def our_language(word: str) -> str:
    return _OUR_LANGUAGES.get(word, "fi")


def their_unit(unit: str) -> str:
    """Raises KeyError for a unit outside their list."""
    if unit not in UNITS:
        raise KeyError(unit)
    return unit.upper()


def our_unit(word: str) -> str:
    return word.lower()


def their_country(iso: str) -> str:
    """Raises KeyError for a code that is no country's."""
    return COUNTRY_OF_ISO[iso.upper()]


def our_country(name: str) -> str:
    return ISO_OF_COUNTRY.get(name, "")
