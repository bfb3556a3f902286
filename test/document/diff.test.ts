// What changed between two versions, and that both can be rebuilt from it.
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {rebuild, segmentsOf, wordsOf, type ClauseChange, type TermsChanges, type TextRun} from '../../src/document/changes.js';
import {diffTerms} from '../../src/document/diff.js';
import {inlineText} from '../../src/document/inline-text.js';
import type {TermsDocument} from '../../src/document/model.js';
import {parse} from './outline-of.js';
import {isLinear, workRatio} from './work-ratio.js';

const RUNS = {numRuns: Number(process.env.FC_RUNS ?? 200)};

/** Compares, and makes sure of both texts. */
function diff(before: TermsDocument, after: TermsDocument): TermsChanges {
  const changes = diffTerms(before, after);
  assert.deepEqual(rebuild(changes, 'before'), before);
  assert.deepEqual(rebuild(changes, 'after'), after);
  assert.deepEqual(JSON.parse(JSON.stringify(changes)), changes);
  return changes;
}

const diffSources = (before: string, after: string, locale = 'en') => diff(parse(before, {locale}), parse(after, {version: '2', locale}));

/** `kept 1`, `moved 2 → 3`: what became of each clause but those that were kept as they are. */
function summary({clauses}: TermsChanges): string[] {
  return clauses.slice(1).flatMap(({change, reworded, before, after}) => {
    if (change === 'kept' && before?.anchor === after?.anchor) return [];
    const anchors = before && after && before.anchor !== after.anchor ? `${before.anchor} → ${after.anchor}` : (after ?? before)!.anchor;
    return [`${change} ${anchors}${reworded ? ', reworded' : ''}`];
  });
}

/** A text with what is gone in [-…] and what is new in [+…]. */
const marked = (runs: readonly TextRun[]) => segmentsOf(runs).map(run => ({both: inlineText(run.content), before: `[-${inlineText(run.content)}]`, after: `[+${inlineText(run.content)}]`})[run.in]).join('');

function paragraphOf({content}: ClauseChange): TextRun[] {
  const change = content.find(({type}) => type === 'paragraph');
  assert.ok(change?.type === 'paragraph');
  return change.text;
}

const TERMS = 'Terms\n\n1. Scope\n\n1.1 These terms apply to everyone who uses the service in any way.\n\n1.2 The service is an invented cloud for video calls and recordings.\n\n2. Fees\n\n2.1 You pay the fees that the price list names within thirty days.\n\n3. Law\n\n3.1 The courts at the seat of the company decide on every dispute.';

describe('clauses', () => {
  it('are all kept where nothing changed', () => {
    const changes = diffSources(TERMS, TERMS);
    assert.deepEqual(new Set(changes.clauses.map(({change}) => change)), new Set(['kept']));
  });

  it('are changed where their own words are, not where those of their parts are', () => {
    assert.deepEqual(summary(diffSources(TERMS, TERMS.replace('thirty', 'fourteen'))), ['changed 2.1']);
    assert.deepEqual(summary(diffSources(TERMS, TERMS.replace('2. Fees', '2. Fees and taxes'))), ['changed 2']);
  });

  it('are the same with another number', () => {
    const after = TERMS.replace('2. Fees', '2. Data\n\n2.1 We keep the records of calls for as long as the law asks us to do so.\n\n3. Fees').replace('2.1 You pay', '3.1 You pay').replace('3. Law', '4. Law').replace('3.1 The courts', '4.1 The courts');
    assert.deepEqual(summary(diffSources(TERMS, after)), ['added 2', 'added 2.1', 'kept 2 → 3', 'kept 2.1 → 3.1', 'kept 3 → 4', 'kept 3.1 → 4.1']);
  });

  it('are kept where lines are only wrapped elsewhere', () => {
    const wrap = (text: string, width: number) => text.replace(new RegExp(`(.{1,${width}})( |$)`, 'g'), '$1\n');
    const body = Array.from({length: 5}, (_, index) => `${index + 1}. ${'The parties agree to non-exclusive terms of this service in writing and without delay. '.repeat(4)}`);
    const [narrow, wide] = [60, 75].map(width => `Terms\n\n${body.map(text => wrap(text, width)).join('\n')}`);
    assert.deepEqual(summary(diffSources(narrow!, wide!)), []);
    const chinese = ['甲方应当按照约定向乙方支付服务费用并且承担相应的责任'.repeat(6)].flatMap(text => [26, 30].map(width => `条款\n\n一、费用\n\n${text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n')}。`));
    assert.deepEqual(summary(diffSources(chinese[0]!, chinese[1]!, 'zh')), []);
  });

  it('are removed, and stand where they stood', () => {
    const changes = diffSources(TERMS, TERMS.replace(/1\.2 .*\n\n/, ''));
    assert.deepEqual(summary(changes), ['removed 1.2']);
    const scope = changes.clauses.find(({after}) => after?.anchor === '1')!;
    assert.deepEqual(
      scope.content.map(change => (change.type === 'clause' ? `${change.in} ${changes.clauses[change.clause]!.before?.anchor}` : change.type)),
      ['both 1.1', 'before 1.2'],
    );
  });

  it('are moved where they are part of another clause, reworded or not', () => {
    const moved = TERMS.replace(/1\.2 (.*)\n\n/, '').concat('\n\n3.2 The service is an invented cloud for video calls and recordings.');
    assert.deepEqual(summary(diffSources(TERMS, moved)), ['moved 1.2 → 3.2']);
    assert.deepEqual(summary(diffSources(TERMS, moved.replace('invented cloud', 'imaginary cloud'))), ['moved 1.2 → 3.2, reworded']);
  });

  it('are the same where they hold the same parts, whatever their own few words are', () => {
    const parts = ['### Options\n\nThere are numerous options of the service to choose from.', '### Trials\n\nFrom time to time trials of subscriptions are offered.'].join('\n\n');
    assert.deepEqual(summary(diffSources(`# T\n\n## The service\n\n${parts}`, `# T\n\n## 2. What we provide to you\n\n${parts}`)), ['changed the-service → 2']);
  });

  it('of a few words are known by those that others have not', () => {
    const items = (...acts: string[]) => `Terms\n\n1. You may not:\n\n${acts.map((act, index) => `(${'abcde'[index]}) ${act}`).join('\n\n')}`;
    const before = items('copy the service;', 'sell the service; or', 'rent the service.');
    const after = items('copy the service;', 'hack the service;', 'sell the service;', 'rent the service; or', 'lend the service.');
    assert.deepEqual(summary(diffSources(before, after)), ['added 1(b)', 'changed 1(b) → 1(c)', 'changed 1(c) → 1(d)', 'added 1(e)']);
  });

  it('are not known by the number of a part where what it is a part of has another number', () => {
    const [before, after] = ['Terms\n\n1. Scope\n\n2. Calling for a vote\n\n(a) The proposer or any sponsor of a resolution may call for a vote on that resolution.', 'Terms\n\n1. Scope\n\n2. Withdrawing\n\n(a) A sponsor of an option may withdraw.\n\n3. Calling for a vote\n\n(a) Everybody waits until the secretary publishes it.'];
    assert.deepEqual(diffSources(before, after).clauses.slice(1).map(clause => `${clause.change} ${clause.before?.anchor ?? '-'} ${clause.after?.anchor ?? '-'}`), ['kept 1 1', 'added - 2', 'added - 2(a)', 'kept 2 3', 'added - 3(a)', 'removed 2(a) -']);
  });

  it('are not moved by a heading that is put around them, or taken away', () => {
    const flat = '# T\n\n## 1. Scope\n\nThe scope is all of the services that we offer.\n\n## 2. Fees\n\nFees are due on the first day of every month.\n\n## 3. Law\n\nThe law of France applies to all of this.\n';
    const headed = flat.replace('## 1.', '## General terms\n\n### 1.').replaceAll('## 2', '### 2').replace('## 3', '## The end\n\n### 3').replace('first', 'third');
    assert.deepEqual(summary(diffSources(flat, headed)), ['added general-terms', 'changed 2', 'added the-end']);
    assert.deepEqual(summary(diffSources(headed, flat)), ['changed 2', 'removed general-terms', 'removed the-end']);
  });

  it('are moved where one of them goes to another place below such a heading', () => {
    const clauses = ['The scope is all of the services that we offer.', 'Fees are due on the first day of every month.', 'The law of France applies to all of this here.', 'Notices are sent by mail to the last address.'].map((words, index) => `Article ${index + 1}\n\n${words}`);
    const order = (...places: number[]) => places.map(place => `### ${clauses[place]}`).join('\n\n');
    assert.deepEqual(summary(diffSources(`# T\n\n${order(0, 1, 2, 3)}`, `# T\n\n## Part I\n\n${order(0, 2, 3, 1)}`)), ['added part-i', 'moved article-2']);
  });

  it('are moved where their order is another one', () => {
    const [intro, ...sections] = '# Terms\n\n## Scope\n\nThese terms apply to everyone.\n\n## Fees\n\nYou pay within thirty days.\n\n## Law\n\nThe courts decide.\n'.split(/(?=## )/);
    const [scope, fees, law] = sections;
    assert.equal(summary(diffSources([intro, scope, fees, law].join(''), [intro, scope, law, fees].join(''))).length, 1);
  });
});

describe('words', () => {
  const runs = (before: string, after: string, locale?: string) => paragraphOf(diffSources(`Terms\n\n1. One\n\n${before}`, `Terms\n\n1. One\n\n${after}`, locale).clauses[1]!);

  it('are compared one by one', () => {
    assert.equal(marked(runs('You pay within thirty days of the invoice.', 'You pay within fourteen days of each invoice.')), 'You pay within [-thirty][+fourteen] days of [-the][+each] invoice.');
  });

  it('are compared in Chinese and Japanese, which have no spaces', () => {
    assert.equal(marked(runs('您应在签约时支付服务费用。', '您应在注册时支付全部服务费用。', 'zh-CN')), '您应在[-签约][+注册]时支付[+全部]服务费用。');
    assert.match(marked(runs('利用者は料金を三十日以内に支払うものとします。', '利用者は料金を十四日以内に支払うものとします。', 'ja')), /^利用者は料金を\[-三十.*\]\[\+十四.*\]以内に支払うものとします。$/);
  });

  it('are whole in a text of any length, whatever is between them', () => {
    for (const [locale, unit, old, now] of [['en', 'don’t ask ', 'may', 'must'], ['en', '😀x', 'may', 'must'], ['zh', '您应当遵守本条款，', '可以', '必须']] as const) {
      const text = (word: string) => `${unit.repeat(1500)} ${word} ${unit.repeat(1500)}`;
      const changed = runs(text(old), text(now), locale).filter(run => run.in !== 'both');
      assert.deepEqual(changed.map(run => [run.in, ...run.words]), [['before', old], ['after', now]]);
    }
  });

  it('are found among so many that each of them is common', () => {
    const words = [...'abcdefghijklmnopqrstuvw'].map(letter => letter.repeat(4));
    const text = (word: string) => Array.from({length: 6000}, (_, index) => `${words[index % 23]} ${index % 4 === 1 ? word : 'must'} ${words[(index * 7) % 19]} ${words[(index >> 3) % 23]} ${words[(index >> 7) % 23]}.`).join(' ');
    const changed = runs(text('may'), text('can')).filter(run => run.in !== 'both');
    assert.deepEqual([...new Set(changed.map(run => `${run.in} ${run.words.join('')}`))], ['before may', 'after can']);
    assert.equal(changed.length, 3000);
  });

  it('make one change of what only a space or a comma parts', () => {
    assert.equal(marked(runs('The blue, old car stops here.', 'The red, new car stops here.')), 'The [-blue, old][+red, new] car stops here.');
  });

  it('make one change of sentences that have only a word or two in common', () => {
    const [start, end] = ['In accordance with the terms of this agreement ', ' and return every device to the nearest store.'];
    assert.equal(marked(runs(`${start}customers must surrender the equipment${end}`, `${start}everybody whom the courts convict${end}`)), `${start}[-customers must surrender the equipment][+everybody whom the courts convict]${end}`);
    assert.equal(marked(runs('The red car is old.', 'The blue car is new.')), 'The [-red][+blue] car is [-old][+new].');
    assert.equal(marked(runs('您知悉并且同意，请求国家机关依照法律规定的程序进行冻结的，应当提交申请。', '您知悉并且同意，请求司法部门按照行政法规的流程办理冻结的，应当提交申请。', 'zh-CN')).match(/\[/g)!.length, 2);
  });

  it('are the same whatever white space is between them', () => {
    const old = '# T\n\n## A\n\nYou pay 30 days after the invoice, and in **one sum**.\n\n- or  in two\n\n`a b`';
    const spaced = old.replace('30 days', '30\u00a0days').replace('the invoice', 'the  \ninvoice').replace('one sum', 'one\u2009sum').replace('or  in', 'or in');
    const changes = diff(parse(old), parse(spaced));
    assert.deepEqual(summary(changes), []);
    assert.equal(marked(paragraphOf(changes.clauses[1]!)), 'You pay 30\u00a0days after the\ninvoice, and in one\u2009sum.');
    assert.deepEqual(summary(diff(parse(old), parse(old.replace('`a b`', '`a  b`')))), ['changed a']);
    assert.equal(marked(paragraphOf(diff(parse(old), parse(spaced.replace('after', 'before'))).clauses[1]!)), 'You pay 30\u00a0days [-after][+before] the\ninvoice, and in one\u2009sum.');
  });

  it('are never taken for others though a run says that they were', () => {
    const said = (was: string, words: string) => inlineText(wordsOf([{in: 'both', words: [words], was: [was]}], 'before'));
    assert.equal(said('\u00a0', ' '), '\u00a0');
    assert.equal(said('must', 'may'), 'may');
    assert.equal(said(' ', 'may'), 'may');
    assert.equal(said('must', ' '), ' ');
  });

  it('are others where they lead elsewhere', () => {
    const [was, is] = ['a', 'b'].map(host => `Read the [privacy **policy**](https://${host}.example) with care.`);
    assert.equal(marked(paragraphOf(diff(parse(`# T\n\n## A\n\n${was}`), parse(`# T\n\n## A\n\n${is}`)).clauses[1]!)), 'Read the [-privacy policy][+privacy policy] with care.');
  });

  it('keep the marks around them', () => {
    const before = parse('# T\n\n## A\n\nYou **must pay [the fee](https://a.example) now** or later.');
    const after = parse('# T\n\n## A\n\nYou **must pay [a fee](https://b.example) soon** or *later*.');
    const text = paragraphOf(diff(before, after).clauses[1]!);
    for (const segment of segmentsOf(text)) assert.ok(segment.content.length > 0 || segment.in !== 'both');
    const strong = segmentsOf(text).filter(({in: side}) => side === 'after').map(({content}) => JSON.stringify(content));
    assert.ok(strong.some(content => content.includes('"strong"') && content.includes('soon')), strong.join('\n'));
    assert.equal(inlineText(wordsOf(text, 'after')), 'You must pay a fee soon or later.');
  });

  it('are compared inside of lists, tables and quotes', () => {
    const [document] = diffSources('# T\n\nWe hold:\n\n- your name and address\n- your phone number\n\n> As they are now.\n\n| What | How long it is kept |\n|---|---|\n| Name | ten years from then |\n', '# T\n\nWe hold:\n\n- your name and postal address\n- your voice\n- your phone number\n\n> As they were now.\n\n| What | How long it is kept |\n|---|---|\n| Name | five years from then |\n').clauses;
    const [, list, quote, table] = document!.content;
    assert.ok(list?.type === 'list' && quote?.type === 'quote' && table?.type === 'table');
    assert.deepEqual(list.items.map(item => ('item' in item ? item.in : 'changed')), ['changed', 'after', 'both']);
    const [words] = quote.content;
    assert.ok(words?.type === 'paragraph');
    assert.equal(marked(words.text), 'As they [-are][+were] now.');
    const row = table.rows[1]!;
    assert.ok('cells' in row);
    assert.deepEqual(row.cells.map(marked), ['Name', '[-ten][+five] years from then']);
  });
});

describe('both texts', () => {
  const words = fc.array(fc.constantFrom('the', 'fee', 'data', 'you', 'pay', 'law', 'court', '条款', '数据', '服务', 'now', 'never', '**bold**', '[link](https://a.example)', '`code`'), {minLength: 1, maxLength: 12}).map(list => list.join(' '));
  const clause = fc.record({depth: fc.integer({min: 2, max: 4}), heading: words, body: fc.array(fc.oneof(words, words.map(text => `- ${text}\n- same`), words.map(text => `| a | b |\n|---|---|\n| ${text} | c |`), words.map(text => `> ${text}`)), {maxLength: 3})});
  const write = (clauses: readonly {depth: number; heading: string; body: string[]}[]) => ['# Terms', ...clauses.flatMap(({depth, heading, body}) => [`${'#'.repeat(depth)} ${heading}`, ...body])].join('\n\n');

  it('are rebuilt exactly from any edit of any text', () => {
    const edits = fc.array(fc.record({at: fc.nat(), kind: fc.constantFrom('drop', 'copy', 'move', 'replace', 'reword', 'respace'), to: fc.nat(), clause}), {maxLength: 5});
    fc.assert(
      fc.property(fc.array(clause, {maxLength: 8}), edits, (clauses, changes) => {
        const edited = [...clauses];
        for (const {at, kind, to, clause: other} of changes) {
          const index = at % (edited.length + 1);
          if (kind === 'drop') edited.splice(index, 1);
          else if (kind === 'copy') edited.splice(to % (edited.length + 1), 0, edited[index] ?? other);
          else if (kind === 'move') edited.splice(to % (edited.length + 1), 0, ...edited.splice(index, 1));
          else if (kind === 'replace') edited[index] = other;
          else if (kind === 'respace' && edited[index]) edited[index] = {...edited[index], body: edited[index].body.map(text => text.replace(/(?<=\w) (?=\w)/g, to % 2 > 0 ? '\u00a0' : '  \n'))};
          else if (edited[index]) edited[index] = {...edited[index], body: [...edited[index].body, ...other.body]};
        }
        diffSources(write(clauses), write(edited));
      }),
      RUNS,
    );
  });

  it('are rebuilt exactly from any two texts', () => {
    const text = fc.array(fc.oneof(words, fc.constantFrom('# A', '## B', '1. x', '1.1 y', '(a) z', '- i', '> q', '***a* b**', '~~d~~', '![i](https://a.example)', '', 'Article 1 X', '第一条 总则')), {minLength: 1, maxLength: 15}).map(lines => `x\n${lines.join('\n')}`);
    const format = fc.constantFrom<('text' | 'markdown')[]>('text', 'markdown');
    fc.assert(
      fc.property(text, text, format, (one, other, as) => {
        diff(parse(one, {format: as}), parse(other, {format: as, title: 'Other', locale: 'zh'}));
      }),
      RUNS,
    );
  });

  it('may have other columns', () => {
    const [both, fewer, other] = ['| Plan | Region | Price |\n|:--|---|--:|\n| Basic | EU | 5 |\n| Pro | EU | 10 |', '| Plan | Price |\n|:--|--:|\n| Basic | 5 |\n| Extra | 7 |\n| Pro | 9 |', '| Limit |\n|---|\n| none |'].map(table => `# T\n\n${table}`) as [string, string, string];
    const rows = (before: string, after: string) => diffSources(before, after).clauses[0]!.content.flatMap(change =>
      change.type === 'table' ? change.rows.map(row => ('row' in row ? `${row.in} ${row.row.map(inlineText).join(' | ')}` : row.cells.map(marked).join(' | '))) : [`${change.type} ${'in' in change ? change.in : ''}`]);
    assert.deepEqual(rows(both, fewer), ['Plan | [-Region] | Price', 'Basic | [-EU] | 5', 'after Extra | 7', 'Pro | [-EU] | [-10][+9]']);
    assert.deepEqual(rows(fewer, both), ['Plan | [+Region] | Price', 'Basic | [+EU] | 5', 'before Extra | 7', 'Pro | [+EU] | [-9][+10]']);
    assert.deepEqual(rows(both, other), ['block before', 'block after']);
  });

  it('share no clause where there is nothing in common, and all where the same is compared', () => {
    const changes = diffSources('# A\n\n## Eins\n\nLorem ipsum dolor sit amet.', '# B\n\n## Zwei\n\nConsectetur adipiscing elit sed.');
    assert.deepEqual(summary(changes), ['added zwei', 'removed eins']);
  });

  it('may have preambles, front matter and other titles', () => {
    diff(parse('Chrome\n\n# A\n\n## 1. x\n'), parse('---\nkeyClauses: ["1"]\n---\n# B\n\n## 1. x\n', {version: '2', locale: 'zzz-nonsense'}));
  });
});

describe('the work', () => {
  const long = (length: number, edit: (clause: number) => string) => {
    const clauses = Array.from({length}, (_, index) => `${index + 1}. Clause ${index + 1}\n\n${index + 1}.1 ${edit(index)} and word${index} with term${index % 97} and more of it.\n\n`);
    return parse(`Terms\n\n${clauses.join('')}`, {format: 'text'});
  };
  const KINDS: Record<string, (clause: number) => string> = {
    'few edits': clause => (clause % 50 === 0 ? 'You need not pay' : 'You must pay'),
    'edits everywhere': () => 'You need not ever pay',
    'another text': clause => `Something else is${clause} written${clause * 7} here${clause * 13}`,
  };

  it('grows with the length of one paragraph', () => {
    const paragraph = (length: number, word: string) => parse(`# Terms\n\n1. ${`You ${word} pay what is due. `.repeat(length)}`);
    const [short, large] = [2500, 10_000].map(length => [paragraph(length, 'must'), parse(`# Terms\n\n1. ${Array.from({length}, (_, index) => `You ${index % 500 === 7 ? 'may' : 'must'} pay what is due. `).join('')}`)] as const);
    const ratio = workRatio(() => diffTerms(...short!), () => diffTerms(...large!));
    assert.ok(isLinear(ratio), `four times the length took ${ratio.toFixed(1)} times the work`);
  });

  for (const [name, edit] of Object.entries(KINDS)) {
    it(`grows with the length for ${name}`, () => {
      const [short, large] = [1000, 4000].map(length => [long(length, () => 'You must pay'), long(length, edit)] as const);
      const ratio = workRatio(() => diffTerms(...short!), () => diffTerms(...large!));
      assert.ok(isLinear(ratio), `four times the length took ${ratio.toFixed(1)} times the work`);
    });
  }
});

describe('versions of real terms', () => {
  const corpus = new URL('../../../shared/corpus/', import.meta.url);
  const present = existsSync(corpus);
  const why = present ? '' : ' (skipped: the corpus of real terms is not on this machine)';
  const files = present ? readdirSync(corpus).filter(name => name.endsWith('.md') && name !== 'README.md').sort() : [];
  const pairs = present ? files.flatMap((name, index) => (index > 0 && files[index - 1]!.split('.')[0] === name.split('.')[0] ? [[files[index - 1]!, name]] : [])) : [['one', 'the other']];

  for (const [before, after] of pairs) {
    it(`are rebuilt exactly from ${before} and ${after}${why}`, {skip: !present}, () => {
      const [one, other] = [before!, after!].map(name => parse(readFileSync(new URL(name, corpus), 'utf8')));
      const changes = diff(one!, other!);
      assert.ok(JSON.stringify(changes).length < 1.5 * (JSON.stringify(one).length + JSON.stringify(other).length));
    });
  }
});
