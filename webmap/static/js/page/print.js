// Printing takes the map as a picture: what stands on the page's own map, drawn once more, sharp, without the sea around.

const MARGIN = 24; // pixels left around what is drawn
const DENSITY = 3;

/** Return the action that prints; the picture is made before the browser's own print command, too. */
export function startPrint(layer, map) {
  const image = document.querySelector(".map-print");
  const draw = () => {
    const { x, y } = map.getSize();
    if (x && y) image.src = crop(layer.snapshotCanvas({ density: DENSITY })).toDataURL("image/png");
  };
  addEventListener("beforeprint", draw);
  return async () => {
    draw();
    await image.decode().catch(() => {});
    print();
  };
}

function crop(canvas) {
  const [left, top, right, bottom] = findEdges(canvas);
  const part = document.createElement("canvas");
  part.width = right - left;
  part.height = bottom - top;
  part.getContext("2d").drawImage(canvas, -left, -top);
  return part;
}

// The rectangle that holds all that is not white.
function findEdges(canvas) {
  const { width, height } = canvas;
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (pixels[y * width + x] === 0xffffffff) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right <= left || bottom <= top) return [0, 0, width, height];
  return [
    Math.max(0, left - MARGIN), Math.max(0, top - MARGIN), Math.min(width, right + MARGIN), Math.min(height, bottom + MARGIN),
  ];
}
