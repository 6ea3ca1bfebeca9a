/** Fit a picture into a box, enlarge it about a point, and keep it in sight. */

export const ZOOM_MOST = 6;

/** The largest size of the picture's shape within a box; 16:10 where the shape is unknown. */
export function fitted(boxWidth, boxHeight, width, height) {
  const shape = width > 0 && height > 0 ? width / height : 1.6;
  return boxWidth / boxHeight > shape ? { width: boxHeight * shape, height: boxHeight } : { width: boxWidth, height: boxWidth / shape };
}

/** @typedef {{scale: number, x: number, y: number}} Zoom `x`, `y`: the picture's middle from the stage's, in px */

/** The zoom at another scale with the point (px, py) from the stage's middle held still. */
export function zoomedAt(zoom, scale, px, py) {
  const wanted = Math.min(ZOOM_MOST, Math.max(1, scale));
  const by = wanted / zoom.scale;
  return { scale: wanted, x: px - (px - zoom.x) * by, y: py - (py - zoom.y) * by };
}

/** The zoom moved so that the picture covers the stage as far as it can. */
export function heldIn(zoom, frame, stage) {
  const limit = (at, size, room) => {
    const free = Math.max(0, (size * zoom.scale - room) / 2);
    return Math.min(free, Math.max(-free, at));
  };
  return { scale: zoom.scale, x: limit(zoom.x, frame.width, stage.width), y: limit(zoom.y, frame.height, stage.height) };
}
