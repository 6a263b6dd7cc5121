"""Parts of hour entries in fi, sv and en, each with what it means on 24 November 2026."""

from datetime import date

TODAY = date(2026, 11, 24)

DURATIONS = {
    "1.5": 90, "1,5": 90, "1.5h": 90, "1,5 h": 90, "90min": 90, "90 min": 90, "1:30": 90,
    "1h30": 90, "1h 30": 90, "1 h 30 min": 90, "1 t 30 min": 90, "2 tuntia": 120, "1 tunti": 60,
    "3 timmar": 180, "1 timme": 60, "4 hours": 240, "1 hour": 60, "45 minuuttia": 45,
    "20 minuter": 20, "15 minutes": 15, "puoli tuntia": 30, "en halvtimme": 30,
    "half an hour": 30, "puolitoista tuntia": 90, "en och en halv timme": 90,
    "an hour and a half": 90, "vartti": 15, "kolme varttia": 45, "tunti": 60, "en timme": 60,
    "an hour": 60, "9-11": 120, "klo 8.30–10": 90, "9.15-10.45": 90, "kl 13–14.30": 90,
    "13:15-14:00": 45, "0,25 h": 15, "2.75": 165, "23 h": 1380, "1 min": 1, "24:00": 1440,
}  # fmt: skip
BARE = {"1": 60, "2": 120, "7": 420, "24": 1440}
DAYS = {
    "": 0, "tänään": 0, "idag": 0, "today": 0, "eilen": -1, "igår": -1, "yesterday": -1,
    "toissapäivänä": -2, "i förrgår": -2, "day before yesterday": -2, "23.11.": -1,
    "23.11.2026": -1, "2026-11-23": -1, "23/11": -1, "01.11.": -23, "24.11.": 0,
    "maanantaina": -1, "i måndags": -1, "Monday": -1, "ma": -1, "mån": -1, "Mon": -1,
    "tiistaina": 0, "ti": 0, "viime tiistaina": -7, "förra tisdag": -7, "last Tuesday": -7,
    "viime ke": -6, "keskiviikkona": -6, "ons": -6, "on Friday": -4, "Sun": -2, "i lördags": -3,
}  # fmt: skip
CLIENTS = {
    "1001": ["1001", "Acme", "Acme Oy", "Acmelle", "Acmen", "Acme Oy:lle"],
    "1002": ["Äijälän Öljy", "aijala oljy", "Öljyn", "ÄÖ", "Äijälän Öljylle", "Öljyä"],
    "1003": ["Rakennus Virtanen", "Rakennus Virtaselle", "RakVir", "Rakennus", "RakVirin"],
    "1004": ["Virtanen & Pojat", "Virtanen Pojat", "Pojat", "Virtanen & Pojille", "Pojilta"],
    "1005": ["Nordic Bygg", "Bygg Ab", "Nordic Byggs", "nordic bygg ab", "Byggille"],
    "1006": ["Nordic Bakery Oy", "Nobake", "Bakery", "Nordic Bakeryn", "Nobaken"],
    "1007": ["Studio 54", "S54", "Studio", "Studio 54 Oy", "Studiolle", "Studio 54:lle"],
    "1008": ["24h Huolto", "Huollon", "24h Huollolle", "huolto", "24h Huolto Oy"],
    "1009": ["Maaliskuu Design", "MKD", "Maaliskuu Designin", "Design", "MKD:n"],
    "1010": ["Moms & Kids", "moms kids", "Moms & Kidsille", "Kids", "Moms&Kids Oy"],
    "1011": ["Lauantai Kahvila", "Lauantaikahvilalle", "Kahvilassa", "Lauantai-Kahvila Ky"],
    "1012": ["Sydkustens Fisk", "Sydfisk", "Fisk", "Sydfiskin", "Sydkustens Fisks"],
    "1013": ["Asunto Oy Mäntyrinne", "Mäntyrinteen", "Asunto Mäntyrinne", "Mäntyrinteelle"],
    "1014": ["Mäntylä", "Asunto Oy Mäntylälle", "Mäntylän", "mantyla"],
    "1015": ["Saaristo Hotelli", "Saaristohotelli", "Hotellin", "Saaristo Hotellille"],
    "1016": ["Lindqvist", "Lindkvist", "Lindqvist Advokatbyrå", "Lindqvists", "Advokatbyrån"],
    "1017": ["Lindholm", "Lindholm Trading Ab", "Lindholms", "Lindholmille", "Trading"],
    "1018": ["Puuseppä Korhonen", "Puusepän", "Puuseppä Korhoselle", "Puuseppä"],
    "1019": ["Korhonen Consulting", "KorCon", "Korhonen Consultingin", "KorConille"],
    "1020": ["Borgå Segelsällskap", "BSS", "Borgå", "Borga Segelsallskap rf", "BSS:lle"],
    "1021": ["Sähkö-Salo", "Sähkösalo", "Sähkö-Salon", "sahko salo", "Sähkö-Salolle", "Salo"],
    "1022": ["Salon Kukka", "Kukan", "Salon Kukalle", "Kukka", "Salon Kukka Tmi"],
    "1023": ["Brightwater", "Brigthwater", "Bright", "BWS", "Brightwaterin", "Software"],
    "1024": ["Green Leaf", "GLC", "Leaf", "Green Leaf Cateringille", "Catering"],
    "1025": ["Green Light Events", "GLE", "Green Light", "Events", "Green Lightin"],
    "1026": ["Järvinen & Co", "Järvinen", "Järvisen", "Järviselle", "Järvinen Co Ky"],
    "1027": ["Kuljetus Mäkelä", "Kuljetuksen", "Kuljetus Mäkelälle", "Kuljetus"],
    "1028": ["Mäkelä Metalli", "Mämetalli", "Metallin", "Mäkelä Metallille"],
    "1029": ["Ekström", "Ekstrom", "Ekströms", "Snickeri", "Ekström Snickerin"],
    "1030": ["Pikku Pilvi", "PPP", "Pilven", "Pikku Pilvi Päiväkodin", "Pilvelle"],
    "1031": ["Ruissalon Veneveistämö", "1031", "Veneveistämön", "Ruissalo"],
    "1032": ["Östnylands Trädgård", "Östis", "Östnyland", "Trädgårdin", "ostnylands tradgard"],
    "1033": ["Pelto & Metsä", "Pellon", "Metsälle", "Pelto & Metsän", "Pelto Metsä Oy"],
    "1034": ["Fysioterapia Aalto", "Fysio Aalto", "Fysio", "Fysioterapia Aallon"],
    "1035": ["Aalto Arkkitehdit", "Arkkitehtien", "Aalto Arkkitehdeille", "Arkkitehdit"],
    "1036": ["Wikström", "Wikströms", "Måleri", "Vikström", "Wikström Måleri Ab"],
    "1037": ["Kainuun Kaluste", "Kainun Kaluste", "Kalusteen", "Kainuun Kalusteelle"],
    "1038": ["Northern Lights", "NLT", "Lights Travel", "Northern", "Travelin"],
    "1039": ["Uimaseura Hylje", "Hylkeet", "Hylkeen", "Uimaseuran", "Hylkeiden"],
    "1040": ["Parturi Sini", "Sini", "Parturin", "Sinille", "Parturi Sinin"],
}
ACTIVITIES = {
    "bookkeeping": "kp kirjanpitoa kirjanpidon tiliöintiä bokföring bokföringen bookkeeping books kp:tä",
    "vat": "alv alv:n arvonlisäveron alv-ilmoitus moms momsen vat momsdeklarationen",
    "payroll": "palkat palkkoja palkkojen palkanlaskentaa löner lönerna lön payroll wages",
    "financial_statements": "tilinpäätös tilinpäätöksen tp bokslut bokslutet year-end",
    "tax_return": "veroilmoitus veroilmoituksen verojen skatt skattedeklarationen tax",
    "advisory": "neuvontaa konsultointia rådgivning rådgivningen advisory advice",
    "invoicing": "laskutus laskutuksen fakturering faktureringen invoicing billing",
    "reporting": "raportti raportin raportointia kuukausiraportit rapporten reporting",
    "meeting": "kokous kokouksen palaverin tapaamisia möte mötet kundmöte meeting",
    "internal": "sisäinen sisäistä internt intern internal",
    "onboarding": "käyttöönotto käyttöönoton perehdytystä uppstart onboarding setup",
    "purchase_ledger": "ostoreskontra ostolaskuja ostojen leverantörsfakturor payables",
    "sales_ledger": "myyntireskontran myyntilaskut myyntiä kundfakturor kundfakturorna",
    "communication": "viestintää sähköpostia puhelut mejl mejlet e-post samtalet emails",
}
LONGER_ACTIVITIES = {
    "vat return": "vat", "annual accounts": "financial_statements", "tax return": "tax_return",
    "sales invoices": "sales_ledger", "phone call": "communication", "sisäistä työtä": "internal",
}  # fmt: skip
PERIODS = {
    "": None, "lokakuu": "2026-10", "lokakuun": "2026-10", "lokakuulta": "2026-10",
    "oktober": "2026-10", "October": "2026-10", "joulukuu": "2025-12", "December": "2025-12",
    "March": "2026-03", "maj": "2026-05", "marraskuussa": "2026-11", "10/2026": "2026-10",
    "08/2025": "2025-08", "Q3": "2026-09", "q4": "2025-12", "Q1": "2026-03",
}  # fmt: skip
BILLING = {
    "": None, "ei laskuteta": False, "ilmaiseksi": False, "ej fakturerbar": False,
    "non-billable": False, "nb": False, "laskutettava": True, "fakturerbar": True, "billable": True,
}  # fmt: skip
COMMENTS = [
    "", "tositteet", "puuttuvat kuitit", "liitetiedot", "tiliotteen täsmäytys", "koulutus",
    "saknade kvitton", "avstämning av banken", "missing receipts", "bank reconciliation",
    "Korjaus, uusi versio", "frågor om hyran", "matkakulut - Tampere",
]  # fmt: skip
SMALL = ["", "", "", "for", "on", "at", "för", "åt", "till", "på", "i"]
