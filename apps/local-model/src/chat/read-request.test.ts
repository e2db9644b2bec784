import { PublicError } from '@gptget/errors'
import { describe, expect, it } from 'vitest'
import { readChatRequest } from './read-request.ts'

const valid = { model: 'local/m', messages: [{ role: 'user', content: 'hi' }] }

const refusalOf = (body: unknown): PublicError => {
  try {
    readChatRequest(body)
  } catch (error) {
    if (error instanceof PublicError) return error
    throw error
  }
  throw new Error('the request was accepted')
}

describe('readChatRequest', () => {
  it('accepts unknown fields and nulls', () => {
    expect(readChatRequest({ ...valid, stop: null, seed: null, store: false })).toMatchObject({
      store: false,
    })
  })

  it.each([
    [undefined, ''],
    [{ messages: valid.messages }, 'model'],
    [{ ...valid, messages: [] }, 'messages'],
    [{ ...valid, messages: [{ role: 'robot', content: 'hi' }] }, 'messages[0].role'],
    [{ ...valid, messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
    [{ ...valid, messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
    [{ ...valid, messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].tool_call_id'],
    [{ ...valid, max_tokens: 0 }, 'max_tokens'],
    [{ ...valid, temperature: 'hot' }, 'temperature'],
    [{ ...valid, top_p: 2 }, 'top_p'],
    [{ ...valid, stop: ['a', 1] }, 'stop[1]'],
    [{ ...valid, response_format: { type: 'xml' } }, 'response_format.type'],
    [{ ...valid, tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools[0].function.name'],
  ])('names the invalid field of %j', (body, param) => {
    expect(refusalOf(body)).toMatchObject({ code: 'invalid_request', status: 400 })
    expect(refusalOf(body).details.param ?? '').toBe(param)
  })
})
