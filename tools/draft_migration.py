"""Write the initial migration anew from the models (until the first release), or the next one after it.

Tortoise 1.1 writes no SQL for `Meta.constraints` of a new table: the operations are appended here.
"""

import asyncio
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from tortoise.context import TortoiseContext
from tortoise.fields import IntField
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AddConstraint, CreateModel
from tortoise.models import Model

from events_svc import config
from events_svc.database import tortoise_config

FOLDER = Path(__file__).parent.parent / "events_svc" / "migrations"
INITIAL = FOLDER / "0001_initial.py"


async def main(*, initial: bool) -> None:
    if initial:
        INITIAL.unlink(missing_ok=True)
        for later in [*FOLDER.glob("000[2-9]_*.py")]:
            later.rename(later.with_suffix(".kept"))
    settings = config.load({"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "x" * 32})
    configuration = tortoise_config(settings)
    try:
        async with TortoiseContext() as context:
            await context.init(config=configuration, init_connections=False)
            assert context.apps is not None
            models = [*context.apps.get_models_iterable()]
            detector = MigrationAutodetector(context.apps, configuration["apps"])
            for writer in await detector.changes():
                for operation in [*writer.operations]:
                    if isinstance(operation, CreateModel):
                        constraints = (operation.options or {}).pop("constraints", ())
                        writer.operations += [AddConstraint(operation.name, c) for c in constraints]
                path = Path(writer.write())
                path.write_text(with_keys_of_ours(at_once(path.read_text()), models))
                print(path)
    finally:
        for kept in [*FOLDER.glob("*.kept")]:
            kept.rename(kept.with_suffix(".py"))


def at_once(source: str) -> str:
    """The migration with its operations wrapped in one `AllAtOnce`."""
    source = source.replace("    operations = [\n", "    operations = [AllAtOnce([\n", 1)
    source = re.sub(r"\n    \]\n*\Z", "\n    ])]\n", source)
    imports = "from events_svc.database.operations import AllAtOnce\n"
    return source.replace(
        "from tortoise import fields\n", imports + "from tortoise import fields\n", 1
    )


def with_keys_of_ours(source: str, models: Iterable[type[Model]]) -> str:
    """The migration with `generated=False` where we number the rows: Tortoise's writer leaves it out."""
    for model in models:
        if isinstance(model._meta.pk, IntField) and not model._meta.pk.generated:
            start = source.index(f"name='{model.__name__}',")
            head, rest = source[:start], source[start:]
            source = head + rest.replace(
                "(primary_key=True", "(generated=False, primary_key=True", 1
            )
    return source


if __name__ == "__main__":
    asyncio.run(main(initial="--initial" in sys.argv))
