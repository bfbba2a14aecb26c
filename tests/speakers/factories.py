"""People who present."""

from speakers import profile
from speakers.models import Speaker


async def make_speaker(name: str = "Ada Lovelace", *, owner: str = "organisation:1") -> Speaker:
    return await profile.create(
        owner,
        profile.Profile(
            name={"zh": f"嘉宾 {name}", "en": name},
            affiliation={"zh": "某大学", "en": "Some University"},
            biography={"en": f"{name} writes programs."},
        ),
    )
