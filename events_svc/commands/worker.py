"""`events-svc worker`: the process that does jobs and turns clocks."""

import argparse
import asyncio
import signal

from events_svc import logs
from events_svc.commands import memory
from events_svc.commands.database import up_to_date
from events_svc.config import Settings
from events_svc.database import notices
from events_svc.worker import work


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Do jobs until told to stop; any number of these may run against PostgreSQL."""
    memory.give_back()
    logs.configure(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with up_to_date(settings), notices.relayed(settings):
        memory.settle()
        print("Waiting for jobs", flush=True)
        await work(settings, stop)
    return 0
