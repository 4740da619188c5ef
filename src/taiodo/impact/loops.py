"""Loops of systems, and what every system reaches: loops first made one, then bits carried over.

Tarjan's algorithm (Depth-first search and linear graph algorithms, 1972), written without
recursion: a chain of thousands of systems is no deeper than one. It yields the loops with what
they reach before them, so that one pass of bit sets gives the reach of all systems.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.catalog.inventory import Inventory
from taiodo.impact.flows import Flows, flows_of


def groups(inventory: Inventory) -> tuple[tuple[str, ...], ...]:
    """The systems that exchange data in a loop: each group by id, the largest group first.

    Every system of a group gets data from every other, directly or over others of the group, so
    they move together or are bridged.
    """
    flows = flows_of(inventory)
    found = [
        tuple(flows.ids[number] for number in sorted(members))
        for members in components(flows)
        if len(members) > 1
    ]
    return tuple(sorted(found, key=lambda members: (-len(members), members)))


@dataclass(frozen=True, slots=True)
class Reach:
    """What every system reaches downstream, as one bit set per loop or single system."""

    flows: Flows
    loop_of: tuple[int, ...]
    bits: tuple[int, ...]

    def count(self, system: str) -> int:
        """How many other systems get data from this one, directly or over others."""
        return self.bits[self.loop_of[self.flows.place[system]]].bit_count() - 1

    def systems(self, system: str) -> frozenset[str]:
        """The other systems that get data from this one, directly or over others."""
        own = self.flows.place[system]
        bits = self.bits[self.loop_of[own]] & ~(1 << own)
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self.flows.ids[lowest.bit_length() - 1])
            bits ^= lowest
        return frozenset(found)


def reach(inventory: Inventory, flows: Flows | None = None) -> Reach:
    """What every system reaches downstream: one pass over systems and connections."""
    walked = flows or flows_of(inventory)
    loop_of = [0] * len(walked.ids)
    bits: list[int] = []
    for number, members in enumerate(components(walked)):
        for member in members:
            loop_of[member] = number
        bits.append(_carried(walked, members, loop_of, bits, number))
    return Reach(walked, tuple(loop_of), tuple(bits))


def _carried(
    flows: Flows, members: Sequence[int], loop_of: list[int], bits: list[int], own: int
) -> int:
    found = 0
    for member in members:
        found |= 1 << member
    for following in {loop_of[c] for m in members for c in flows.consumers[m]} - {own}:
        found |= bits[following]
    return found


def components(flows: Flows) -> list[list[int]]:
    """The strongly connected components, each after all those it reaches."""
    count = len(flows.ids)
    index, low = [-1] * count, [0] * count
    on_stack = bytearray(count)
    stack: list[int] = []
    found: list[list[int]] = []
    met = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        work = [(root, iter(flows.consumers[root]))]
        index[root] = low[root] = met
        met += 1
        stack.append(root)
        on_stack[root] = 1
        while work:
            node, following = work[-1]
            for other in following:
                if index[other] < 0:
                    index[other] = low[other] = met
                    met += 1
                    stack.append(other)
                    on_stack[other] = 1
                    work.append((other, iter(flows.consumers[other])))
                    break
                if on_stack[other]:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(stack, on_stack, node))
    return found


def _popped(stack: list[int], on_stack: bytearray, node: int) -> list[int]:
    members = []
    while True:
        member = stack.pop()
        on_stack[member] = 0
        members.append(member)
        if member == node:
            return members
