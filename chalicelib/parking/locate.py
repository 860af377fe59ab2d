"""Use case: propose the sectors that a position may lie in. The driver chooses, whatever is proposed."""

from datetime import datetime

from chalicelib.parking.edition import Editions
from chalicelib.parking.place import Proposal, SectorMap, proposals
from chalicelib.parking.place_answer import LocateAnswer, LocateQuery, ProposalAnswer
from chalicelib.texts import text
from chalicelib.warsaw import warsaw_day


def locate(query: LocateQuery, now: datetime, editions: Editions, sector_map: SectorMap, language: str) -> LocateAnswer:
    """Return the sectors in force today that contain the position, else those within 150 m, else none."""
    letters = editions.on(warsaw_day(now)).letters()
    in_force = [sector for sector in sector_map.sectors if sector.number in letters]
    return LocateAnswer(
        items=[_proposal(proposal, letters) for proposal in proposals(query.lat, query.lon, in_force)],
        choose=True,
        notice=text("parking.locate.notice", language),
        source=sector_map.source,
    )


def _proposal(proposal: Proposal, letters: dict[int, str]) -> ProposalAnswer:
    number = proposal.sector.number
    return ProposalAnswer(
        subzone=letters[number],
        sector=f"{letters[number]}{number}",
        near=proposal.near,
        distance_metres=proposal.distance_metres,
    )
