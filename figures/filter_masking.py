"""Which filters must not be answered to who must not see small numbers: with another filter beside, the difference would be one. Pure.

Of the keys of the axis that is filtered, those with few requests are one block, with the smallest other one where they alone are too few:
just as a table by that axis hides them (`figures.masking`). A filter takes the whole block in or leaves it out, so that whatever two of
them differ by is no fewer than `LEAST`.
"""

from collections.abc import Collection, Mapping

from figures.masking import LEAST, are_kept, is_few


def is_telling(numbers: Mapping[str, int], chosen: Collection[str]) -> bool:
    """Tell whether a filter by the keys ``chosen`` splits what must stay together; ``numbers`` has those of all keys of its axis."""
    block = _block(numbers)
    return bool(block & set(chosen)) and not block <= set(chosen)


def _block(numbers: Mapping[str, int]) -> set[str]:
    few = {key for key, number in numbers.items() if is_few(number)}
    if not few or are_kept(len(few), sum(numbers[key] for key in few)):
        return few
    others = sorted((number, key) for key, number in numbers.items() if number >= LEAST)
    return few | {key for _, key in others[:1]}
