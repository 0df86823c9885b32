"""The claims of synthetic articles, before they are printed."""

from collections.abc import Sequence
from random import Random

from db.models.source import UNNAMED
from seeds.generate import shares
from seeds.generate.cast import Cast
from seeds.generate.chance import pick, weighted
from seeds.generate.printing import Draft, Step
from seeds.generate.prose import Prose
from seeds.generate.register import Voice

NO_EVIDENCE = "no_evidence"
PLAIN_ACTS = {"assertion", "prediction", "opinion", "commitment"}
ORIGIN_RELATIONS = ("said", "believes", "observed")
WITHOUT_SPEAKER = shares.UNATTRIBUTED + shares.OWN_VOICE


class Drafter:
    """Draws random claims."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._chain_length = weighted(shares.CHAIN_LENGTHS)
        self._form = weighted(shares.FORMS)
        self._act = weighted(shares.ACTS)

    def draft(self, cast: Cast, prose: Prose) -> Draft:
        """Return the next claim of an article."""
        chance = self._random.random()
        if chance < shares.UNATTRIBUTED:
            return self._unattributed(prose)
        if chance < WITHOUT_SPEAKER:
            return self._own_voice(cast, prose)
        speaker = cast.speaker(prose)
        length = self._chain_length.pick(self._random)
        if length > 1 and (carriers := self._carriers(cast, speaker, length)):
            return self._relayed(prose, carriers)
        if prose.language.objects and self._random.random() < shares.REPORTED_ACT:
            return self._deed(prose, speaker)
        return self._said(cast, prose, speaker)

    def _unattributed(self, prose: Prose) -> Draft:
        return Draft(
            form="unattributed",
            act=self._plain_act(),
            content=prose.proposition(),
            steps=(),
            cue=pick(self._random, prose.language.passive_cues),
        )

    def _own_voice(self, cast: Cast, prose: Prose) -> Draft:
        outlet = cast.frame.outlet.voice
        return Draft(
            form="own_voice",
            act="assertion",
            content=prose.proposition(),
            steps=[Step(1, outlet.id, "own_reporting")],
        )

    def _deed(self, prose: Prose, speaker: Voice) -> Draft:
        act = pick(self._random, list(prose.language.reported_acts))
        verb = pick(self._random, prose.language.reported_acts[act])
        return Draft(
            form="reported_act",
            act=act,
            content=prose.deed(verb),
            steps=[Step(1, speaker.id, "said", speaker.name)],
            speaker=speaker,
        )

    def _said(self, cast: Cast, prose: Prose, speaker: Voice) -> Draft:
        language = prose.language
        form, act = self._form.pick(self._random), self._act_in(prose)
        cues, speakers = language.cues[act], [speaker]
        relation = "said"
        if speaker.kind == "document":
            act, relation, cues = "assertion", "document", language.document_cues
        elif other := self._beside(cast, speaker):
            act, cues = "assertion", language.cues_of_several
            speakers.append(other)
        split = form != "mixed_quote" and self._random.random() < shares.SPLIT
        cue = pick(self._random, cues)
        return Draft(
            form=form,
            act=act,
            content=prose.proposition(
                prefix=self._prefix(prose, form, act), breakable=split
            ),
            steps=[Step(1, one.id, relation, one.name, cue) for one in speakers],
            split=split,
            day=self._day(prose),
            speaker=speaker,
        )

    def _relayed(self, prose: Prose, carriers: Sequence[Voice]) -> Draft:
        language, origin = prose.language, carriers[-1]
        relation, act = pick(self._random, ORIGIN_RELATIONS), self._plain_act()
        if relation == "observed" and NO_EVIDENCE in language.prefixes:
            act = NO_EVIDENCE
        steps = [
            Step(
                position=position,
                source_id=one.id,
                relation=self._carries(one, origin),
                printed=one.name,
                cue=pick(self._random, language.cues["assertion"]),
            )
            for position, one in enumerate(carriers[:-1], 1)
        ]
        cue = pick(self._random, language.origin_cues[relation])
        steps.append(Step(len(carriers), origin.id, relation, origin.name, cue))
        return Draft(
            form="paraphrase",
            act=act,
            content=prose.proposition(prefix=language.prefixes.get(act, "")),
            steps=steps,
            day=self._day(prose),
            speaker=carriers[0],
        )

    def _carriers(
        self, cast: Cast, speaker: Voice, length: int
    ) -> Sequence[Voice] | None:
        """Return a chain through ``speaker`` with each source at most once."""
        organisations = cast.register.organisations
        origin = speaker.organisation or organisations.pick(self._random)
        chain = [speaker, origin]
        if length > len(chain):
            chain.insert(0, cast.register.outlets.pick(self._random).voice)
        return chain if len({one.id for one in chain}) == length else None

    def _carries(self, carrier: Voice, origin: Voice) -> str:
        if carrier.kind in {"outlet", "document"}:
            return "cites"
        return "speaks_for" if carrier.organisation is origin else "relays"

    def _beside(self, cast: Cast, speaker: Voice) -> Voice | None:
        joint = speaker.kind not in UNNAMED and self._random.random() < shares.JOINT
        return cast.other_than(speaker) if joint else None

    def _act_in(self, prose: Prose) -> str:
        act = self._act.pick(self._random)
        return act if act in prose.language.cues else "assertion"

    def _plain_act(self) -> str:
        """Return an act that needs no special wording."""
        act = self._act.pick(self._random)
        return act if act in PLAIN_ACTS else "assertion"

    def _prefix(self, prose: Prose, form: str, act: str) -> str:
        bare = form == "direct_quote" and act != NO_EVIDENCE
        return "" if bare else prose.language.prefixes.get(act, "")

    def _day(self, prose: Prose) -> str:
        said = self._random.random() < shares.DAY_SAID
        return pick(self._random, prose.language.on_day) if said else ""
