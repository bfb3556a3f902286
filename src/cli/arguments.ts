// How single arguments are read.
import {InvalidArgumentError} from 'commander';

/** A port, 0 for a free one. */
export function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
}

/** An instant with its zone, as RFC 3339 in UTC. */
export function instant(text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time.getTime())) throw new InvalidArgumentError('A time reads 2027-01-01T00:00:00Z.');
  // Engines read the 30th of February as the 2nd of March.
  const day = text.slice(0, 10);
  if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) throw new InvalidArgumentError(`There is no day ${day}.`);
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(text)) throw new InvalidArgumentError('A time needs its zone: Z, or an offset such as +08:00.');
  return time.toISOString();
}

/** A year of four digits. */
export function year(text: string): number {
  if (!/^(19[7-9]|[2-9]\d\d)\d$/.test(text)) throw new InvalidArgumentError('A year reads 2026.');
  return Number(text);
}

/** A whole number, from 1. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number, from 1.');
  return Number(text);
}

/** The address of a backend. */
export function address(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new InvalidArgumentError('An address reads https://terms.example.com/.');
  return text;
}

/** The name of a header (RFC 9110 §5.1). */
export function header(text: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(text)) throw new InvalidArgumentError('A header is named as x-forwarded-for.');
  return text.toLowerCase();
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
