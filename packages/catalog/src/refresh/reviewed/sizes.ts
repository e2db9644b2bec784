/** A source page of context lengths in tokens, and the day when it was read. */
type Reviewed = { source: string; url: string; date: string; contexts: Readonly<Record<string, number>> }

/** Context lengths of models that no list has. */
export const REVIEWED_SIZES: readonly Reviewed[] = [
  {
    source: 'xai-models',
    url: 'https://docs.x.ai/docs/models',
    date: '2025-12-31',
    contexts: { 'x-ai/grok-2-1212': 131_072 },
  },
  {
    source: 'vercel-grok-4-1-fast',
    url: 'https://vercel.com/ai-gateway/models/grok-4.1-fast-reasoning/faq',
    date: '2026-11-30',
    contexts: {
      'x-ai/grok-4.1-fast-reasoning': 2_000_000,
      'x-ai/grok-4.1-fast-non-reasoning': 2_000_000,
    },
  },
  {
    source: 'ai21-jamba',
    url: 'https://huggingface.co/ai21labs/AI21-Jamba-Large-1.6',
    date: '2026-11-30',
    contexts: { 'ai21/jamba-large': 256_000, 'ai21/jamba-mini': 256_000 },
  },
]

/** The reviewed context length of a model; undefined if no page was found. */
export const sizeOf = (id: string): { context: number; source: string } | undefined =>
  REVIEWED_SIZES.flatMap(({ source, contexts }) => {
    const context = contexts[id]
    return context === undefined ? [] : [{ context, source }]
  })[0]
