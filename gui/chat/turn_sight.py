"""Which turns are in sight: kept still while their neighbours turn out higher or lower than estimated."""

from collections.abc import Callable

from gui.chat.turn_heights import Heights

# Whether the turn in this place has been measured, or was now; False: no time is left for it.
Ensure = Callable[[int], bool]


class Sight:
    """Where a window of some height stands in a column of turns.

    Attributes:
        index: the first turn in sight.
        offset: how much of it is above the window, pixels.
        following: whether the window stays at the end as that grows.
    """

    def __init__(self, heights: Heights) -> None:
        self.index = self.offset = 0
        self.following = True
        self._heights = heights

    @property
    def top(self) -> int:
        """Of the window, from the top of the first turn."""
        return self._heights.top(self.index) + self.offset

    def go_to(self, index: int, offset: int = 0) -> None:
        """Begin with this turn."""
        self.index, self.offset, self.following = index, offset, False

    def jump(self, y: int) -> None:
        """Begin there, as far as heights are known."""
        self.index, self.offset = self._heights.at(y)

    def settle(self, height: int, count: int, ensure: Ensure) -> bool:
        """Find the first turn in sight; whether all that are in sight were measured.

        Args:
            height: of the window.
            count: of turns.
        """
        if not self.following:
            self._normalise(count, ensure)
            y, index = -self.offset, self.index
            while y < height and index < count:
                if not ensure(index):
                    return False
                y += self._heights[index]
                index += 1
            if y >= height:
                return True
        # From the end upwards.
        y, index = height, count
        while y > 0 and index > 0:
            index -= 1
            if not ensure(index):
                self.jump(max(0, self._heights.total - height))
                return False
            y -= self._heights[index]
        self.index, self.offset = index, max(0, -y)
        return True

    def surround(self, height: int, ensure: Ensure) -> bool:
        """Measure half a window above and below; whether all of that was done."""
        first, _ = self._heights.at(max(0, self.top - height // 2))
        last, _ = self._heights.at(self.top + height + height // 2)
        return all(map(ensure, (*range(self.index, last + 1), *range(self.index - 1, first - 1, -1))))

    def is_far(self, index: int, height: int) -> bool:
        """Whether a turn is so far away that it need not be kept."""
        above = self._heights.top(index + 1) < self.top - 2 * height
        return above or self._heights.top(index) > self.top + 3 * height

    def _normalise(self, count: int, ensure: Ensure) -> None:
        """Bring the offset within its turn; those passed on the way are measured, so that nothing jumps."""
        while self.offset < 0 and self.index > 0:
            self.index -= 1
            ensure(self.index)
            self.offset += self._heights[self.index]
        self.offset = max(0, self.offset)
        while self.index < count - 1 and self.offset >= self._heights[self.index]:
            self.offset -= self._heights[self.index]
            self.index += 1
