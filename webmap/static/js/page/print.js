// Printing takes the map as a picture: what stands on the page's own map is drawn once more, sharp, on white.

/** Return the action that prints; the picture is made before the browser's own print command, too. */
export function startPrint(layer) {
  const image = document.querySelector(".map-print");
  const draw = () => { image.src = layer.snapshotCanvas({ density: 2 }).toDataURL("image/png"); };
  addEventListener("beforeprint", draw);
  return async () => {
    draw();
    await image.decode().catch(() => {});
    print();
  };
}
