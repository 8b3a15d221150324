from pathlib import Path

import numpy as np
import pytest

from tracker.recording import (
    CHANNELS,
    Channel,
    Kind,
    Recording,
    Remark,
    Segment,
    Stream,
    Variant,
    read_folder,
    write_folder,
)
from tracker.recording.remarks import segmented


def recording(*remarks: tuple[str, float]) -> Recording:
    force = Stream(
        "plate", Kind.FORCE_PLATE, "plate", 100.0, np.arange(1000) / 100, np.ones((1000, 1)),
        (Channel("fz", CHANNELS[Kind.FORCE_PLATE]["fz"]),),
    )  # fmt: skip
    whole = Segment(exercise="calf_raise", variant=Variant(side="left"))
    return Recording(
        (force,), segments=(whole,), remarks=tuple(Remark(kind, at) for kind, at in remarks)
    )


@pytest.mark.parametrize(
    ("remarks", "spans"),
    [
        ([], [(0.0, None)]),
        ([("note", 3.0)], [(0.0, None)]),
        ([("set", 4.0)], [(0.0, 4.0), (4.0, None)]),
        ([("pause", 0.0), ("resume", 2.0)], [(2.0, None)]),
        ([("pause", 3.0), ("set", 4.0), ("resume", 5.0), ("set", 7.0)],
         [(0.0, 3.0), (5.0, 7.0), (7.0, None)]),
        ([("pause", 3.0), ("pause", 4.0)], [(0.0, 3.0)]),
    ],
)  # fmt: skip
def test_pauses_and_set_borders_make_segments(
    remarks: list[tuple[str, float]], spans: list[tuple[float, float | None]]
) -> None:
    made = segmented(recording(*remarks))
    assert [(one.start_s, one.end_s) for one in made.segments] == spans
    assert {one.exercise for one in made.segments} == {"calf_raise"}
    assert {one.variant.side for one in made.segments} == {"left"}


def test_remarks_are_kept_with_the_recording(tmp_path: Path) -> None:
    made = recording(("pause", 1.0), ("resume", 2.0))
    said = (*made.remarks, Remark("note", 3.5, "left knee"), Remark("pain", 9.0, 2),
            Remark("of tomorrow", 9.5, None))  # fmt: skip
    made = Recording(made.streams, segments=made.segments, remarks=said)
    write_folder(segmented(made), tmp_path)
    back = read_folder(tmp_path)
    assert back.remarks == said
    assert [(one.start_s, one.end_s) for one in back.segments] == [(0.0, 1.0), (2.0, None)]
