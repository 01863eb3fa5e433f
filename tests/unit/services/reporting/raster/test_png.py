from io import BytesIO

import numpy as np
from PIL import Image

from services.reporting.raster.png import write_png


def test_a_written_picture_is_read_as_it_was():
    pixels = np.random.default_rng(20).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    read = Image.open(BytesIO(write_png(pixels)))
    assert (read.mode, read.size) == ("RGB", (5, 7))
    assert (np.asarray(read) == pixels).all()
