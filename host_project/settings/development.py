"""A checkout: `make run` tells it in .run/env where the embedded services listen."""

import os

from .base import *

if (BASE_DIR / ".run" / "env").is_file():
    env.read_env(BASE_DIR / ".run" / "env")
