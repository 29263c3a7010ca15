/** A prop that cannot work. Thrown at construction, so that a mistake costs a second of synth and not ten minutes of apply. */
export class PropError extends Error {
  readonly prop: string;

  /** @param expected finishes the sentence "`prop` must …" */
  constructor(prop: string, value: unknown, expected: string) {
    super(`${prop} is ${JSON.stringify(value)}, but must ${expected}.`);
    this.name = 'PropError';
    this.prop = prop;
  }
}

/** @throws PropError unless `holds` */
// biome-ignore lint/complexity/useMaxParams: an assertion in the form of PropError, one argument before it
export function demand(holds: boolean, prop: string, value: unknown, expected: string): void {
  if (!holds) throw new PropError(prop, value, expected);
}
