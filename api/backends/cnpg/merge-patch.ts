type Fields = Readonly<Record<string, unknown>>;

/**
 * The JSON merge patch (RFC 7396) that leads from one object to another: only what differs, so that fields which others
 * have set stay theirs. Lists are replaced whole. Undefined when nothing differs.
 */
export function mergePatch(from: unknown, to: unknown): Fields | undefined {
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, wanted] = [before[key], after[key]];
    if (wanted === undefined) patch[key] = null;
    else if (isFields(old) && isFields(wanted)) Object.assign(patch, nested(key, mergePatch(old, wanted)));
    else if (JSON.stringify(old) !== JSON.stringify(wanted)) patch[key] = wanted;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const nested = (key: string, patch: Fields | undefined) => (patch ? { [key]: patch } : {});
