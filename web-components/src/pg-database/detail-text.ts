import { detail } from '../text/en/detail.ts';
import { textOf } from '../text/locale.ts';

export const detailText = textOf('detail', detail);
