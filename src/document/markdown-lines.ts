import {looksLikeHeading} from './heading-words.js';
import {leadingText, trailingText, trimInline} from './inline-text.js';
import {MARKER_REACH, readMarker, type Marker} from './marker.js';
import type {Inline} from './model.js';
import {foretold} from './sequence.js';

/** A part of a paragraph, from the beginning of one of its lines on. */
export interface LinePart {
  content: Inline[];
  /** The number that it begins with; the first part may have none. */
  marker?: Marker;
  /** What parted it from the line before it. */
  joint: Inline;
}

const ENDS_PART = /[.。;；:：,，、!?！？)）]$|(?<!\p{L})(and|or|und|oder|et|ou|y|o)$|[和或及]$/u;

/** Numbers within each other whose ends are watched for. */
const DEEPEST = 8;

/**
 * Parts a paragraph at its lines that begin with a number, for many write (a) and (b) without empty lines between: where
 * the line before ends so, or where the numbers go on from each other.
 */
export function splitAtNumbers(content: readonly Inline[]): LinePart[] {
  const lines = linesOf(content);
  const parts: LinePart[] = [];
  /** Numbers whose parts have begun. */
  const around: Marker[] = [];
  lines.forEach((line, index) => {
    const last = parts.at(-1);
    const runs = (one: Marker | undefined, other: Marker | undefined) => one?.readings.some(reading => foretold(reading, other));
    const above = lines[index - 1]?.content ?? [];
    const ends = ENDS_PART.test(trailingText(above, 20).trimEnd()) || (isFirstPart(line.marker) && looksLikeHeading(above));
    const outer = line.marker ? around.findLastIndex(whole => runs(whole, line.marker)) : -1;
    const begins = line.marker && (ends || outer >= 0 || runs(line.marker, lines[index + 1]?.marker) || runs(last?.marker, line.marker));
    if (last && !begins) last.content.push(line.joint, ...line.content);
    else {
      parts.push(line);
      // 2. goes on from the 1. that 가. and 나. are parts of, though these end without a stop.
      if (outer >= 0) around.length = outer;
      else if (line.marker && last?.marker && isFirst(line.marker) && around.length < DEEPEST) around.push(last.marker);
    }
  });
  return parts.map(part => ({...part, content: joinStrings(part.content)}));
}

/** The lines of a paragraph; a line that does not begin with a number goes on with the one before. */
function linesOf(content: readonly Inline[]): LinePart[] {
  const lines: LinePart[] = [{content: [], joint: '', marker: markerOf(content)}];
  let joint: Inline | undefined;
  const add = (node: Inline) => {
    const marker = joint === undefined ? undefined : markerOf([node]);
    if (marker && !marker.weak) lines.push({content: [node], joint: joint!, marker});
    else lines.at(-1)!.content.push(...(joint === undefined ? [] : [joint]), node);
    joint = undefined;
  };
  for (const node of content) {
    if (typeof node !== 'string') {
      if (node.type === 'break') joint = node;
      else add(node);
      continue;
    }
    node.split('\n').forEach((text, index) => {
      if (index > 0 && joint === undefined) joint = '\n';
      if (text) add(text);
    });
  }
  if (joint !== undefined) lines.at(-1)!.content.push(joint);
  return lines;
}

const isFirst = ({readings}: Marker) => readings.some(({values}) => values.length === 1 && values[0] === 1);

/** Whether a number is such as 1.1, which stands below a heading. */
const isFirstPart = (marker: Marker | undefined) => marker?.readings.some(({values}) => values.length > 1 && values.at(-1) === 1) ?? false;

const markerOf = (content: readonly Inline[]) => readMarker(leadingText(content, MARKER_REACH));

function joinStrings(nodes: readonly Inline[]): Inline[] {
  const joined: Inline[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) joined.push(words.join(''));
    words = [];
  };
  for (const node of nodes) {
    if (typeof node === 'string') words.push(node);
    else {
      flush();
      joined.push(node);
    }
  }
  flush();
  return trimInline(joined);
}
