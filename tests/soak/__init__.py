"""A month in some minutes: the real program and its server against a living site with faults, under load, with readers.

``faulty`` is the site, ``worker`` the program in a process of its own, ``load`` what asks its server without pause,
``readers`` who subscribed, ``run`` all together and the figures.  ``python -m tests.soak`` (``make soak``) runs 1,440 passes.
"""
