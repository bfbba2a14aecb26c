"""Dies as the kernel lets a process die that takes too much."""

import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
