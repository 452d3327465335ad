"""Steps of the zoom, and its two fits."""

FIT_WIDTH = "fit_width"
FIT_PAGE = "fit_page"
STEPS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
SMALLEST, LARGEST = STEPS[0], STEPS[-1]


def stepped(factor: float, direction: int) -> float:
    """The next step above ``factor`` (direction 1) or below it (-1)."""
    if direction > 0:
        return next((step for step in STEPS if step > factor * 1.01), LARGEST)
    return next((step for step in reversed(STEPS) if step < factor * 0.99), SMALLEST)
