import { isObject, type JsonObject } from '../../json/object.ts'
import { byField, fieldsOf, only, type ReadFields, type ReadInside } from '../unread-fields.ts'
import { blockSchemas, KNOWN_TOOL_FIELDS } from './wire.ts'

const source = only('type', 'media_type', 'data', 'url', 'file_id')

/** That the model itself called a tool is what every caller takes it for. */
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
  inside: { source: () => ({ fields: new Set(['type', 'content']), inside: { content: block } }) },
}

const kindOfBlock = byField('type', {
  text: { fields: fieldsOf(blockSchemas.text, 'type') },
  image: { fields: fieldsOf(blockSchemas.image, 'type'), inside: { source } },
  document: { fields: fieldsOf(blockSchemas.document, 'type'), inside: { source } },
  thinking: { fields: fieldsOf(blockSchemas.thinking, 'type') },
  redacted_thinking: { fields: fieldsOf(blockSchemas.redacted_thinking, 'type') },
  tool_use: { fields: fieldsOf(blockSchemas.tool_use, 'type') },
  search_result: {
    fields: new Set(['type', 'title', 'source', 'content', 'cache_control']),
    inside: { content: block },
  },
  tool_result: { fields: fieldsOf(blockSchemas.tool_result, 'type'), inside: { content: block } },
})

const message: ReadFields = { fields: new Set(['role', 'content']), inside: { content: block } }
/** How soon arguments are streamed says nothing of what they are. */
const tool: ReadFields = { fields: new Set([...KNOWN_TOOL_FIELDS, 'eager_input_streaming']) }
const output: ReadFields = {
  fields: new Set(['effort', 'format']),
  inside: { format: only('type', 'schema') },
}

/** What is read inside a messages request. */
export const readFields: ReadInside = {
  messages: () => message,
  system: only('type', 'text', 'cache_control'),
  tools: ({ type }) => (type == null || type === 'custom' ? tool : undefined),
  tool_choice: only('type', 'name', 'disable_parallel_tool_use'),
  thinking: only('type', 'budget_tokens', 'display'),
  output_config: () => output,
  metadata: only('user_id'),
}
