"""What mail programs turn into a link without being asked. No name that strangers read in a mail of the city may hold it."""

import re
import unicodedata

# Endings that mail programs know: all of two letters (countries), and those that are used most.
_ENDINGS = (
    "academy|agency|amazon|app|art|asia|baby|bar|bid|biz|blog|buzz|cafe|camp|care|careers|cash|casino|center|"
    "charity|chat|church|city|click|clinic|cloud|club|coffee|com|community|company|coop|dance|date|dental|design|"
    "dev|digital|direct|download|edu|education|email|energy|events|example|exchange|expert|express|family|"
    "fashion|finance|fit|flowers|foundation|fun|fund|fyi|gallery|game|games|garden|gift|gives|global|gmbh|google|"
    "gov|green|group|guide|guru|health|help|home|homes|hospital|host|house|icu|inc|info|institute|int|"
    "international|invalid|jobs|kids|kim|kitchen|kyoto|land|law|lgbt|life|limited|link|live|llc|loan|local|"
    "localhost|lol|love|ltd|market|marketing|media|men|mil|mobi|moe|money|mov|movie|museum|music|nagoya|name|net|"
    "network|news|ngo|ninja|okinawa|one|ong|online|org|osaka|page|party|pet|photo|photos|pics|pink|place|plus|"
    "post|press|pro|promo|pub|review|rocks|run|ryukyu|sale|school|science|security|services|shiksha|shop|"
    "shopping|show|site|social|software|solar|solutions|space|sports|store|stream|studio|style|support|surf|"
    "systems|team|tech|technology|tel|test|tips|today|tokyo|tools|top|tours|town|toys|trade|training|travel|"
    "university|vip|vision|vote|wang|watch|webcam|website|wiki|win|wine|work|works|world|wtf|xin|xxx|xyz|yoga|"
    "yokohama|zip|zone"
)
_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?<![a-z0-9])(?!co\.ltd\b)(?:{_LABEL}\.)+(?:[a-z]{{2}}|xn--[a-z0-9-]+|{_ENDINGS})(?![a-z0-9-])")
_SAID_OPENLY = re.compile(rf"[a-z][a-z0-9+-]*://|(?:mailto|tel|sms):|www\.|\S@{_LABEL}|{_LABEL}(?:\.{_LABEL})+/")
# Telephones make a link of a number. A year or a postal code is shorter.
_NUMBER = re.compile(r"\d(?:[-()., ]?\d){8,}")


def link_in(text: str) -> str:
    """The first part of the text that would become a link, as it was read (half width); empty where there is none.

    A.B.C, No.1 and Co.Ltd are names.
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").lower()
    found = [match for pattern in (_SAID_OPENLY, _HOST, _NUMBER) if (match := pattern.search(plain))]
    return min(found, key=lambda match: match.start()).group() if found else ""
