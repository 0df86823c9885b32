"""Query parameters that track how a reader came to an address.

They are compared in lower case. A name is listed only if sites give it no other
meaning: the lists of crawlers also drop ``source``, ``ref`` or ``session``, which
distinguish documents. The sources are the documentation of the trackers, and the lists
of browsers (the query-stripping list of Firefox, the trackers of Brave).
"""

PREFIXES = (
    "utm_",  # Urchin, Google Analytics
    "mtm_",  # Matomo
    "pk_",
    "piwik_",
    "hsa_",  # HubSpot
    "__hs",
    "_hs",
    "itm_",
    "at_custom",  # Piano
    "at_link_",
    "at_ptr_",
    "wt.",  # Webtrends
    "fb_action_",
    "ga_campaign",
    "oly_",  # Omeda
    "vero_",
)
NAMES = frozenset(
    (
        # Clicks on advertisements and in social networks.
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid"),
        *("yclid", "ysclid", "twclid", "ttclid", "rdt_cid", "li_fat_id", "epik"),
        *("igshid", "igsh", "srsltid", "_openstat", "fb_source", "fb_ref", "wickedid"),
        *("irclickid", "rb_clickid", "obclickid", "outbrainclickid", "tblci"),
        *("sc_cid", "s_cid", "scid", "qclid", "zanpid", "mibextid", "syclid"),
        # Newsletters.
        *("mc_cid", "mc_eid", "mkt_tok", "ml_subscriber", "ml_subscriber_hash"),
        *("bsft_clkid", "bsft_uid", "ck_subscriber_id", "dm_i", "ss_email_id"),
        # Newsrooms: how a story was shared.
        *("cmpid", "ncid", "ocid", "smid", "smtyp", "xtor", "mbid", "cmp", "ito"),
        *("at_medium", "at_campaign", "at_campaign_type", "at_format", "at_bbc_team"),
        *("ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee"),
        *("guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk"),
        *("_ga", "_gl", "__twitter_impression", "amp_js_v", "usqp", "amp_gsa"),
    )
)


def is_tracker(name: str) -> bool:
    """Return whether a query parameter only tracks readers."""
    lower = name.lower()
    return lower in NAMES or lower.startswith(PREFIXES)
