import type { SnapshotModel } from '../../snapshot.ts'

/** The pages that say what no data set has. */
export const SUPPLEMENT_SOURCES = [
  { source: 'xai-models', url: 'https://docs.x.ai/docs/models', date: '2025-12-31' },
] as const

/** What no data set has. */
export const SUPPLEMENT: readonly SnapshotModel[] = [
  {
    // https://docs.x.ai/docs/models as of 2025; kept for callers who still ask for it by name.
    id: 'x-ai/grok-2',
    name: 'Grok 2',
    released: '2024-12-12',
    context: 131_072,
    input: ['text'],
    output: ['text'],
    abilities: ['tools', 'json-schema', 'sampling'],
    routes: [
      { provider: 'xai', model: 'grok-2-1212', price: { input: '2', output: '10' }, sources: ['xai-models'] },
    ],
  },
]
