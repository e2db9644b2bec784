import { byField, fieldsOf, firstOf, type ReadFields, type ReadInside } from '../unread-fields.ts'
import { itemSchemas, jsonSchemaFormatSchema, KNOWN_TOOL_FIELDS, partSchemas } from './wire.ts'

/** An item's own id and status: other providers have no use for them. */
const LABELS = ['type', 'id', 'status']

const text: ReadFields = { fields: fieldsOf(partSchemas.text, 'type', 'logprobs') }

const part = byField('type', {
  input_text: text,
  output_text: text,
  text,
  refusal: { fields: fieldsOf(partSchemas.refusal, 'type') },
  input_image: firstOf(['file_id', 'image_url'], fieldsOf(partSchemas.image, 'type')),
  input_file: firstOf(['file_id', 'file_data', 'file_url'], fieldsOf(partSchemas.file, 'type')),
  input_audio: { fields: fieldsOf(partSchemas.audio, 'type') },
})

const message: ReadFields = { fields: fieldsOf(itemSchemas.message, ...LABELS), inside: { content: part } }
const output: ReadFields = {
  fields: fieldsOf(itemSchemas.functionOutput, ...LABELS),
  inside: { output: part },
}

const item = byField('type', {
  message,
  function_call: { fields: fieldsOf(itemSchemas.functionCall, ...LABELS) },
  custom_tool_call: { fields: fieldsOf(itemSchemas.customCall, ...LABELS) },
  function_call_output: output,
  custom_tool_call_output: output,
  reasoning: { fields: fieldsOf(itemSchemas.reasoning, ...LABELS) },
  image_generation_call: { fields: new Set([...LABELS, 'result', 'output_format']) },
})

const tools: Record<string, ReadFields> = {
  function: { fields: KNOWN_TOOL_FIELDS },
  custom: { fields: new Set(['type', 'name', 'description', 'format']) },
}

const namespace: ReadFields = {
  fields: new Set(['type', 'name', 'description', 'tools']),
  inside: { tools: byField('type', tools) },
}

const format: ReadFields = { fields: fieldsOf(jsonSchemaFormatSchema, 'type') }
const said: ReadFields = { fields: new Set(['format', 'verbosity']), inside: { format: () => format } }

/** What is read inside a responses request. `reasoning` has rules of its own. */
export const readFields: ReadInside = {
  input: (value) => (value['type'] == null ? message : item(value)),
  tools: byField('type', { ...tools, namespace }),
  text: () => said,
}
