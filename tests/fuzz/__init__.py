"""Bytes nobody meant, by the million, through every reader of what comes from outside.

``targets`` says what is read and what must hold of it, ``seeds`` begin the search, ``python -m tests.fuzz`` runs it (``make fuzz``).
The search is guided by coverage (atheris, which installs itself into a folder of its own); the targets are plain functions,
which ``tests/test_fuzz_targets.py`` keeps alive without it.
"""
