"""Where everything must be decided, examples are the same at each run; elsewhere each run looks for new ones."""

import os

from hypothesis import settings

settings.register_profile("decided", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("decided")
