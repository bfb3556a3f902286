import type {NoticeKind} from '../../protocol/notice.js';
import type {Publication} from '../../protocol/publication.js';
import type {RestrictionView} from '../../protocol/standing.js';
import {chooseLocale} from '../choose-locale.js';

/** The words of a notice. */
export interface Words {
  subject: string;
  text: string;
}

/** A change, as a notice tells of it. */
export interface ChangeFacts {
  title: string;
  version: string;
  hash: string;
  publication: Pick<Publication, 'effectiveAt' | 'declineUntil' | 'assent'>;
  summary: string | undefined;
  kind: NoticeKind;
  link: string | undefined;
  linkUntil: string;
  /** Whether the page behind the link takes an answer; else it is given in the service. */
  linkAnswers: boolean;
  fullText: string;
  /** Whether a copy goes along as a file. */
  attached: boolean;
}

/** A restriction, or its lifting, as a notice tells of it. */
export interface RestrictionFacts {
  view: RestrictionView;
  title: string;
  clause: string;
}

interface Language {
  change(facts: ChangeFacts, date: (instant: string) => string): Words;
  restriction(facts: RestrictionFacts, date: (instant: string) => string): Words;
}

const en: Language = {
  change({title, version, hash, publication, summary, kind, link, linkUntil, linkAnswers, fullText, attached}, date) {
    const {effectiveAt, declineUntil, assent} = publication;
    return {
      subject: kind === 'first' ? `${title} changes on ${date(effectiveAt)}` : `Reminder: ${title} changes on ${date(effectiveAt)}`,
      text: paragraphs(
        `${title} changes on ${date(effectiveAt)}. Nothing changes for you before that date.`,
        summary,
        assent === 'continued-use'
          ? 'If you go on using the service after that date, you accept the new version. You may refuse it.'
          : 'To go on under the new version, please accept it by that date. You may refuse it.',
        declineUntil && `If you refuse, the present version goes on for you until ${date(declineUntil)}.`,
        link && linkAnswers && `Read what changes, and accept or refuse it without signing in (the link works once, until ${date(linkUntil)}):\n${link}`,
        link && !linkAnswers && `Read what changes (until ${date(linkUntil)}), and accept or refuse it in the service:\n${link}`,
        `The whole of version ${version} ${attached ? 'is attached, and follows here,' : 'follows here,'} for you to keep (${hash}).`,
        '-'.repeat(60),
        fullText,
      ),
    };
  },
  restriction({view, title, clause}, date) {
    const {kind, scope, since, until, facts, automated, appealUntil, redress, lifted, appealable} = view;
    if (lifted) return {subject: 'A restriction was lifted', text: paragraphs(`The restriction on ${scope.join(', ')} was lifted on ${date(lifted.at)}.`, lifted.reasons)};
    const name = {limit: 'limited', suspend: 'suspended', freeze: 'frozen'}[kind];
    return {
      subject: `Your use of the service is ${name}`,
      text: paragraphs(
        `Your use of the service is ${name} (${scope.join(', ')}) from ${date(since)}${until ? ` until ${date(until)}` : ''}.`,
        `What it rests on:\n${facts}`,
        `The clause, from ${title}, version ${view.document.version}:\n${clause}`,
        automated.decision ? 'The decision was made by automated means.' : automated.detection ? 'It was found by automated means, and decided by a person.' : 'It was decided by a person.',
        appealable && `You can appeal until ${date(appealUntil)}, in the service, under your standing. A person will look at it.`,
        redress,
      ),
    };
  },
};

const zh: Language = {
  change({title, version, hash, publication, summary, kind, link, linkUntil, linkAnswers, fullText, attached}, date) {
    const {effectiveAt, declineUntil, assent} = publication;
    return {
      subject: kind === 'first' ? `《${title}》将于${date(effectiveAt)}变更` : `提醒：《${title}》将于${date(effectiveAt)}变更`,
      text: paragraphs(
        `《${title}》将于${date(effectiveAt)}变更。在此日期之前，您的权利义务不变。`,
        summary,
        assent === 'continued-use' ? '如您在该日期之后继续使用本服务，即表示您接受新版本。您可以拒绝。' : '如需按新版本继续使用，请在该日期前接受。您可以拒绝。',
        declineUntil && `如您拒绝，现行版本对您继续有效至${date(declineUntil)}。`,
        link && linkAnswers && `查看变更内容，无需登录即可接受或拒绝（链接仅可使用一次，有效期至${date(linkUntil)}）：\n${link}`,
        link && !linkAnswers && `查看变更内容（链接有效期至${date(linkUntil)}），并在服务中接受或拒绝：\n${link}`,
        `版本 ${version} 全文见${attached ? '附件及下文' : '下文'}，供您保存（${hash}）。`,
        '-'.repeat(60),
        fullText,
      ),
    };
  },
  restriction({view, title, clause}, date) {
    const {kind, scope, since, until, facts, automated, appealUntil, redress, lifted, appealable} = view;
    if (lifted) return {subject: '限制已解除', text: paragraphs(`对${scope.join('、')}的限制已于${date(lifted.at)}解除。`, lifted.reasons)};
    const name = {limit: '限制', suspend: '暂停', freeze: '冻结'}[kind];
    return {
      subject: `您对本服务的使用已被${name}`,
      text: paragraphs(
        `您对本服务的使用（${scope.join('、')}）自${date(since)}起被${name}${until ? `，至${date(until)}为止` : ''}。`,
        `事实依据：\n${facts}`,
        `所依据的条款，见《${title}》版本 ${view.document.version}：\n${clause}`,
        automated.decision ? '该决定由自动化方式作出。' : automated.detection ? '相关情况由自动化方式发现，并由人工作出决定。' : '该决定由人工作出。',
        appealable && `您可以在${date(appealUntil)}之前在本服务的账户状态中提出申诉，申诉由人工处理。`,
        redress,
      ),
    };
  },
};

const LANGUAGES: Record<string, Language> = {en, 'zh-CN': zh};

/** The words that tell of a change, in the language that fits best. */
export function changeWords(facts: ChangeFacts, locale: string): Words {
  return languageOf(locale).change(facts, dateIn(locale));
}

/** The words that tell of a restriction, or of its lifting. */
export function restrictionWords(facts: RestrictionFacts, locale: string): Words {
  return languageOf(locale).restriction(facts, dateIn(locale));
}

function languageOf(locale: string): Language {
  return LANGUAGES[chooseLocale(locale, Object.keys(LANGUAGES))]!;
}

/** Dates are in UTC and say so: the reader's zone is not known. */
function dateIn(locale: string): (instant: string) => string {
  const language = chooseLocale(locale, Object.keys(LANGUAGES));
  const format = new Intl.DateTimeFormat(language, {dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC'});
  return instant => `${format.format(new Date(instant))} UTC`;
}

function paragraphs(...parts: (string | undefined | false)[]): string {
  return parts.filter(Boolean).join('\n\n') + '\n';
}
