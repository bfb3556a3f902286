import {expect} from 'chai';
import type {Block, Clause} from '../../src/document/model.js';
import {chunksOf, gutterOf, rowsOf} from '../../src/elements/rows.js';
import {sampleTerms} from './sample-terms.js';

const words = (text: string): Block => ({type: 'paragraph', content: [text]});
const clause = (number: string | undefined, level: number, ...content: Block[]): Clause => ({
  type: 'clause', anchor: number ?? 'unnumbered', ...(number && {number}), level, content,
});

describe('rows', () => {
  it('keep every block, in order', () => {
    const rows = rowsOf([words('a'), clause('1', 1, words('b'), clause('1.1', 2, words('c')), words('d')), words('e')]);
    const said = rows.map(({block}) => (block?.type === 'paragraph' ? block.content[0] : ''));
    expect(said).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    expect(rows.map(({number}) => number)).to.deep.equal([undefined, '1', '1.1', undefined, undefined]);
    expect(rows.map(({level}) => level)).to.deep.equal([0, 1, 2, 1, 0]);
  });

  it('give a number a row of its own where its clause opens with another clause', () => {
    const rows = rowsOf([clause('1', 1, clause('1.1', 2, words('a')))]);
    expect(rows.map(({number, block}) => [number, block?.type])).to.deep.equal([['1', undefined], ['1.1', 'paragraph']]);
  });

  it('set letters in, and leave decimal numbers and articles where they are', () => {
    const depths = (...path: string[]) => {
      const tree = path.reduceRight<Clause | undefined>((inner, number, index) => clause(number, index + 1, words('x'), ...(inner ? [inner] : [])), undefined)!;
      return rowsOf([tree]).map(({depth}) => depth);
    };
    expect(depths('2.', '2.1', '2.1.3')).to.deep.equal([0, 0, 0]);
    expect(depths('2.', '2.1', '(a)', '(i)')).to.deep.equal([0, 0, 1, 2]);
    expect(depths('第一章', '第一条', '（一）')).to.deep.equal([0, 0, 1]);
    expect(depths('Part A', 'Article 5', '1.')).to.deep.equal([0, 0, 1]);
  });

  it('mark all that a key clause says, and its beginning once', () => {
    const rows = rowsOf([clause('3', 1, words('a'), clause('3.1', 2, words('b'))), words('c')], [{clause: '3'}]);
    expect(rows.map(({key}) => key?.clause)).to.deep.equal(['3', '3', undefined]);
    expect(rows.filter(({opensKey}) => opensKey)).to.have.length(1);
  });

  it('hang numbers beside paragraphs, but not where only headings bear them or they are long', () => {
    const gutter = (...numbers: string[]) => gutterOf(rowsOf(numbers.map(number => clause(number, 1, words('x')))));
    expect(gutter('1.', '2.', '10.')).to.equal('narrow');
    expect(gutter('2.7.3', '2.7.4')).to.equal('narrow');
    expect(gutter('3.5.2.1', '3.5.2.2')).to.equal('wide');
    expect(gutter('Article 12', 'Article 13')).to.equal('none');
    expect(gutterOf(rowsOf([{...clause('1.', 1, words('x')), heading: ['One']}]))).to.equal('none');
    expect(gutterOf(rowsOf(sampleTerms.content))).to.equal('narrow');
  });

  it('are cut into runs that are quick to build, none empty and none lost', () => {
    const rows = rowsOf(Array.from({length: 500}, (_, index) => words('x'.repeat(index))));
    const chunks = chunksOf(rows, 4000);
    expect(chunks.flat()).to.deep.equal(rows);
    for (const chunk of chunks) {
      const size = chunk.reduce((sum, row) => sum + row.size + 100, 0);
      expect(chunk.length === 1 || size <= 4000).to.equal(true);
    }
  });
});
