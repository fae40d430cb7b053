import { bytesText } from '../../bytes-text.js';
import { escaped, htmlPage } from '../../html.js';
import type { ComponentSpace, ImageSpace } from './image-space.js';
import { type Rectangle, treemap } from './treemap.js';

/** The size that parts are laid out for; the page stretches it. */
const MAP: Rectangle = { x: 0, y: 0, width: 1600, height: 900 };
/** Files of a component that are shown one by one; the rest is one part. */
const SHOWN = 40;
/** Parts narrower or lower than this, of the layout's size, have no room for their name. */
const ROOM = { width: 60, height: 16 };
/** Degrees between the colours of components: no two of a few are alike. */
const HUE = 137;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
td, th { padding: 1px .75rem; text-align: left; border-bottom: 1px solid #8884; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.map { position: relative; width: 100%; aspect-ratio: 16 / 9; margin-top: 1.5rem; }
.map div { position: absolute; box-sizing: border-box; overflow: hidden; border: 1px solid #fff8; color: #000;
  font-size: 11px; padding: 1px 3px; white-space: nowrap; }
.key { display: inline-block; width: 1em; height: 1em; margin-right: .5em; vertical-align: -.15em; }
`;

/**
 * A page that shows what takes the space in an image: a table of components, and a map in which every file has an area
 * by its size.
 *
 * @returns HTML without any other file
 */
export function spacePage({ image, size, components }: ImageSpace): string {
  const areas = treemap(
    components.map((component) => component.size),
    MAP,
  );
  const rows = components.map(
    (component, index) =>
      `<tr><td><span class="key" style="background: ${color(index)}"></span>${escaped(component.component)}</td>` +
      `<td class="number">${bytesText(component.size)}</td>` +
      `<td class="number">${((100 * component.size) / size).toFixed(1)} %</td>` +
      `<td class="number">${component.files.length}</td></tr>`,
  );
  const map = components.flatMap((component, index) => tiles(component, areas[index] as Rectangle, color(index)));
  const body = [
    `<p>${bytesText(size)}, uncompressed. Files of several names count once. Point at a part to see what it is.</p>`,
    '<table>',
    '<tr><th>component</th><th class="number">size</th><th class="number">share</th><th class="number">files</th></tr>',
    ...rows,
    '</table>',
    '<div class="map">',
    ...map,
    '</div>',
  ];
  return htmlPage({ title: image, style: STYLE, body });
}

function tiles({ component, files }: ComponentSpace, area: Rectangle, background: string): string[] {
  const shown = files.slice(0, SHOWN).map(({ path, size }) => ({ name: path, size }));
  const rest = files.slice(SHOWN).reduce((sum, { size }) => sum + size, 0);
  if (rest > 0) shown.push({ name: `${files.length - SHOWN} smaller files`, size: rest });
  shown.sort((a, b) => b.size - a.size);
  const places = treemap(
    shown.map(({ size }) => size),
    area,
  );
  return shown.map(({ name, size }, index) => {
    const place = places[index] as Rectangle;
    const label = place.width > ROOM.width && place.height > ROOM.height ? escaped(name.replace(/^.*\//, '')) : '';
    const title = escaped(`${name}: ${bytesText(size)} (${component})`);
    return `<div title="${title}" style="${position(place)}; background: ${background}">${label}</div>`;
  });
}

function position({ x, y, width, height }: Rectangle): string {
  const percent = (value: number, whole: number) => `${((100 * value) / whole).toFixed(3)}%`;
  return (
    `left: ${percent(x, MAP.width)}; top: ${percent(y, MAP.height)}; ` +
    `width: ${percent(width, MAP.width)}; height: ${percent(height, MAP.height)}`
  );
}

function color(index: number): string {
  return `hsl(${(index * HUE) % 360} 55% 72%)`;
}
