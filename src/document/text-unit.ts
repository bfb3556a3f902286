import {looksLikeHeading} from './heading-words.js';
import type {Marker} from './marker.js';

/** A line of a plain text, or several where the source only wrapped them. */
export interface Unit {
  text: string;
  indent: number;
  /** Whether an empty line stands before it. */
  apart: boolean;
  marker?: Marker;
  /** Its last line, and whether it was more than one. */
  row: string;
  wrapped?: true;
  /** Columns of the text, and the column where its last line ends. */
  width: number;
  end: number;
}

/**
 * A bullet and a space; ・ and the like stand without one before Chinese and Japanese. The "- 1 -" of a page is none. Word's
 * own are from its fonts of symbols: characters of private use, or, before a tab, letters.
 */
export const BULLET = /^(?![–—-]\s*[0-9]{1,4}\s*[–—-]$)(?:[•●○◦▪■□◆◇★※·・∙‣⁃⦁❖➢➤►▶▸*+–—\uf020-\uf0ff-][\s\u3000]+(?=\S)|[o§Øü]\t(?=\p{L})|[•●○◦▪■□◆◇·・∙‣⁃](?=[\p{L}\p{N}「『（(“]))/u;

/** Where a sentence of a plain text ends. */
export const ENDS_SENTENCE = /[.。;；:：!！?？؛؟।]["'”’」』)）]?$/;

/** Whether a line looks like a heading; one that was wrapped is so in capitals only. */
export function isHeadingLine({text, wrapped}: Unit): boolean {
  return looksLikeHeading([text]) && !(wrapped && /\p{Ll}/u.test(text));
}
