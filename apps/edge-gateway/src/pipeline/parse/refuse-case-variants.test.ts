import { describe, expect, it } from 'vitest'
import { inspectFields } from './inspect-fields.ts'

describe('a field in another letter case', () => {
  it.each([
    ['Model', { Model: 'a/b' }],
    ['MAX_TOKENS', { max_tokens: 1, MAX_TOKENS: 90_000 }],
    ['Max_Completion_Tokens', { Max_Completion_Tokens: 1 }],
    ['N', { n: 1, N: 100 }],
    ['generationConfig.CandidateCount', { generationConfig: { CandidateCount: 8 } }],
    ['generationConfig.maxoutputtokens', { generationConfig: { maxoutputtokens: 8 } }],
    ['messages[1].Content', { messages: [{}, { content: 'a', Content: 'b' }] }],
    ['messages[0].content[0].Image_url', { messages: [{ content: [{ Image_url: { url: 'x' } }] }] }],
    ['contents[0].parts[0].FileData', { contents: [{ parts: [{ FileData: {} }] }] }],
    ['thinking.Budget_Tokens', { thinking: { type: 'enabled', budget_tokens: 1, Budget_Tokens: 90_000 } }],
    ['tools[0].Max_Uses', { tools: [{ type: 'web_search_20250305', max_uses: 1, Max_Uses: 90 }] }],
    ['Service_Tier', { Service_Tier: 'priority' }],
    ['input[0].content[0].FILE_ID', { input: [{ content: [{ FILE_ID: 'file-1' }] }] }],
    ['ſtream', { ſtream: true }],
    ['toolſ', { toolſ: [] }],
  ])('is refused by its name: %s', (param, body) => {
    expect(() => inspectFields(body)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { param } }),
    )
  })

  it('is allowed if nothing here uses the field, and in the caller’s own data', () => {
    const body = {
      model: 'a',
      max_tokens: 1,
      maxOutputTokens: 2,
      Temperature: 1,
      generationConfig: { topP: 1 },
      metadata: { Model: 'x' },
      tools: [{ type: 'function', function: { parameters: { properties: { Type: {}, N: {} } } } }],
      messages: [{ role: 'assistant', content: [{ type: 'tool_use', input: { Model: 1, file_id: 2 } }] }],
    }
    expect(inspectFields(body).providerObject).toBeNull()
  })
})
