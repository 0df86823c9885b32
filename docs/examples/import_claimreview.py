"""Record fact checks as Google's Fact Check Tools API gives them, a claim in a line."""

import gzip, json, os, sys
from urllib import error, request

KEY = "Bearer " + os.environ.get("ONRECORD_KEY", "")
API = os.environ.get("ONRECORD_API", "http://127.0.0.1:8000/api/v1")


def post(path, body):
    headers = {"Authorization": KEY, "Content-Type": "application/json"}
    sent = request.Request(API + path, json.dumps(body).encode(), headers)
    try:
        return 201, json.load(request.urlopen(sent))
    except error.HTTPError as refused:
        return refused.code, json.load(refused)


def load(lines, post=post):  # yields what is refused
    records = map(json.loads, lines)
    for record, one in ((r, o) for r in records for o in r["claimReview"]):
        name = one["publisher"].get("name") or one["publisher"]["site"]
        article = {"outlet": {"name": name}, "published": one.get("reviewDate")}
        article |= {"url": one["url"], "title": one["title"]}
        claim = {"text": record["text"], "note": f"Rated: {one['textualRating']}"}
        who = {"kind": "unresolved", "name": record.get("claimant")}
        steps = [{"position": 1, "relation": "said", "source": who}] * bool(who["name"])
        form = "paraphrase" if steps else "unattributed"
        claim |= {"form": form, "attribution": steps, "method": "import"}
        claim["said"] = record.get("claimDate")
        status, answer = post("/articles", article | {"claims": [claim]})
        if status == 409 and answer["conflict"]["resource"] == "article":
            claim["article_id"] = answer["conflict"]["id"]  # it checks several claims
            status, answer = post("/claims", claim)
        if status != 201:
            yield article, claim, answer


if __name__ == "__main__":
    print(*load(gzip.open(sys.argv[1], "rt", encoding="utf-8")), sep="\n")
