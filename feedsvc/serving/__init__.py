"""The parts of the static server: ``conditional`` and ``coding`` read requests, ``headers`` words answers,
``shelf`` holds the published bytes, ``door`` guards connections.  ``feedsvc.serve`` puts them together."""
