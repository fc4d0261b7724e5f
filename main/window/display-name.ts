import type { Rectangle } from 'electron';

/** A display as Electron knows it. */
export interface KnownDisplay {
  id: number;
  label: string;
  /** In units that a window is placed by, which are larger than pixels on a display that is scaled. */
  bounds: Rectangle;
  scaleFactor: number;
}

/** A display of this machine under the name that settings and tools have for it. */
export interface NamedDisplay {
  id: number;
  name: string;
  primary: boolean;
  bounds: Rectangle;
  widthPx: number;
  heightPx: number;
}

/** Gives each display its own name, also two of the same make. */
export function nameDisplays(displays: KnownDisplay[], primaryId: number): NamedDisplay[] {
  const taken = new Set<string>();
  return displays.map(({ id, label, bounds, scaleFactor }, index) => {
    const said = connectorIn(label) ?? (label.trim().slice(0, 64) || `display-${index + 1}`);
    const name = taken.has(said) ? `${said.slice(0, 56)} (${index + 1})` : said;
    taken.add(name);
    const [widthPx, heightPx] = [bounds.width, bounds.height].map((side) => Math.round(side * scaleFactor));
    return { id, name, primary: id === primaryId, bounds, widthPx: widthPx ?? 0, heightPx: heightPx ?? 0 };
  });
}

/** wlroots describes an output as "make model serial (HDMI-A-1)"; only its connector is what wlr-randr and wlopm take. */
function connectorIn(label: string): string | undefined {
  return /\(([A-Za-z]+(?:-[A-Z])?-\d+)\)\s*$/.exec(label)?.[1];
}
