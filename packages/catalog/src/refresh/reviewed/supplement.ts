import type { SnapshotModel } from '../../snapshot.ts'

/** Source pages for facts that no data set has. */
export const SUPPLEMENT_SOURCES = [
  { source: 'xai-models', url: 'https://docs.x.ai/docs/models', date: '2025-12-31' },
] as const

type ImagePrice = {
  input: string
  output: string
  cacheRead: string
  imageInput: string
  imageOutput: string
}

/** OpenAI's image models, because price lists have them as chat models without an output. */
const gptImage = (
  model: string,
  price: ImagePrice,
  more: Partial<SnapshotModel> & { retires?: string } = {},
): SnapshotModel => {
  const { retires, ...fields } = more
  return {
    id: `openai/${model}`,
    name: model
      .replace('gpt-image-', 'GPT Image ')
      .replace(/-(\w)/g, (_, letter: string) => ` ${letter.toUpperCase()}`),
    input: ['text', 'image'],
    output: ['image'],
    abilities: [],
    routes: [
      {
        provider: 'openai',
        model,
        price,
        sources: ['litellm', 'genai-prices'],
        ...(retires ? { retires } : {}),
      },
    ],
    ...fields,
  }
}

const GPT_IMAGE_2: ImagePrice = {
  input: '5',
  output: '30',
  cacheRead: '1.25',
  imageInput: '8',
  imageOutput: '30',
}
const GPT_IMAGE_1_5: ImagePrice = {
  input: '5',
  output: '10',
  cacheRead: '1.25',
  imageInput: '8',
  imageOutput: '32',
}
const SUCCESSOR = 'openai/gpt-image-2.5-sunburst'

/** From litellm and genai-prices of 2026-11; dates: https://developers.openai.com/api/docs/deprecations. */
const GPT_IMAGES: readonly SnapshotModel[] = [
  gptImage(
    'gpt-image-1',
    { input: '5', output: '40', cacheRead: '1.25', imageInput: '10', imageOutput: '40' },
    { released: '2025-04-24', retires: '2026-10-23', replacement: SUCCESSOR },
  ),
  gptImage(
    'gpt-image-1-mini',
    { input: '2', output: '8', cacheRead: '0.2', imageInput: '2.5', imageOutput: '8' },
    { released: '2025-09-26', retires: '2026-12-01', replacement: SUCCESSOR },
  ),
  gptImage('gpt-image-1.5', GPT_IMAGE_1_5, {
    released: '2025-11-25',
    retires: '2026-12-01',
    replacement: SUCCESSOR,
  }),
  gptImage('chatgpt-image-latest', GPT_IMAGE_1_5, {
    name: 'ChatGPT Image',
    released: '2025-12-16',
    retires: '2026-12-01',
    replacement: SUCCESSOR,
  }),
  gptImage('gpt-image-2', GPT_IMAGE_2, { released: '2026-06-18' }),
  gptImage('gpt-image-2.5-flare', GPT_IMAGE_2, { released: '2026-09-08' }),
  gptImage('gpt-image-2.5-sunburst', GPT_IMAGE_2, { released: '2026-09-08' }),
]

/** Models that no data set has. */
export const SUPPLEMENT: readonly SnapshotModel[] = [
  ...GPT_IMAGES,
  {
    // https://docs.x.ai/docs/models as of 2025; kept for callers who still use it.
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
