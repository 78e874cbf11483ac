/**
 * Which form plays which part in the figures of reports and boards: the one place where they are named. Everything that counts asks here.
 */
export const parts = {
  /** the survey a customer answers or declines */
  satisfaction: 'survey',
} as const satisfies Readonly<Record<string, string>>;
