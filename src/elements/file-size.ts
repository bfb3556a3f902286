const MIB = 1024 * 1024;

/** The size of a file for a person, such as `1.2 MB`. */
export function fileSize(bytes: number, locale: string): string {
  const [unit, value] = bytes >= MIB ? ['megabyte', bytes / MIB] : ['kilobyte', Math.ceil(bytes / 1024)];
  return new Intl.NumberFormat(locale, {style: 'unit', unit, maximumFractionDigits: 1}).format(value);
}
