// Whether there is a finger and no keyboard.
/** On a phone Enter makes a line: there is a button to send. */
export function isTouch(): boolean {
  return matchMedia("(pointer: coarse) and (hover: none)").matches;
}
