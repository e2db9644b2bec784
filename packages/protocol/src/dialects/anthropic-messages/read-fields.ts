import { isObject, type JsonObject } from '../../json/object.ts'
import { byField, fieldsOf, only, onlyWords, withWords, type ReadFields } from '../unread-fields.ts'
import { isClientTool } from './client-tools.ts'
import { blockSchemas, EFFORTS, KNOWN_TOOL_FIELDS } from './wire.ts'

const cacheControl = withWords({ type: ['ephemeral'], ttl: ['5m', '1h'] })
const marker = { cache_control: () => cacheControl }

const media = onlyWords({ type: ['base64', 'url', 'file', 'text'] }, 'media_type', 'data', 'url', 'file_id')
const source = () => media

/** A call by the model itself, which is the default. */
const directCall: ReadFields = { fields: fieldsOf(blockSchemas.tool_use, 'type', 'caller') }

const isCalledDirectly = ({ type, caller }: JsonObject): boolean =>
  type === 'tool_use' && isObject(caller) && caller['type'] === 'direct'

const block = (value: JsonObject): ReadFields | undefined => {
  if (isOfBlocks(value)) return ofBlocks
  return isCalledDirectly(value) ? directCall : kindOfBlock(value)
}

const isOfBlocks = ({ type, source: from }: JsonObject): boolean =>
  type === 'document' && isObject(from) && from['type'] === 'content'

/** See `contentIn`. */
const ofBlocks: ReadFields = {
  fields: new Set(['type', 'title', 'context', 'source', 'cache_control']),
  inside: {
    ...marker,
    source: () => ({ fields: new Set(['type', 'content']), inside: { content: plainBlock } }),
  },
}

/** Documents and search results consist of texts and images; other blocks in them are not read. */
function plainBlock(value: JsonObject): ReadFields | undefined {
  const { type } = value
  return type === 'text' || type === 'image' ? kindOfBlock(value) : noPlainBlock
}

const noPlainBlock: ReadFields = { fields: new Set() }

const kindOfBlock = byField('type', {
  text: { fields: fieldsOf(blockSchemas.text, 'type'), inside: marker },
  image: { fields: fieldsOf(blockSchemas.image, 'type'), inside: { ...marker, source } },
  document: { fields: fieldsOf(blockSchemas.document, 'type'), inside: { ...marker, source } },
  thinking: { fields: fieldsOf(blockSchemas.thinking, 'type') },
  redacted_thinking: { fields: fieldsOf(blockSchemas.redacted_thinking, 'type') },
  tool_use: { fields: fieldsOf(blockSchemas.tool_use, 'type'), inside: marker },
  search_result: {
    fields: new Set(['type', 'title', 'source', 'content', 'cache_control']),
    inside: { ...marker, content: plainBlock },
  },
  tool_result: { fields: fieldsOf(blockSchemas.tool_result, 'type'), inside: { ...marker, content: block } },
})

const message: ReadFields = { fields: new Set(['role', 'content']), inside: { content: block } }
/** How arguments are streamed does not change their meaning. */
const tool: ReadFields = { fields: new Set([...KNOWN_TOOL_FIELDS, 'eager_input_streaming']), inside: marker }
const clientTool: ReadFields = {
  fields: new Set(['type', 'name', 'max_characters', 'strict', 'cache_control']),
  inside: marker,
}
const output: ReadFields = {
  ...onlyWords({ effort: EFFORTS }, 'format'),
  inside: { format: only('type', 'schema') },
}

const instruction: ReadFields = { ...onlyWords({ type: ['text'] }, 'text', 'cache_control'), inside: marker }
const thinking = onlyWords({ display: ['summarized', 'omitted'] }, 'type', 'budget_tokens')

/** The fields of a messages request that are read. */
export const readFields: ReadFields = {
  inside: {
    messages: () => message,
    system: () => instruction,
    tools: ({ type }) =>
      type == null || type === 'custom' ? tool : isClientTool(type) ? clientTool : undefined,
    tool_choice: only('type', 'name', 'disable_parallel_tool_use'),
    thinking: () => thinking,
    output_config: () => output,
    output_format: only('type', 'schema'),
    metadata: only('user_id'),
  },
}
