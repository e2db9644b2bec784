/**
 * Dated releases that a vendor serves in addition to the undated name, for callers who pin a release, at the same
 * price. https://developers.openai.com/api/docs/models
 */
export const PINNED_RELEASES: Record<string, readonly string[]> = {
  openai: [
    'gpt-3.5-turbo-0125',
    'gpt-4-0613',
    'gpt-4-turbo-2024-04-09',
    'gpt-4.1-2025-04-14',
    'gpt-4.1-mini-2025-04-14',
    'gpt-4.1-nano-2025-04-14',
    'gpt-4o-mini-2024-07-18',
    'gpt-5-2025-08-07',
    'gpt-5-mini-2025-08-07',
    'gpt-5-nano-2025-08-07',
    'gpt-5-pro-2025-10-06',
    'gpt-5.1-2025-11-13',
    'gpt-5.2-2025-12-11',
    'gpt-5.2-pro-2025-12-11',
    'gpt-5.4-2026-03-05',
    'gpt-5.4-mini-2026-03-17',
    'gpt-5.4-nano-2026-03-17',
    'gpt-5.4-pro-2026-03-05',
    'gpt-5.5-2026-04-23',
    'gpt-5.5-pro-2026-04-23',
    'o1-2024-12-17',
    'o1-pro-2025-03-19',
    'o3-2025-04-16',
    'o3-mini-2025-01-31',
    'o3-pro-2025-06-10',
    'o4-mini-2025-04-16',
  ],
}
