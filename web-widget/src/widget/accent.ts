// A page's own colour in the panel: every text on it and in it reads with at least 4.5 : 1.

type Colour = readonly [number, number, number];

const ENOUGH = 4.5;
const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];
/** What text in the accent's colour stands on, in theme.css: the hardest of each scheme. */
const LIGHT_BACK: Colour = [0xea, 0xee, 0xeb];
const DARK_BACK: Colour = [0x23, 0x2d, 0x2a];

/** The variables of theme.css and panel.css that follow from one `#rrggbb`. */
export function paletteOf(accent: string): Record<string, string> {
  const raw = read(accent);
  const tints = { light: mix(raw, WHITE, 0.88), dark: mix(raw, [0x1a, 0x22, 0x20], 0.8) };
  const light = readable(raw, [LIGHT_BACK, WHITE], BLACK);
  const dark = readable(raw, [DARK_BACK], WHITE);
  const strong = {
    light: readable(light, [tints.light, LIGHT_BACK], BLACK),
    dark: readable(dark, [tints.dark, DARK_BACK], WHITE),
  };
  return {
    "--accent": both(light, dark),
    "--accent-strong": both(strong.light, strong.dark),
    "--on-accent": both(inkOn(light), inkOn(dark)),
    "--tint": both(tints.light, tints.dark),
    "--mine": written(raw),
    "--on-mine": written(inkOn(raw)),
    "--head": written(raw),
    "--on-head": written(inkOn(raw)),
    "--on-head-soft": written(inkOn(raw)),
  };
}

export function paint(accent: string): void {
  for (const [name, value] of Object.entries(paletteOf(accent))) {
    document.documentElement.style.setProperty(name, value);
  }
}

export function contrast(one: Colour, other: Colour): number {
  const [dim = 0, bright = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

/** Nearer and nearer to `end`, until it can be read on all of these. */
function readable(from: Colour, on: readonly Colour[], end: Colour): Colour {
  for (let part = 0; part < 1; part += 0.04) {
    const tried = mix(from, end, part);
    if (on.every((back) => contrast(tried, back) >= ENOUGH)) return tried;
  }
  return end;
}

/** One of the two always has 4.58 : 1 or more. */
function inkOn(back: Colour): Colour {
  return contrast(WHITE, back) >= ENOUGH ? WHITE : BLACK;
}

function light(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Colour, to: Colour, part: number): Colour {
  const at = (place: 0 | 1 | 2) => Math.round(from[place] + (to[place] - from[place]) * part);
  return [at(0), at(1), at(2)];
}

export function read(accent: string): Colour {
  const at = (place: number) => Number.parseInt(accent.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
}

function written(colour: Colour): string {
  return `#${colour.map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}

function both(bright: Colour, dark: Colour): string {
  return `light-dark(${written(bright)}, ${written(dark)})`;
}
