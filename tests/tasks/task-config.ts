import type { TaskUpstream } from '@gptget/testkit'
import type { OperatorConfig } from '../platform/start-platform.ts'

export type Way = {
  /** The scripted API, and the provider that it plays: a known provider has its own way to authenticate. */
  api: string
  provider: string
  model: string
  modality: string
  type: 'video' | 'mj' | 'suno'
  price: object
  /** The cost of a usual request, in USD. */
  usd: number
  settings?: object
}

/** A model for each provider of long tasks: its scripted API, its request and its cost. */
export const WAYS: Readonly<Record<string, Way>> = {
  'test/openai-video': {
    api: 'openai-videos',
    provider: 'aggregator',
    model: 'sora-2',
    modality: 'video',
    type: 'video',
    price: { per_second: 0.1 },
    usd: 0.4,
  },
  'test/veo': {
    api: 'gemini-veo',
    provider: 'gemini',
    model: 'veo-3',
    modality: 'video',
    type: 'video',
    price: { per_second: 0.4, variants: [{ when: { resolution: '1080p' }, per_second: 0.6 }] },
    usd: 3.2,
  },
  'test/veo-vertex': {
    api: 'vertex-veo',
    provider: 'vertex-test',
    model: 'veo-3',
    modality: 'video',
    type: 'video',
    price: { per_second: 0.4 },
    usd: 3.2,
    settings: { dialect: 'gemini', quirks: { task_method: 'veo-vertex' } },
  },
  'test/openrouter': {
    api: 'openrouter',
    provider: 'openrouter',
    model: 'google/veo-3',
    modality: 'video',
    type: 'video',
    price: { per_second: 0.2 },
    usd: 1,
  },
  'test/kling': {
    api: 'kling',
    provider: 'kling',
    model: 'kling-v2',
    modality: 'video',
    type: 'video',
    price: {
      variants: [
        { when: { quality: 'std' }, per_second: 0.05 },
        { when: { quality: 'pro' }, per_second: 0.1 },
      ],
    },
    usd: 0.5,
  },
  'test/runway': {
    api: 'runway',
    provider: 'runway',
    model: 'gen4_turbo',
    modality: 'video',
    type: 'video',
    price: { per_second: 0.05 },
    usd: 0.25,
  },
  'test/luma': {
    api: 'luma',
    provider: 'luma',
    model: 'ray-2',
    modality: 'video',
    type: 'video',
    price: { per_second: 0.1 },
    usd: 0.5,
  },
  'test/minimax': {
    api: 'minimax',
    provider: 'minimax-video',
    model: 'MiniMax-Hailuo-02',
    modality: 'video',
    type: 'video',
    price: { per_request: 0.27 },
    usd: 0.27,
  },
  'test/seedance': {
    api: 'seedance',
    provider: 'byteplus',
    model: 'seedance-1-0-pro',
    modality: 'video',
    type: 'video',
    price: { input: 0, output: 2.5 },
    usd: 0.25,
  },
  'test/replicate': {
    api: 'replicate',
    provider: 'replicate',
    model: 'google/veo-3-fast',
    modality: 'video',
    type: 'video',
    price: { per_request: 0.5 },
    usd: 0.5,
  },
  'test/fal': {
    api: 'fal',
    provider: 'fal',
    model: 'fal-ai/veo/fast',
    modality: 'video',
    type: 'video',
    price: { per_request: 0.5 },
    usd: 0.5,
  },
  'test/midjourney': {
    api: 'midjourney',
    provider: 'midjourney',
    model: 'midjourney',
    modality: 'image',
    type: 'mj',
    price: { variants: [{ when: { action: 'action' }, per_image: 0.02 }], per_image: 0.05 },
    usd: 0.05,
  },
  'test/suno': {
    api: 'suno',
    provider: 'suno',
    model: 'chirp-v4',
    modality: 'music',
    type: 'suno',
    price: { per_request: 0.1 },
    usd: 0.1,
  },
}

/** Kling's key has two halves. Other providers accept any text. */
const UPSTREAM_TASK_KEY = 'key-of-the:task-operator'

/** Settings that an operator copies from the provider's site. */
const webhooksOf = (upstream: TaskUpstream, api: string): object => {
  if (api === 'fal') return { webhook_keys_url: upstream.webhookKeysUrl }
  return api === 'openrouter' || api === 'openai-videos' ? { webhook_secret: upstream.webhookSecret } : {}
}

/** `hasWebhooks`: also configures the secrets that verify the providers' webhooks. */
export const taskConfig = (upstream: TaskUpstream, { hasWebhooks = false } = {}): OperatorConfig => ({
  providers: Object.fromEntries(
    Object.values(WAYS).map(({ api, provider, settings }) => [
      provider,
      {
        base_url: upstream.baseUrl(api),
        api_key: UPSTREAM_TASK_KEY,
        ...(hasWebhooks && webhooksOf(upstream, api)),
        ...settings,
      },
    ]),
  ),
  models: Object.fromEntries(
    Object.entries(WAYS).map(([id, { provider, model, modality, price }]) => [
      id,
      { routes: [{ provider, model }], price, output_modalities: [modality] },
    ]),
  ),
})
