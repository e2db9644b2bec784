import { describe, expect, it } from 'vitest'
import { emptyUsage } from '../canonical/usage.ts'
import type { Usage } from '../canonical/usage.ts'
import { readUsage as readAnthropic } from './anthropic-messages/usage.ts'
import { readUsage as readGemini } from './gemini/usage.ts'
import { readUsage as readChat } from './openai-chat/usage.ts'
import { readUsage as readResponses } from './openai-responses/usage.ts'

type Reader = (raw: Record<string, unknown>) => Usage
type Case = [what: string, read: Reader, raw: Record<string, unknown>, classes: Partial<Usage>]

/** Servers of the one dialect use the other's names too. */
const OPENAI_READERS: [string, Reader][] = [
  ['openai-chat', readChat],
  ['openai-responses', readResponses],
]

const CASES: Case[] = [
  [
    'openai-chat: cached and audio tokens within the prompt, reasoning and audio within the completion',
    readChat,
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 60, audio_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 5 },
    },
    {
      inputTokens: 30,
      cacheReadTokens: 60,
      audioInputTokens: 10,
      outputTokens: 25,
      reasoningTokens: 20,
      audioOutputTokens: 5,
    },
  ],
  [
    'openai-responses: cached tokens within the input, reasoning within the output',
    readResponses,
    {
      input_tokens: 100,
      output_tokens: 50,
      total_tokens: 150,
      input_tokens_details: { cached_tokens: 64 },
      output_tokens_details: { reasoning_tokens: 30 },
    },
    { inputTokens: 36, cacheReadTokens: 64, outputTokens: 20, reasoningTokens: 30 },
  ],
  [
    'anthropic-messages: cache tokens beside the input, writes split by how long they live',
    readAnthropic,
    {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 70,
      cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 20 },
      output_tokens: 40,
    },
    {
      inputTokens: 10,
      cacheReadTokens: 200,
      cacheWriteTokens: 50,
      cacheWrite1hTokens: 20,
      outputTokens: 40,
    },
  ],
  [
    'anthropic-messages: cache writes that are not split live for five minutes',
    readAnthropic,
    { input_tokens: 10, cache_creation_input_tokens: 70, output_tokens: 40 },
    { inputTokens: 10, cacheWriteTokens: 70, outputTokens: 40 },
  ],
  [
    'gemini: thoughts beside the candidates, cached content within the prompt, audio and drawn images by modality',
    readGemini,
    {
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 15,
      totalTokenCount: 145,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 80 },
        { modality: 'AUDIO', tokenCount: 12 },
        { modality: 'IMAGE', tokenCount: 8 },
      ],
      candidatesTokensDetails: [
        { modality: 'TEXT', tokenCount: 10 },
        { modality: 'IMAGE', tokenCount: 20 },
      ],
    },
    {
      // Pictures in a prompt cost what text does there.
      inputTokens: 48,
      cacheReadTokens: 40,
      audioInputTokens: 12,
      outputTokens: 10,
      imageOutputTokens: 20,
      reasoningTokens: 15,
    },
  ],
  [
    'anthropic-messages: a split of what was cached stands without its total',
    readAnthropic,
    { input_tokens: 10, cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 20 } },
    { inputTokens: 10, cacheWriteTokens: 50, cacheWrite1hTokens: 20 },
  ],
  ...OPENAI_READERS.flatMap(([dialect, read]): Case[] => [
    [
      `${dialect}: a split of what was cached stands without its total`,
      read,
      {
        prompt_tokens: 100,
        prompt_tokens_details: { cache_write_tokens_details: { ttl_30m_tokens: 30, ttl_12h_tokens: 50 } },
      },
      { inputTokens: 20, cacheWriteTokens: 30, cacheWrite1hTokens: 50 },
    ],
    [
      `${dialect}: cache counts by LiteLLM’s names`,
      read,
      {
        prompt_tokens: 100,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 40, cache_creation_tokens: 30 },
      },
      { inputTokens: 30, cacheReadTokens: 40, cacheWriteTokens: 30, outputTokens: 5 },
    ],
    [
      `${dialect}: cache counts by Anthropic’s names, within the prompt`,
      read,
      { prompt_tokens: 100, cache_read_input_tokens: 40, cache_creation_input_tokens: 30 },
      { inputTokens: 30, cacheReadTokens: 40, cacheWriteTokens: 30 },
    ],
    [
      `${dialect}: cache counts by Anthropic’s names, beside a prompt that is smaller`,
      read,
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 85,
        cache_read_input_tokens: 40,
        cache_creation_input_tokens: 30,
      },
      { inputTokens: 10, cacheReadTokens: 40, cacheWriteTokens: 30, outputTokens: 5 },
    ],
    [
      `${dialect}: cache counts by the names of DeepSeek`,
      read,
      { prompt_tokens: 100, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
      { inputTokens: 36, cacheReadTokens: 64 },
    ],
    [
      `${dialect}: the names of the Responses API`,
      read,
      {
        input_tokens: 100,
        output_tokens: 50,
        input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
        output_tokens_details: { reasoning_tokens: 20 },
      },
      { inputTokens: 30, cacheReadTokens: 60, cacheWriteTokens: 10, outputTokens: 30, reasoningTokens: 20 },
    ],
  ]),
]

describe('each token that a provider reports', () => {
  it.each(CASES)('is in exactly one class: %s', (_what, read, raw, classes) => {
    const { raw: _raw, ...found } = read(raw)
    expect(found).toEqual({ ...emptyUsage(), ...classes, isEstimated: false })
  })
})
