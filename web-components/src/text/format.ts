import { locale } from './locale.ts';

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Times are shown on a 24 hour clock; en-GB has it, and day before month. */
const tag = () => (locale() === 'de' ? 'de' : 'en-GB');

/** The largest unit that an age fills, and how often. */
function age(at: string): readonly [count: number, unit: Intl.RelativeTimeFormatUnit] {
  const seconds = Math.max(0, (Date.now() - Date.parse(at)) / 1000);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  return [Math.floor(seconds / size), unit];
}

/** `2 hours ago`; undefined for less than five seconds. */
export function relativeTime(at: string): string | undefined {
  const [count, unit] = age(at);
  return unit === 'second' && count < 5 ? undefined : new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' }).format(-count, unit);
}

/** `2 hours`, for "since …". */
export const duration = (at: string): string => amount(...age(at));

/** `1.8 seconds`: a number with its unit, in words. */
export const amount = (value: number, unit: string) =>
  new Intl.NumberFormat(tag(), { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(value);

export const clockTime = (at: string) => new Date(at).toLocaleTimeString(tag());
export const day = (at: string) => new Date(at).toLocaleDateString(tag(), { day: 'numeric', month: 'long', year: 'numeric' });
export const fullTime = (at: string) => new Date(at).toLocaleString(tag(), { dateStyle: 'full', timeStyle: 'long' });

const GIB = 2 ** 30;
const SIZES: readonly (readonly [string, number])[] = [
  ['GiB', GIB],
  ['MiB', 2 ** 20],
  ['KiB', 1024],
];

/** `7.6 GiB`. */
export function bytes(size: number): string {
  const [unit, factor] = SIZES.find(([, step]) => size >= step) ?? ['B', 1];
  return `${number(size / factor)} ${unit}`;
}

/** `7.6` for 7.6 GiB in bytes. */
export const gibibytes = (size: number) => number(size / GIB);

const number = (value: number) => value.toLocaleString(tag(), { maximumFractionDigits: value < 10 ? 1 : 0 });
