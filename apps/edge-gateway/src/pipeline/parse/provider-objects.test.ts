import { describe, expect, it } from 'vitest'
import { inspectFields } from './inspect-fields.ts'

const part = (field: object) => ({ messages: [{ role: 'user', content: [{ type: 'file', ...field }] }] })

describe('an object in the account of a provider', () => {
  it.each([
    ['messages[0].content[0].file.file_id', part({ file: { file_id: 'file-1' } })],
    ['messages[0].content[0].source.file_id', part({ source: { type: 'file', file_id: 'file_1' } })],
    ['messages[0].content[0].image_url.url', part({ image_url: { url: 'gs://bucket/a.png' } })],
    ['input[0].content[0].file_id', { input: [{ content: [{ type: 'input_image', file_id: 'file-1' }] }] }],
    ['input[0].output[0].file_id', { input: [{ output: [{ type: 'input_file', file_id: 'file-1' }] }] }],
    ['tools[0].vector_store_ids', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    ['tools[0].container', { tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }],
    ['tools[0].container.file_ids', { tools: [{ container: { type: 'auto', file_ids: ['file-1'] } }] }],
    ['tools[0].environment.container_id', { tools: [{ environment: { container_id: 'cntr_1' } }] }],
    ['prompt', { prompt: { id: 'pmpt_1' } }],
    ['container', { container: 'container_1' }],
    ['container', { container: { id: 'container_1' } }],
    ['container.skills[0].skill_id', { container: { skills: [{ type: 'custom', skill_id: 'skill_1' }] } }],
    ['cachedContent', { cachedContent: 'cachedContents/1' }],
    ['cached_content', { cached_content: 'cachedContents/1' }],
    [
      'contents[0].parts[0].fileData.fileUri',
      {
        contents: [
          {
            parts: [{ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } }],
          },
        ],
      },
    ],
    [
      'tools[0].fileSearch.fileSearchStoreNames',
      { tools: [{ fileSearch: { fileSearchStoreNames: ['a'] } }] },
    ],
  ])('is recognised by the field that names it: %s', (param, body) => {
    expect(inspectFields(body).providerObject).toBe(param)
  })

  it.each([
    ['a container by what it is like', { tools: [{ container: { type: 'auto', memory_limit: '1g' } }] }],
    ['a text prompt', { prompt: 'id' }],
    ['a public address', part({ image_url: { url: 'https://example.com/a.png' } })],
    ['a video of YouTube', { contents: [{ parts: [{ fileData: { fileUri: 'https://youtu.be/1' } }] }] }],
    ['a null', { container: null, input: [{ file_id: null }] }],
    ['what is kept here', { previous_response_id: 'resp_1', conversation: { id: 'conv_1' } }],
    ["a maker's own skill", { container: { skills: [{ type: 'anthropic', skill_id: 'pptx' }] } }],
  ])('is not recognised in %s', (_what, body) => {
    expect(inspectFields(body).providerObject).toBeNull()
  })
})
