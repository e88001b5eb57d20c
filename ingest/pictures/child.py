"""Opens photos of citizens in a child process that can be killed (`ingest.children`): ``python -m ingest.pictures.child``."""

from pathlib import Path

from ingest import children
from ingest.pictures.covering import UnfitError, covered, opened, packed, proposed
from ingest.pictures.task import ANSWER, Answer, unpacked


def answered(frame: bytes) -> children.Answered:
    """Return a photo as it may be shown and what was found in it."""
    task, content = unpacked(frame)
    try:
        picture = opened(content)
    except UnfitError as error:
        return ANSWER.dump_json(Answer(is_unfit=True, is_too_large=error.is_too_large)), b""
    boxes = proposed(picture, Path(task.model)) if task.model else ()
    height, width = picture.shape[:2]
    return ANSWER.dump_json(Answer(width=width, height=height, boxes=boxes)), packed(covered(picture, task.boxes))


if __name__ == "__main__":
    children.run(answered)
