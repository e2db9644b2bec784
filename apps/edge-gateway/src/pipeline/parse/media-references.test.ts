import type { Dialect } from '@gptget/contracts'
import { expect, it } from 'vitest'
import { readFields } from './read-fields.ts'

const sizeOf = (dialect: Dialect, body: object) =>
  readFields({ operation: 'chat', dialect, pathFields: {} }, body).size

const URL = 'https://example.com/x'
const chat = (content: unknown, more = {}) => ({
  model: 'a/b',
  max_tokens: 5,
  messages: [{ role: 'user', content, ...more }],
})
const input = (item: object) => ({ model: 'a/b', input: [{ role: 'user', content: 'a' }, item] })
const image = { type: 'image', source: { type: 'url', url: URL } }
const said = (block: object) => ({
  model: 'a/b',
  max_tokens: 5,
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: [block] },
    { role: 'user', content: 'b' },
  ],
})
const fetched = (source: object) =>
  said({
    type: 'web_fetch_tool_result',
    tool_use_id: 's',
    content: { type: 'web_fetch_result', url: URL, content: { type: 'document', source } },
  })
const responded = (part: object) => ({
  model: 'a/b',
  contents: [
    { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] },
    { role: 'user', parts: [{ functionResponse: { name: 'f', response: { output: 'x' }, parts: [part] } }] },
  ],
})

/** Fields with media that the canonical form does not have. */
const UNREAD: readonly [string, Dialect, object][] = [
  ['a document of Mistral', 'openai-chat', chat([{ type: 'document_url', document_url: URL }])],
  ['a video by URL', 'openai-chat', chat([{ type: 'video_url', video_url: { url: URL } }])],
  ['the frames of a video of Qwen', 'openai-chat', chat([{ type: 'video', video: [URL, URL] }])],
  ['an image in a part of another name', 'openai-chat', chat([{ type: 'image', image: URL }])],
  ['images beside the content', 'openai-chat', chat('a', { images: [URL] })],
  [
    'an image next to one that is read',
    'openai-chat',
    chat([
      { type: 'image_url', image_url: { url: URL } },
      { type: 'x', image_url: URL },
    ]),
  ],
  [
    'an image within a document',
    'anthropic-messages',
    chat([{ type: 'document', source: { type: 'content', content: [image] } }]),
  ],
  [
    'a fetched document',
    'anthropic-messages',
    fetched({ type: 'base64', media_type: 'application/pdf', data: 'AA' }),
  ],
  [
    'audio in the result of a function',
    'gemini',
    responded({ fileData: { mimeType: 'audio/mp3', fileUri: URL } }),
  ],
  [
    'an image created by a tool',
    'openai-responses',
    input({ type: 'image_generation_call', id: 'x', result: 'AA' }),
  ],
  [
    'a computer screenshot',
    'openai-responses',
    input({
      type: 'computer_call_output',
      call_id: 'c',
      output: { type: 'computer_screenshot', image_url: URL },
    }),
  ],
  [
    'an image drawn by code',
    'openai-responses',
    input({ type: 'code_interpreter_call', id: 'c', outputs: [{ type: 'image', url: URL }] }),
  ],
]

it.each(UNREAD)('%s may have more tokens than bytes: %s', (_, dialect, body) => {
  expect(sizeOf(dialect, body).hasUnboundedInput).toBe(true)
})

/** At most as many tokens as bytes, or counted exactly. */
const BOUNDED: readonly [string, Dialect, object][] = [
  ['text of another kind', 'openai-chat', chat([{ type: 'thought', thought: 'x' }])],
  ['an image', 'openai-chat', chat([{ type: 'image_url', image_url: { url: URL } }])],
  ['an image of Anthropic', 'anthropic-messages', chat([image])],
  ['a fetched text', 'anthropic-messages', fetched({ type: 'text', media_type: 'text/plain', data: 'x' })],
  [
    'search results',
    'anthropic-messages',
    said({
      type: 'web_search_tool_result',
      tool_use_id: 's',
      content: [{ type: 'web_search_result', url: URL, title: 'x', encrypted_content: 'a' }],
    }),
  ],
  [
    'an image in the result of a function',
    'gemini',
    responded({ inlineData: { mimeType: 'image/png', data: 'AA' } }),
  ],
  [
    'an image of a response',
    'openai-responses',
    { model: 'a/b', input: [{ role: 'user', content: [{ type: 'input_image', image_url: URL }] }] },
  ],
  [
    'a search of OpenAI',
    'openai-responses',
    input({
      type: 'web_search_call',
      id: 'ws',
      action: { type: 'search', query: 'q', sources: [{ type: 'url', url: URL }] },
    }),
  ],
]

it.each(BOUNDED)('%s is not reserved as the whole context: %s', (_, dialect, body) => {
  expect(sizeOf(dialect, body).hasUnboundedInput).toBe(false)
})
