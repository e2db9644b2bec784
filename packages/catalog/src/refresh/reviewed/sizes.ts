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
    // Half of what xAI served until 2026-05-15; models.dev says the same of Vercel's other variant.
    source: 'vercel-grok-4-1-fast',
    url: 'https://vercel.com/ai-gateway/models/grok-4.1-fast-reasoning.md',
    date: '2026-11-30',
    contexts: {
      'x-ai/grok-4.1-fast-reasoning': 1_000_000,
      'x-ai/grok-4.1-fast-non-reasoning': 1_000_000,
    },
  },
  {
    source: 'vercel-schematron',
    url: 'https://vercel.com/ai-gateway/models/schematron-v2-small.md',
    date: '2026-11-30',
    contexts: {
      'inference-net/schematron-v2-small': 128_000,
      'inference-net/schematron-v2-turbo': 128_000,
    },
  },
  {
    source: 'vercel-hy-mt2',
    url: 'https://vercel.com/ai-gateway/models/hy-mt2-pro.md',
    date: '2026-11-30',
    contexts: { 'tencent/hy-mt2-lite': 8000, 'tencent/hy-mt2-plus': 8000, 'tencent/hy-mt2-pro': 8000 },
  },
  {
    source: 'aimlapi-hy-mt2',
    url: 'https://docs.aimlapi.com/api-references/text-models-llm/tencent/hy-mt2-30b-a3b',
    date: '2026-11-30',
    contexts: { 'tencent/hy-mt2-1.8b': 8192, 'tencent/hy-mt2-30b-a3b': 8192 },
  },
  {
    source: 'models-dev-repository',
    url: 'https://github.com/anomalyco/models.dev/tree/f3fc692299671838c7c65fd8126bf84d81a2e817',
    date: '2026-07-02',
    contexts: {
      'nex-agi/nex-n2-pro': 262_144,
      'nvidia/nemotron-3.5-content-safety': 128_000,
      'qwen/qwen3-vl-flash': 262_144,
    },
  },
  {
    source: 'nex-n2-5-mini-weights',
    url: 'https://huggingface.co/NandoG-AI/Nex-N2.5-mini-GGUF',
    date: '2026-11-30',
    contexts: { 'nex-agi/nex-n2.5-mini': 262_144, 'nex-agi/nex-n2.5-mini:free': 262_144 },
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
