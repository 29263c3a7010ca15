import { shared } from '../text/en/shared.ts';
import { textOf } from '../text/locale.ts';

/** Texts that several elements need. */
export const sharedText = textOf('shared', shared);
