"""The process in which a file is read: its question and the bytes come in, a timetable goes out.

`python -m events_svc.schedule.importing.reading_room`, started by `understand` alone.
"""

import resource
import sys

import msgspec

from events_svc.schedule.importing.understand import Question, answer

MOST_MEMORY = 700 * 1024 * 1024  # octets of address space
MOST_SECONDS = 30  # of computing: 50 MB of XML take 4


def main() -> None:
    """Bind this process, read standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    question = msgspec.json.decode(sys.stdin.buffer.readline(), type=Question)
    said = answer(sys.stdin.buffer.read(), question)
    sys.stdout.buffer.write(msgspec.msgpack.encode(said))


if __name__ == "__main__":
    main()
