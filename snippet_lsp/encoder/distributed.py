"""Several processes that train one model, on one machine or on many.

    torchrun --standalone --nproc-per-node 2 -m snippet_lsp.encoder.train DIR --out FOLDER

Each process takes its share of the batches, and all step with the mean of their gradients, so that
they hold the same weights throughout. A process that torchrun did not start is alone.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import torch
from torch import distributed, nn

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Group:
    """A process among `size`."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the one that writes files and reports."""
        return self.rank == 0


ALONE = Group()


@contextmanager
def group_of_torchrun() -> Iterator[Group]:
    """The group that torchrun's variables tell of; `ALONE` without them."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield ALONE
        return
    # What the optimizer imports late has the group of that moment as a default argument, which
    # nobody could destroy then: its threads would live on, and abort when Python ends.
    importlib.import_module("torch.distributed.nn.functional")
    distributed.init_process_group("gloo")
    try:
        yield Group(distributed.get_rank(), distributed.get_world_size())
        # Who leaves while another still speaks to it may abort.
        distributed.barrier()
    finally:
        distributed.destroy_process_group()


def dealt(batches: Iterable[_T], group: Group) -> Iterator[_T]:
    """Every `size`-th batch, as many for each process; what is left over is nobody's."""
    remaining = iter(batches)
    while len(turn := list(islice(remaining, group.size))) == group.size:
        yield turn[group.rank]


def leader_first(work: Callable[[], _T], group: Group) -> _T:
    """The result of `work`, which the others begin when the leader has filled the caches."""
    if not group.leads:
        distributed.barrier()
    result = work()
    if group.leads and group.size > 1:
        distributed.barrier()
    return result


def from_leader(value: dict[str, Any] | None, group: Group) -> dict[str, Any] | None:
    """The leader's value, in every process."""
    if group.size == 1:
        return value
    values = [value]
    distributed.broadcast_object_list(values)
    return values[0]


def average_gradients(model: nn.Module, group: Group) -> None:
    """Replace each gradient by its mean over the group."""
    if group.size == 1:
        return
    for parameter in model.parameters():
        if parameter.grad is not None:
            distributed.all_reduce(parameter.grad)
            parameter.grad /= group.size


def mean(value: float, group: Group) -> float:
    """A number's mean over the group."""
    if group.size == 1:
        return value
    total = torch.tensor(value, dtype=torch.float64)
    distributed.all_reduce(total)
    return float(total) / group.size
