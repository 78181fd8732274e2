"""Symbols and queries to vectors: subtokens, bags, the shipped model and how it is trained.

Owns the model from vocabulary to inference. Does not parse code, keep vectors or compare them.
Importing it needs neither torch nor tree-sitter: training lives in submodules of its own.
"""

from .bag import Bag, Field, bag_of
from .inference import Encoder, base_checkpoint, load_encoder

__all__ = ["Bag", "Encoder", "Field", "bag_of", "base_checkpoint", "load_encoder"]
