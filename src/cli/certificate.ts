import type {Command} from 'commander';
import {atTarget, save, type TargetOptions} from './target.js';

interface CertificateOptions extends TargetOptions {
  locale: string;
  text?: boolean;
  out: string;
}

/** `assent certificate`. */
export function addCertificate(program: Command): void {
  atTarget(program.command('certificate'))
    .description('Writes one record as a page that is fit to print: who, what text, when, how shown, and how to check it.')
    .argument('<record>', 'its id')
    .option('--locale <tag>', 'the language of the page: en or zh-CN', 'en')
    .option('--text', 'with the words of the terms in full')
    .option('--out <file>', 'the HTML to write; - for the standard output', '-')
    .action(async (id: string, {locale, text, out, ...options}: CertificateOptions) => {
      const written = await save(options, `records/${encodeURIComponent(id)}/certificate?locale=${encodeURIComponent(locale)}${text ? '&text=true' : ''}`, out);
      if (written && languageOf(written) !== languageOf(locale)) console.error(`There are no words of a certificate in ${locale}: it is written in ${written}.`);
    });
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0]!;
}
