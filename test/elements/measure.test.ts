import {expect} from 'chai';
import {backgroundOf, brokenRules, contrast, distance, isForeign, luminance, measureScreen, over, parseSrgb, wordsOf} from '../../src/elements/measure.js';

const black = [0, 0, 0, 1] as const;
const white = [1, 1, 1, 1] as const;

describe('measure', () => {
  it('reads colours as browsers give them in sRGB, and nothing else', () => {
    expect(parseSrgb('color(srgb 1 0 0.5)')).to.deep.equal([1, 0, 0.5, 1]);
    expect(parseSrgb('color(srgb 0 none 1.2 / 0.25)')).to.deep.equal([0, 0, 1, 0.25]);
    for (const other of ['', 'red', 'rgb(1, 2, 3)', 'color(srgb 1 2)', 'color(display-p3 1 0 0)', 'color(srgb 1 0 0 / 1 1)']) {
      expect(parseSrgb(other), other).to.equal(undefined);
    }
  });

  it('computes contrast as WCAG does', () => {
    expect(contrast(black, white)).to.be.closeTo(21, 0.001);
    expect(contrast(white, white)).to.equal(1);
    const grey = [0x76 / 255, 0x76 / 255, 0x76 / 255, 1] as const;
    expect(contrast(grey, white)).to.be.closeTo(4.54, 0.01);
    expect(contrast(white, grey)).to.equal(contrast(grey, white));
    expect(luminance(white)).to.be.closeTo(1, 0.0001);
  });

  it('lays a faint colour over what is behind it', () => {
    expect(over([0, 0, 0, 0.5], white)).to.deep.equal([0.5, 0.5, 0.5, 1]);
  });

  it('measures the gap between two boxes', () => {
    const box = (x: number, y: number) => new DOMRect(x, y, 10, 10);
    expect(distance(box(0, 0), box(5, 5))).to.equal(0);
    expect(distance(box(0, 0), box(30, 0))).to.equal(20);
    expect(distance(box(0, 0), box(13, 14))).to.equal(5);
  });

  it('breaks no rule by what could not be measured', () => {
    expect(brokenRules({}, {names: true, unequal: false})).to.deep.equal([]);
  });

  it('takes 14 pixels and 4.5:1 for enough, and nothing less', () => {
    const good = {statementFontSize: 14, buttonFontSize: 14, statementContrast: 4.5, buttonContrast: 4.5, distance: 200, inView: true, covered: false};
    const as = {names: true, unequal: false};
    expect(brokenRules(good, as)).to.deep.equal([]);
    for (const [key, value] of Object.entries({statementFontSize: 13.99, buttonFontSize: 13.99, statementContrast: 4.49, buttonContrast: 4.49, distance: 200.1})) {
      expect(brokenRules({...good, [key]: value}, as), key).to.have.length(1);
    }
  });

  it('names each rule that is broken', () => {
    const screen = {statementFontSize: 12, statementContrast: 3, buttonFontSize: 10, buttonContrast: 1, distance: 900, inView: true, covered: true};
    expect(brokenRules(screen, {names: false, unequal: true, framed: true})).to.deep.equal([
      'statement_too_small', 'statement_low_contrast', 'button_too_small', 'button_low_contrast',
      'button_not_named', 'buttons_unequal', 'statement_far', 'covered', 'framed',
    ]);
    expect(brokenRules({inView: false, covered: true}, {names: true, unequal: false})).to.deep.equal(['not_in_view']);
  });

  describe('on a page', () => {
    let stage: HTMLElement;
    let style: HTMLStyleElement;
    const draw = (css: string) => {
      style.textContent = `#stage{position:fixed;inset:20px auto auto 20px;width:500px}${css}`;
      return {statement: stage.querySelector('p')!, yes: stage.querySelector('button')!, no: stage.querySelectorAll('button')[1]!};
    };
    beforeEach(() => {
      style = document.createElement('style');
      stage = document.createElement('div');
      stage.id = 'stage';
      const statement = document.createElement('p');
      statement.textContent = 'By choosing\n  Agree you accept.';
      stage.append(statement, ...['Agree', 'Leave'].map(words => Object.assign(document.createElement('button'), {textContent: words})));
      document.body.append(style, stage);
    });
    afterEach(() => {
      stage.remove();
      style.remove();
    });

    it('reads the words as one reads them', () => {
      expect(wordsOf(stage.querySelector('p')!)).to.equal('By choosing Agree you accept.');
    });

    it('sees what light-dark() and modern colour spaces come to', () => {
      const {statement} = draw('#stage{color-scheme:dark;background:light-dark(#fff,#000)} p{color:oklch(1 0 0)}');
      expect(backgroundOf(statement)).to.deep.equal([0, 0, 0, 1]);
      const {yes, no} = draw('#stage{color-scheme:dark;background:light-dark(#fff,#000)} p{color:oklch(1 0 0)} button{all:unset}');
      expect(measureScreen(statement, yes, {other: no}).statementContrast).to.be.closeTo(21, 0.1);
    });

    it('counts opacity as faintness', () => {
      const {statement, yes, no} = draw('#stage{background:#fff} p{color:#000;opacity:0.2}');
      expect(measureScreen(statement, yes, {other: no}).warnings).to.include('statement_low_contrast');
    });

    it('gives no contrast on a picture', () => {
      const {statement, yes, no} = draw('#stage{background:linear-gradient(red,blue)}');
      expect(measureScreen(statement, yes, {other: no}).statementContrast).to.equal(undefined);
    });

    it('knows a page of another origin from its own', async () => {
      const frame = Object.assign(document.createElement('iframe'), {src: 'about:blank'});
      stage.append(frame);
      expect([isForeign(window), isForeign(frame.contentWindow!)]).to.deep.equal([false, false]);
      const loaded = new Promise(resolve => (frame.onload = resolve));
      frame.setAttribute('sandbox', '');
      frame.srcdoc = 'Of no origin.';
      await loaded;
      expect(isForeign(frame.contentWindow!)).to.equal(true);
    });

    it('notices what lies over the statement', () => {
      const {statement, yes, no} = draw('#stage{background:#fff} #lid{position:fixed;inset:0}');
      expect(measureScreen(statement, yes, {other: no}).covered).to.equal(false);
      const lid = Object.assign(document.createElement('div'), {id: 'lid'});
      document.body.append(lid);
      expect(measureScreen(statement, yes, {other: no}).warnings).to.include('covered');
      lid.remove();
    });

    it('notices what lies over the button alone, or is out of the window on any side', () => {
      const {statement, yes} = draw('#stage{background:#fff} #stage button:first-of-type{position:fixed;left:300px;top:200px} #lid{position:fixed;left:290px;top:190px;width:200px;height:60px}');
      const lid = Object.assign(document.createElement('div'), {id: 'lid'});
      document.body.append(lid);
      expect(measureScreen(statement, yes).covered).to.equal(true);
      lid.remove();
      expect(measureScreen(statement, yes)).to.include({covered: false, inView: true});
      for (const side of ['left:-40px', 'top:-40px', 'left:auto!important;right:-40px', 'top:auto!important;bottom:-40px']) {
        draw(`#stage{background:#fff} #stage button:first-of-type{position:fixed;left:300px;top:200px;${side}}`);
        expect(measureScreen(statement, yes).inView, side).to.equal(false);
      }
    });

    it('measures on a page that paints nothing, and notices that one button is wider', () => {
      const {statement, yes, no} = draw('p{color:#000}');
      expect(measureScreen(statement, yes).statementContrast).to.be.closeTo(21, 0.1);
      draw('button{height:40px;padding:0;width:90px} button+button{width:140px}');
      expect(measureScreen(statement, yes, {other: no}).warnings).to.include('buttons_unequal');
    });

    it('takes words that were enlarged, by a person or by the page, for no distance', () => {
      const apart = 'p{width:100px;margin:0;font-size:15px} button:first-of-type{position:absolute;left:280px;top:0}';
      for (const [css, far] of [['', false], ['#stage{zoom:1.5}', false], ['p{font-size:30px!important} button:first-of-type{left:450px!important}', false], ['button:first-of-type{left:350px!important}', true]] as const) {
        const {statement, yes, no} = draw(`#stage{background:#fff}${apart}${css}`);
        expect(measureScreen(statement, yes, {other: no}).warnings!.includes('statement_far'), css).to.equal(far);
      }
    });

    it('notices what is outside of the window, and buttons of unequal size', () => {
      const {statement, yes, no} = draw('#stage{left:-300px} button+button{padding:40px}');
      expect(measureScreen(statement, yes, {other: no}).warnings).to.include.members(['not_in_view', 'buttons_unequal']);
    });
  });
});
