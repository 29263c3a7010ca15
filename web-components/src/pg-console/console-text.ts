import { console as english } from '../text/en/console.ts';
import { textOf } from '../text/locale.ts';

export const consoleText = textOf('console', english);
