import { html } from 'lit';
import type { DatabaseView } from '../platform/wire.ts';
import { gibibytes } from '../text/format.ts';
import { sharedText } from './texts.ts';

const GIB = 2 ** 30;

/** How full the storage is. An SVG, because its width may be an attribute under a strict style policy. */
export function storageMeter({ status, storageGiB }: DatabaseView) {
  const used = status.usedBytes ?? 0;
  const percent = Math.min(100, (used / GIB / storageGiB) * 100);
  const severity = percent >= 95 ? 'bad' : percent >= 80 ? 'warn' : '';
  return html`<svg class="meter ${severity}" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true"><rect width=${percent} height="5"></rect></svg>
    <span class="muted small num">${status.usedBytes === null ? `${storageGiB} GiB` : sharedText().usedOf(gibibytes(used), storageGiB)}</span>`;
}
