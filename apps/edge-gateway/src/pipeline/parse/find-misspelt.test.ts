import type { Dialect, OperationName } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { findMisspelt } from './find-misspelt.ts'

const meantBy = (dialect: Dialect, body: unknown, operation: OperationName = 'chat'): string[] =>
  findMisspelt({ operation, dialect }, body).map(({ param, meant }) => `${param} -> ${meant}`)

describe('a misspelled field', () => {
  it('is found in every dialect, at the top and in objects of the dialect', () => {
    expect(meantBy('openai-chat', { max_token: 1, temprature: 1, mesages: [] })).toEqual([
      'max_token -> max_tokens',
      'temprature -> temperature',
      'mesages -> messages',
    ])
    expect(meantBy('openai-chat', { maxTokens: 1, stream_options: { includeUsage: true } })).toEqual([
      'maxTokens -> max_tokens',
      'stream_options.includeUsage -> stream_options.include_usage',
    ])
    expect(meantBy('openai-responses', { max_ouput_tokens: 1, reasoning: { efort: 'low' } })).toEqual([
      'max_ouput_tokens -> max_output_tokens',
      'reasoning.efort -> reasoning.effort',
    ])
    expect(meantBy('anthropic-messages', { stop_sequence: [], thinking: { budget_token: 1 } })).toEqual([
      'stop_sequence -> stop_sequences',
      'thinking.budget_token -> thinking.budget_tokens',
    ])
    expect(meantBy('gemini', { generationConfig: { maxOutputToken: 1 }, system_instructions: '' })).toEqual([
      'system_instructions -> system_instruction',
      'generationConfig.maxOutputToken -> generationConfig.maxOutputTokens',
    ])
  })

  it('is found in requests of other operations', () => {
    expect(meantBy('openai-chat', { dimension: 1 }, 'embeddings')).toEqual(['dimension -> dimensions'])
    expect(meantBy('openai-chat', { promt: '' }, 'completions')).toEqual(['promt -> prompt'])
    expect(meantBy('openai-chat', { inputs: '' }, 'moderations')).toEqual(['inputs -> input'])
    expect(meantBy('gemini', { output_dimensionalty: 1 }, 'embeddings')).toEqual([
      'output_dimensionalty -> output_dimensionality',
    ])
  })
})

describe('a correctly spelled field', () => {
  it('is a field of the dialect, in each of its spellings', () => {
    expect(
      meantBy('gemini', { system_instruction: '', generation_config: { max_output_tokens: 1 } }),
    ).toEqual([])
    expect(meantBy('openai-chat', { provider: {}, models: [], n: 1, store: true })).toEqual([])
  })

  it('may be one that servers of the dialect accept and the gateway does not read', () => {
    const taken = `top_a min_p min_tokens repetition_penalty length_penalty best_of use_beam_search ignore_eos
      stop_token_ids include_stop_str_in_output skip_special_tokens spaces_between_special_tokens
      truncate_prompt_tokens prompt_logprobs add_generation_prompt chat_template chat_template_kwargs mm_processor_kwargs
      guided_json guided_regex guided_choice guided_grammar structured_outputs logits_processors return_token_ids
      cache_prompt mirostat mirostat_tau mirostat_eta typical_p tfs_z n_predict n_keep samplers grammar json_schema
      top_n_sigma dry_multiplier xtc_probability id_slot timings_per_token transforms route plugins web_search_options
      include_reasoning safe_prompt prompt_mode random_seed prediction enable_thinking thinking_budget search_parameters
      deferred mode speed preset image_config debug trace session_id drop_params fallbacks num_retries mock_response`
    const body = Object.fromEntries(taken.split(/\s+/).map((name) => [name, 1]))
    expect(meantBy('openai-chat', body)).toEqual([])
  })

  it('may be in the caller’s own data', () => {
    const own = { metadata: { max_token: 1 }, logit_bias: { temprature: 1 } }
    expect(
      meantBy('openai-chat', { ...own, response_format: { json_schema: { schema: { mesages: 1 } } } }),
    ).toEqual([])
  })

  it('is compared with a few names of limited length', () => {
    const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`max_tokens${index}`, 1]))
    expect(meantBy('openai-chat', body).length).toBeLessThanOrEqual(32)
    expect(meantBy('openai-chat', { [`max_token${'s'.repeat(1e6)}`]: 1, 'max_tokens\r\n': 1 })).toEqual([])
    expect(meantBy('openai-chat', null)).toEqual([])
    expect(meantBy('openai-chat', [])).toEqual([])
  })
})
