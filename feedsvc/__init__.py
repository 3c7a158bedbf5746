"""feedsvc gives feeds to sites that have none.

The map of the package:

- the values: ``model`` what is configured, read and promised, ``record`` what is kept of passes, ``published`` what leaves us
- ``errors`` the error tree, ``ports`` what the flow needs from outside
- ``identity``, ``matching``, ``familiar``, ``gate``, ``findings``, ``scene``, ``decide``, ``changes``, ``entries``,
  ``unread``, ``sections``, ``assemble``, ``skew``, ``reading/``, ``formats/``: pure
- ``refresh``: the main flow; ``look``, ``pages``, ``admission``, ``articles``, ``material``, ``neighbours``, ``outcomes``,
  ``passes``: its steps; ``publish``, ``press``, ``rendering``, ``feed_ids``: its last one
- ``fetching/``, ``stores/``, ``publishers/``, ``notifiers/``, ``runners/``: adapters
- ``urls``, ``guard``: one parser for all addresses, and which of them may be asked; pure, too
- ``notify``: who is told of news; ``desk``: pages are read within a budget
- ``provenance``: by which code a text was read, and documents are rendered
- ``app``: the composition root; ``rounds``: passes over all sources; ``coalescing``: what passes share; ``cli``: the commands
- ``config``, ``settings``: config.toml; ``mistakes``, ``toml_faults``: what is wrong with it; ``toml_places``: where that
  stands in it; pure
- ``serve``, ``serving/``: the static server; ``web/``: style sheet and scripts; ``practice/``: the practice site
- ``recovery``: what the published feeds tell, when the store was lost
- ``lending``: the writer's lock, lent by ``run`` to who types a command
- ``redaction``: no secret in what is told; ``watch``: metrics, health, a sign of life
"""

__version__ = "0.1.0"
