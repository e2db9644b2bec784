import type { SnapshotPrice } from '../../price.ts'

/** A page with prices, and the day when it was read: input and output in US dollars per million tokens. */
type Reviewed = {
  source: string
  url: string
  date: string
  prices: Readonly<Record<string, readonly [input: string, output: string]>>
}

/** Second sources for prices that only one list has. They confirm a price and never set one. */
export const REVIEWED_PRICES: readonly Reviewed[] = [
  {
    source: 'anthropic-pricing',
    url: 'https://platform.claude.com/docs/en/about-claude/pricing',
    date: '2026-11-30',
    prices: {
      'anthropic/claude-opus-4-7-20260416': ['5', '25'],
      'anthropic/claude-opus-4-20250514': ['15', '75'],
    },
  },
  {
    source: 'simonw-llm-prices',
    url: 'https://raw.githubusercontent.com/simonw/llm-prices/main/data/anthropic.json',
    date: '2026-11-30',
    prices: { 'anthropic/claude-sonnet-4-20250514': ['3', '15'] },
  },
  {
    source: 'vercel-claude-opus-5-5-fast',
    url: 'https://vercel.com/ai-gateway/models/claude-opus-5.5-fast.md',
    date: '2026-11-30',
    prices: { 'anthropic/claude-opus-5.5-fast': ['8', '40'] },
  },
  {
    source: 'openai-gpt-6-2-sol',
    url: 'https://developers.openai.com/api/docs/models/gpt-6.2-sol.md',
    date: '2026-11-30',
    prices: { 'openai/gpt-6.2-sol': ['2', '10'] },
  },
  {
    source: 'laozhang-gpt-6-2',
    url: 'https://docs.laozhang.ai/en/announcements/gpt-6-2-2026-11',
    date: '2026-11-18',
    prices: { 'openai/gpt-6.2-astra': ['8', '40'] },
  },
  {
    // Its default snapshot is this release.
    source: 'openai-gpt-4o-audio',
    url: 'https://developers.openai.com/api/docs/models/gpt-4o-audio-preview.md',
    date: '2026-11-30',
    prices: { 'openai/gpt-4o-audio-preview-2025-06-03': ['2.5', '10'] },
  },
  {
    source: 'noumanjavaid-pricing',
    url: 'https://huggingface.co/spaces/noumanjavaid/pricing/blob/main/app.py',
    date: '2026-11-30',
    prices: {
      'openai/gpt-4o-audio-preview-2024-12-17': ['2.5', '10'],
      'openai/gpt-4o-mini-audio-preview-2024-12-17': ['0.15', '0.6'],
    },
  },
  {
    source: 'orbital-providers',
    url: 'https://raw.githubusercontent.com/zqiren/Orbital/232212aecc57fb6e5a7bb36b53c32e9e33e2a2b2/agent_os/config/providers.json',
    date: '2026-11-30',
    prices: { 'openai/gpt-5-nano-2025-08-07': ['0.05', '0.4'] },
  },
  {
    // An alias of GPT-5.6 Sol, with its price.
    source: 'prosa-daybreak-blue',
    url: 'https://github.com/c3-oss/prosa/pull/330',
    date: '2026-11-30',
    prices: { 'openai/daybreak-blue-latest': ['4', '20'] },
  },
  {
    source: 'braintrust-grok-4-1-fast',
    url: 'https://github.com/braintrustdata/braintrust-proxy/pull/710',
    date: '2026-06-01',
    prices: { 'x-ai/grok-4.1-fast-reasoning': ['0.2', '0.5'] },
  },
  {
    source: 'xai-models',
    url: 'https://docs.x.ai/docs/models',
    date: '2025-12-31',
    prices: { 'x-ai/grok-2-1212': ['2', '10'] },
  },
  {
    // Introductory: from 2026-12-01 it is twice as much.
    source: 'litellm-gemini-4-carbon',
    url: 'https://github.com/BerriAI/litellm/discussions/50970',
    date: '2026-11-30',
    prices: { 'google/gemini-4-carbon': ['2', '10'] },
  },
  {
    source: 'cursor-gemini-4-neon',
    url: 'https://cursor.com/docs/models/gemini-4-neon',
    date: '2026-11-30',
    prices: { 'google/gemini-4-neon': ['3', '15'] },
  },
]

/** The pages with the same price of a model. */
export const priceSourcesOf = (id: string, { input, output }: SnapshotPrice): string[] =>
  REVIEWED_PRICES.filter(({ prices }) => prices[id]?.[0] === input && prices[id]?.[1] === output).map(
    ({ source }) => source,
  )
