import { describe, expect, it } from 'vitest'
import { inspectFields } from './inspect-fields.ts'

const part = (field: object) => ({ messages: [{ role: 'user', content: [{ type: 'file', ...field }] }] })

const googleFile = (fileUri: string) => ({ contents: [{ parts: [{ fileData: { fileUri } }] }] })

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
    ['messages[0].audio', { messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] }],
    ['audio.voice', { audio: { voice: { id: 'voice_1' }, format: 'wav' } }],
    ['voice', { voice: { id: 'voice_1' }, input: 'Hi' }],
    ['input[0].id', { input: [{ type: 'image_generation_call', id: 'ig_1' }] }],
    [
      'prompt_cache_options.comparison_response_id',
      { prompt_cache_options: { comparison_response_id: 'r' } },
    ],
    ['tools[0].tunnel_id', { tools: [{ type: 'mcp', server_label: 'a', tunnel_id: 'tunnel_1' }] }],
    ['tools[0].vector_store_ids', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    ['thread.previous_message_id', { thread: { type: 'continue', previous_message_id: 'msg_1' } }],
    [
      'tools[0].retrieval.vertexRagStore',
      { tools: [{ retrieval: { vertexRagStore: { ragResources: [] } } }] },
    ],
    ['tools[0].retrieval.vertexAiSearch', { tools: [{ retrieval: { vertexAiSearch: { datastore: 'a' } } }] }],
    ['modelArmorConfig.promptTemplateName', { modelArmorConfig: { promptTemplateName: 'projects/a' } }],
    ['contents[0].parts[0].fileData.fileUri', googleFile('gs://bucket/a.mp4')],
    [
      'messages[0].content[0].image_url.url',
      part({ image_url: { url: 'https://api.replicate.com/v1/files/a' } }),
    ],
  ])('is recognized by the field that names it: %s', (param, body) => {
    expect(inspectFields(body).providerObject).toBe(param)
  })

  it.each([
    ['a container by what it is like', { tools: [{ container: { type: 'auto', memory_limit: '1g' } }] }],
    ['a text prompt', { prompt: 'id' }],
    ['a public address', part({ image_url: { url: 'https://example.com/a.png' } })],
    ['a video of YouTube', { contents: [{ parts: [{ fileData: { fileUri: 'https://youtu.be/1' } }] }] }],
    ['a null', { container: null, input: [{ file_id: null }] }],
    ['what is kept here', { previous_response_id: 'resp_1', conversation: { id: 'conv_1' } }],
    ['a request to speak', { audio: { voice: 'alloy', format: 'wav' } }],
    ['a voice by its name', { voice: 'alloy' }],
    ['an image with its bytes', { input: [{ type: 'image_generation_call', id: 'ig_1', result: 'AA==' }] }],
    ['an answer to compare with', { diagnostics: { previous_message_id: 'msg_1' } }],
    [
      'ids within the conversation',
      { messages: [{ tool_call_id: 'call_1', tool_calls: [{ id: 'call_1' }] }] },
    ],
    ["a maker's own skill", { container: { skills: [{ type: 'anthropic', skill_id: 'pptx' }] } }],
  ])('is not recognized in %s', (_what, body) => {
    expect(inspectFields(body).providerObject).toBeNull()
  })
})
