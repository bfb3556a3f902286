import {html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult} from 'lit';
import type {AppealOptions} from '../client/assent.js';
import {readAttachment} from '../client/attachment-check.js';
import {ATTACHMENT_TYPES, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, MAX_STATEMENT, PROOF_KINDS, type ProofKind} from '../protocol/appeal.js';
import {isAssentError} from '../protocol/errors.js';
import {fileSize} from './file-size.js';
import type {Localizer} from './localizer.js';
import {measureScreen, wordsOf} from './measure.js';
import type {Strings} from './strings/en.js';

const SUFFIXES = '.png,.jpg,.jpeg,.webp,.pdf,.txt';

export interface AppealFormParts {
  words: Localizer;
  /** Files the appeal; rejects where it is not safe on this device. */
  send: (options: AppealOptions) => Promise<void>;
  cancel: () => void;
}

/** What a person enters for an appeal. It stays as it is until the appeal is safe. */
export class AppealForm implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: AppealFormParts;
  #statement = '';
  #proof = new Set<ProofKind>();
  #files: File[] = [];
  #fileErrors: string[] = [];
  #missing = false;
  #failure = '';
  #busy = false;
  #over = false;
  /** A browser's own `submit` says nothing of who pressed the button. */
  #trusted = false;

  constructor(host: ReactiveControllerHost, parts: AppealFormParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Begins with nothing entered. */
  clear(): void {
    [this.#statement, this.#files, this.#fileErrors, this.#missing, this.#failure] = ['', [], [], false, ''];
    this.#proof = new Set();
  }

  render(): TemplateResult {
    const {words, cancel} = this.#parts;
    return html`<form class="form" part="form" novalidate aria-labelledby="form-title" @submit=${(event: SubmitEvent) => void this.#submit(event)}>
      <h3 id="form-title" tabindex="-1">${words.text('appealTitle')}</h3>
      ${this.#words(words)}${this.#proofs(words)}${this.#attachments(words)}
      <p class="bad" part="alert" role="alert">${this.#failure}</p>
      <div class="row">
        <button class="button" part="button cancel" type="button" ?disabled=${this.#busy} @click=${cancel}>${words.text('cancel')}</button>
        <button class="button" part="button send" type="submit" ?disabled=${this.#busy}
          @click=${({isTrusted}: Event) => (this.#trusted = isTrusted)}>${words.text('sendAppeal')}</button>
      </div>
    </form>`;
  }

  #words(words: Localizer): TemplateResult {
    const left = new Intl.NumberFormat(words.locale).format(MAX_STATEMENT - this.#statement.length);
    return html`<div class="field">
      <label for="statement">${words.text('appealStatement')}</label>
      <p class="quiet" id="statement-hint">${words.text('appealStatementHint')}</p>
      <textarea id="statement" part="statement" dir="auto" rows="6" required maxlength=${MAX_STATEMENT} .value=${this.#statement} ?disabled=${this.#busy}
        aria-describedby="statement-hint statement-error" aria-invalid=${this.#missing ? 'true' : nothing}
        @input=${({currentTarget}: Event) => {
          this.#statement = (currentTarget as HTMLTextAreaElement).value;
          this.#missing = false;
          this.#host.requestUpdate();
        }}></textarea>
      <div class="under">
        <p class="bad" id="statement-error" role="alert">${this.#missing ? words.text('statementMissing') : ''}</p>
        <p class="quiet">${words.text('charactersLeft', {count: left})}</p>
      </div>
    </div>`;
  }

  #proofs(words: Localizer): TemplateResult {
    return html`<fieldset class="field" part="proof" ?disabled=${this.#busy}>
      <legend>${words.text('appealProof')}</legend>
      <div class="chips">
        ${PROOF_KINDS.map(kind => html`<label class="chip">
          <input type="checkbox" .checked=${this.#proof.has(kind)} @change=${({currentTarget}: Event) => {
            if ((currentTarget as HTMLInputElement).checked) this.#proof.add(kind);
            else this.#proof.delete(kind);
          }}>
          <span>${words.text(`proof-${kind}`)}</span>
        </label>`)}
      </div>
    </fieldset>`;
  }

  #attachments(words: Localizer): TemplateResult {
    const over = (on: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.#over = on;
      this.#host.requestUpdate();
    };
    return html`<div class="field" part="attachments" role="group" aria-labelledby="files-title" aria-describedby="files-hint">
      <p class="label" id="files-title">${words.text('attachments')}</p>
      <p class="quiet" id="files-hint">${words.text('attachmentsHint', {count: String(MAX_ATTACHMENTS), size: fileSize(MAX_ATTACHMENT_BYTES, words.locale)})}</p>
      <div class="drop" ?data-over=${this.#over} @dragover=${over(true)} @dragleave=${over(false)} @drop=${(event: DragEvent) => {
        over(false)(event);
        if (!this.#busy) void this.#add(event.dataTransfer?.files ?? []);
      }}>
        <label class="button pick">
          <input class="unseen" type="file" multiple accept=${[...ATTACHMENT_TYPES, SUFFIXES].join()} ?disabled=${this.#busy} @change=${({currentTarget}: Event) => {
            const input = currentTarget as HTMLInputElement;
            void this.#add(input.files ?? []).then(() => (input.value = '')); // the same file may be chosen again
          }}>
          ${words.text('attach')}
        </label>
        <span class="quiet">${words.text('dropHere')}</span>
      </div>
      <div class="bad" part="alert" role="alert">${this.#fileErrors.map(error => html`<p>${error}</p>`)}</div>
      ${this.#files.length > 0 ? html`<ul class="files">${this.#files.map(file => this.#file(file, words))}</ul>` : nothing}
    </div>`;
  }

  #file(file: File, words: Localizer): TemplateResult {
    const label = words.text('removeFile', {name: file.name});
    return html`<li part="file">
      <span class="name"><bdi>${file.name}</bdi></span>
      <span class="quiet">${fileSize(file.size, words.locale)}</span>
      <button class="remove" type="button" title=${label} ?disabled=${this.#busy} @click=${(event: Event) => void this.#remove(file, event)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8" /></svg>
      </button>
    </li>`;
  }

  /** A button goes with its file: the focus stays with what is left, or goes back to where files are chosen. */
  async #remove(file: File, {currentTarget}: Event): Promise<void> {
    const place = (currentTarget as HTMLElement).closest('[part=attachments]')!;
    this.#files = this.#files.filter(one => one !== file);
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    if (!focusIn(place)) ([...place.querySelectorAll<HTMLElement>('.remove')].at(-1) ?? place.querySelector('input'))?.focus();
  }

  /** Looks at each file before it is taken; what is wrong is said, and the others stay. */
  async #add(files: Iterable<File>): Promise<void> {
    const errors: string[] = [];
    for (const file of files) {
      const problem = await this.#problemOf(file);
      if (problem) errors.push(this.#parts.words.text(problem, {name: file.name, count: String(MAX_ATTACHMENTS), size: fileSize(MAX_ATTACHMENT_BYTES, this.#parts.words.locale)}));
      else this.#files = [...this.#files, file];
    }
    this.#fileErrors = errors;
    this.#host.requestUpdate();
  }

  async #problemOf(file: File): Promise<keyof Strings | undefined> {
    if (this.#files.length >= MAX_ATTACHMENTS) return 'tooManyFiles';
    if (this.#files.some(({name, size, lastModified}) => name === file.name && size === file.size && lastModified === file.lastModified)) return 'fileTwice';
    if (file.size === 0) return 'fileEmpty';
    try {
      await readAttachment(file);
      return undefined;
    } catch (error) {
      return isAssentError(error) && error.code === 'body_too_large' ? 'fileTooLarge' : 'fileWrongType';
    }
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    this.#missing = this.#statement.trim() === '';
    this.#host.requestUpdate();
    if (this.#missing) return form.querySelector('textarea')!.focus();
    if (this.#busy) return;
    [this.#busy, this.#failure] = [true, ''];
    const held = focusIn(form);
    const [hint, button] = [form.querySelector<HTMLElement>('#statement-hint')!, form.querySelector<HTMLElement>('[part~=send]')!];
    try {
      await this.#parts.send({
        statement: this.#statement,
        proof: PROOF_KINDS.filter(kind => this.#proof.has(kind)),
        attachments: this.#files,
        made: {by: 'ui', trusted: this.#trusted},
        shown: {mode: 'inline', statement: wordsOf(hint), button: wordsOf(button), endReached: false, openMs: 0, screen: measureScreen(hint, button)},
      });
    } catch (error) {
      this.#failure = this.#parts.words.text(isAssentError(error) && error.code === 'not_saved' ? 'appealNotSaved' : 'appealFailed');
    } finally {
      this.#busy = false;
      this.#host.requestUpdate();
    }
    // What was off for a while has lost the focus.
    await this.#host.updateComplete;
    if (held && this.#failure && !focusIn(form)) button.focus();
  }
}

function focusIn(place: Element): Element | null {
  return (place.getRootNode() as ShadowRoot).activeElement;
}
