/** The outputs that have a monitor, from what `xrandr --query` prints. */
export function connectedOutputs(text: string): { name: string }[] {
  return [...text.matchAll(/^(\S+) connected\b/gm)].map(([, name = '']) => ({ name }));
}
