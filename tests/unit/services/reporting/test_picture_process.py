import os
import signal

import pytest

from services.reporting import picture_process
from services.reporting.picture_process import PictureProcess
from services.reporting.raster.document import Document

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="2" height="2" fill="red"/></svg>'


@pytest.fixture
def process():
    drawing = PictureProcess()
    yield drawing
    drawing.close()


def draw(process, svg=DOT):
    return process.draw(Document(svg, 2, (), "Arial"))


def test_one_process_draws_all_pictures_and_tells_what_it_took(process):
    assert draw(process).startswith(b"\x89PNG")
    first = process.process_id
    assert draw(process) == draw(process)
    assert process.process_id == first != os.getpid()
    assert process.seconds > 0


def test_what_cannot_be_drawn_is_told_and_the_next_is_drawn(process):
    with pytest.raises(RuntimeError, match="not drawn"):
        draw(process, "no drawing")
    assert draw(process).startswith(b"\x89PNG")


def test_a_killed_process_is_replaced(process):
    draw(process)
    os.kill(process.process_id, signal.SIGKILL)
    assert draw(process).startswith(b"\x89PNG")


def test_a_picture_that_takes_too_long_ends_the_process(process, monkeypatch):
    monkeypatch.setattr(picture_process, "MOST_SECONDS", 0.001)
    with pytest.raises(TimeoutError):
        draw(process)
    monkeypatch.undo()
    assert draw(process).startswith(b"\x89PNG")
