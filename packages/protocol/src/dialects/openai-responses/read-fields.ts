import { EFFORTS } from '../../canonical/thinking.ts'
import { breakpoint, customFormat } from '../openai-words.ts'
import { byField, fieldsOf, firstOf, onlyWords, withWords, type ReadFields } from '../unread-fields.ts'
import { ENCRYPTED_REASONING, LOGPROBS } from './state-fields.ts'
import type { JsonObject } from '../../json/object.ts'
import { itemSchemas, jsonSchemaFormatSchema, KNOWN_TOOL_FIELDS, partSchemas } from './wire.ts'

/** An item's id and status, which other providers do not need. */
const LABELS = ['type', 'id', 'status']

const marker = { prompt_cache_breakpoint: () => breakpoint }

const text: ReadFields = { fields: fieldsOf(partSchemas.text, 'type', 'logprobs'), inside: marker }

const marked =
  (read: (value: JsonObject) => ReadFields) =>
  (value: JsonObject): ReadFields => ({ ...read(value), inside: marker })

const part = byField('type', {
  input_text: text,
  output_text: text,
  text,
  refusal: { fields: fieldsOf(partSchemas.refusal, 'type') },
  input_image: marked(firstOf(['file_id', 'image_url'], fieldsOf(partSchemas.image, 'type'))),
  input_file: marked(firstOf(['file_id', 'file_data', 'file_url'], fieldsOf(partSchemas.file, 'type'))),
  input_audio: { fields: fieldsOf(partSchemas.audio, 'type') },
})

const message: ReadFields = { fields: fieldsOf(itemSchemas.message, ...LABELS), inside: { content: part } }
const output: ReadFields = {
  fields: fieldsOf(itemSchemas.functionOutput, ...LABELS),
  inside: { output: part },
}

const summary = onlyWords({ type: ['summary_text'] }, 'text')
const thought = onlyWords({ type: ['reasoning_text', 'text'] }, 'text')

const item = byField('type', {
  message,
  function_call: { fields: fieldsOf(itemSchemas.functionCall, ...LABELS) },
  custom_tool_call: { fields: fieldsOf(itemSchemas.customCall, ...LABELS) },
  function_call_output: output,
  custom_tool_call_output: output,
  reasoning: {
    fields: fieldsOf(itemSchemas.reasoning, ...LABELS),
    inside: { summary: () => summary, content: () => thought },
  },
  image_generation_call: { fields: new Set([...LABELS, 'result', 'output_format']) },
})

const tools: Record<string, ReadFields> = {
  function: { fields: KNOWN_TOOL_FIELDS },
  custom: {
    fields: new Set(['type', 'name', 'description', 'format']),
    inside: { format: () => customFormat },
  },
}

const namespace: ReadFields = {
  fields: new Set(['type', 'name', 'description', 'tools']),
  inside: { tools: byField('type', tools) },
}

const format: ReadFields = { fields: fieldsOf(jsonSchemaFormatSchema, 'type') }
const said: ReadFields = { fields: new Set(['format', 'verbosity']), inside: { format: () => format } }

/** `ResponseIncludable` of `openai` 7.59. */
const INCLUDED = [
  ENCRYPTED_REASONING,
  LOGPROBS,
  'code_interpreter_call.outputs',
  'computer_call_output.output.image_url',
  'file_search_call.results',
  'message.input_image.image_url',
  'web_search_call.action.sources',
  'web_search_call.results',
]

/** The others of its fields are among the extensions. */
const reasoning = withWords({ effort: EFFORTS })

/** The fields of a responses request that are read. */
export const readFields: ReadFields = {
  ...withWords({ include: INCLUDED }),
  inside: {
    input: (value) => (value['type'] == null ? message : item(value)),
    tools: byField('type', { ...tools, namespace }),
    text: () => said,
    reasoning: () => reasoning,
  },
}
