import pytest

from assistant.models.sampling import StopText, looping


def test_the_same_phrase_three_times_is_a_loop_and_dots_are_not() -> None:
    phrase = [5, 6, 7, 5, 8]
    assert looping([1, 2, *phrase * 3])
    assert not looping([1, 2, *phrase * 2])
    assert not looping([1, *phrase * 2, 9, *phrase])
    assert not looping([3] * 8)
    assert looping([3] * 40)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_stop_string_is_found_however_the_text_is_cut(size: int) -> None:
    text = "one STO two STOP three"
    stops = StopText(["STOP", "never"])
    shown = ""
    for at in range(0, len(text), size):
        piece, met = stops.push(text[at : at + size])
        shown += piece
        if met:
            break
    assert met
    assert shown == "one STO two "


def test_what_only_began_as_a_stop_string_is_given_at_the_end() -> None:
    stops = StopText(["STOP"])
    assert stops.push("end ST") == ("end ", False)
    assert stops.rest() == "ST"
