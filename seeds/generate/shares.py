"""The proportions of a synthetic database.

"Measured" is measured on PolNeAR (Newell et al., 2018): 924 articles of seven US
publishers with 22,061 attributions by hand. It has no chains, no speakers of several
articles and no acts. "Chosen" numbers are plausible for a desk that follows the news.
"""

# Measured. Lengths are log-normal, given as mean and deviation of the logarithm.
CLAIMS_PER_ARTICLE = (2.90, 0.79)  # median 19, mean 24
CLAIM_LENGTH = (4.06, 1.00)  # characters: median 65, mean 89
LONGEST_CLAIM = 600
MOST_CLAIMS = 214
OTHER_SENTENCES = 0.63  # for each claim: half of all characters are claimed
UNATTRIBUTED = 0.074
SPLIT = 0.23  # share of claims, among those that can be split: 16 % of all
HEDGED = 0.065
DAY_SAID = 0.06  # share of claims with a weekday
JOINT = 0.04  # an upper limit: sources with an "and"
UNNAMED_IN_ARTICLE = 0.45  # articles that may quote one; 34 % do
UNNAMED = 0.085  # of the claims in these articles: 3.3 % of all
FORMS = {"paraphrase": 0.74, "direct_quote": 0.15, "mixed_quote": 0.11}

# Chosen.
OWN_VOICE = 0.05
REPORTED_ACT = 0.03  # of the claims of named speakers
CHAIN_LENGTHS = {1: 0.90, 2: 0.085, 3: 0.015}
ACTS = {
    "assertion": 0.60,
    "prediction": 0.11,
    "opinion": 0.09,
    "allegation": 0.04,
    "demand": 0.04,
    "denial": 0.04,
    "commitment": 0.03,
    "confirmation": 0.03,
    "no_evidence": 0.01,
    "question": 0.01,
}
REVIEWS = {"reviewed": 0.95, "disputed": 0.03, "draft": 0.02}
ICD_203 = {  # the ranges of these hedges in the directive
    "likely": (0.55, 0.80),
    "probably": (0.55, 0.80),
    "вероятно": (0.55, 0.80),
}
STATEMENTS = 0.3  # claims with a stand-alone wording
EARLIER_REVISION = 0.05
PUBLISHED_TO_THE_MINUTE = 0.7
AFFILIATED = 0.6  # of the people
TAGS_OF_ARTICLE = 3
TAGGED = 0.35  # chance of each of these to be on a claim of the article
CHANNELS = {"": 0.8, "interview": 0.08, "statement": 0.08, "social_media": 0.04}
NAMED_TERMS = {"unknown": 0.7, "on_record": 0.3}
ABROAD = 0.1  # sources that may have another language than the article
UNNAMED_TERMS = {
    "unknown": 0.6,
    "anonymity_granted": 0.2,
    "background": 0.17,
    "deep_background": 0.03,
}
UNNAMED_KNOWLEDGE = {
    "unknown": 0.7,
    "briefed": 0.15,
    "familiar": 0.12,
    "witnessed": 0.03,
}

# Stances on facts, and the judgements on facts; all chosen.
BEARING = 0.25  # share of claims with a stance, each on one fact
NONCOMMITTAL = 0.12  # of the claims that could take a side
CHANGES_SIDES = 0.05  # takes the opposite of its usual side
PROBABLE = 0.05  # an analyst estimated a probability
PROBABILITIES = (0.6, 0.7, 0.75, 0.8, 0.9, 0.95)
CLAIMS_PER_FACT = 100
FACTS = (5, 20_000)  # at least and at most
FACT_KINDS = {
    "forecast": 0.55,
    "event": 0.2,
    "state": 0.1,
    "quantity": 0.05,
    "responsibility": 0.05,
    "intent": 0.05,
}
DAYS_OPEN = (5.2, 0.8)  # log-normal: median 180
LONGEST_OPEN = 0.9  # of all the time, the first fact; the n-th at least 1/n of that
ASSESSORS = 3  # outlets, besides the desk itself
ASSESSMENTS = {0: 0.4, 1: 0.35, 2: 0.15, 3: 0.1}  # of a fact
LATE = 1.2  # assessments are made in this multiple of the time a fact is open
SURE = 0.2  # share of assessments with a probability
VERDICTS = {
    True: {"true": 0.4, "mostly_true": 0.2, "unverified": 0.2, "mixed": 0.2},
    False: {
        "false": 0.35,
        "mostly_false": 0.2,
        "unverified": 0.2,
        "mixed": 0.1,
        "misleading": 0.05,
        "contested": 0.05,
        "unverifiable": 0.05,
    },
}
SETTLED = 0.5  # share of resolved facts among those that have ended
OUTCOMES = {"clear": 0.88, "ambiguous": 0.04, "annulled": 0.08}

# The number of named sources. The first one has about 80,000 of 1,000,000 claims.
CLAIMS_PER_SOURCE = 50
CLAIMS_PER_OUTLET = 2_500
SOURCES = (20, 1_000_000)  # at least and at most
OUTLETS = (3, 400)
TAGS = 300
TOPICS = (
    *("budget", "health", "energy", "transport", "harvest", "ceasefire", "elections"),
    *("border", "housing", "schools", "water", "courts", "trade", "weather", "prices"),
)
PLACES = 600
KINDS = {"person": 0.64, "organisation": 0.26, "group": 0.06, "document": 0.04}
LANGUAGES = {"en": 0.9, "ru": 0.06, "ar": 0.04}
ARTICLE_KINDS = {
    "news": 0.82,
    "analysis": 0.08,
    "opinion": 0.04,
    "interview": 0.03,
    "report": 0.03,
}
