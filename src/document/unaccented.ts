/** Letters of Latin and Greek that Unicode may write as a letter and its accents. */
const ACCENTED = /[\u00c0-\u024f\u0386-\u03ce\u1e00-\u1fff]/g;

/** A text without the accents of Latin and Greek, letter for letter: people leave them out in capitals. */
export function unaccented(text: string): string {
  return text.replace(ACCENTED, letter => letter.normalize('NFD').charAt(0));
}
