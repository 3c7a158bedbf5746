"""A site's life at random, the real program watching it, and the site's own list as the judge.

``site`` is the model site, ``door`` the way to it with its faults, ``life`` the random steps, ``oracle`` what must hold,
``history`` one life from a seed.  ``python -m tests.simulator SEED --world NAME`` replays one and tells it step by step.
"""
