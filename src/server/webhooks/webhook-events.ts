/** What operators are told of. */
export const WEBHOOK_EVENTS = [
  'publication.announced',
  'publication.withdrawn',
  'notice.due',
  'restriction.made',
  'restriction.lifted',
  'appeal.filed',
  'appeal.decided',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
