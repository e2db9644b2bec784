import { byField, fieldsOf, firstOf, only, type ReadFields, type ReadInside } from '../unread-fields.ts'
import {
  assistantMessageSchema,
  functionToolSchema,
  jsonSchemaFormatSchema,
  partSchemas,
  speakerMessageSchema,
  toolMessageSchema,
} from './wire.ts'

const part = byField('type', {
  text: { fields: fieldsOf(partSchemas.text, 'type') },
  refusal: { fields: fieldsOf(partSchemas.refusal, 'type') },
  image_url: {
    fields: fieldsOf(partSchemas.image_url, 'type'),
    inside: { image_url: only('url', 'detail') },
  },
  input_audio: {
    fields: fieldsOf(partSchemas.input_audio, 'type'),
    inside: { input_audio: only('data', 'format') },
  },
  file: {
    fields: fieldsOf(partSchemas.file, 'type'),
    inside: { file: firstOf(['file_id', 'file_data'], new Set(['file_data', 'file_id', 'filename'])) },
  },
  video_url: { fields: fieldsOf(partSchemas.video_url, 'type') },
})

/** Who speaks besides roles has a name in no other dialect. */
const unnamed = (fields: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...fields].filter((field) => field !== 'name'))

const speaker: ReadFields = {
  fields: unnamed(fieldsOf(speakerMessageSchema, 'role')),
  inside: { content: part },
}

/** A call's place and kind are seen by what it holds. */
const call: ReadFields = {
  fields: new Set(['id', 'type', 'index', 'function', 'custom', 'extra_content']),
  inside: { function: only('name', 'arguments'), custom: only('name', 'input') },
}

const message = byField('role', {
  system: speaker,
  developer: speaker,
  user: speaker,
  tool: { fields: fieldsOf(toolMessageSchema, 'role', 'name'), inside: { content: part } },
  assistant: {
    fields: unnamed(fieldsOf(assistantMessageSchema, 'role')),
    inside: { content: part, tool_calls: () => call },
  },
})

const declared: ReadFields = { fields: fieldsOf(functionToolSchema.shape.function) }
const schema: ReadFields = { fields: fieldsOf(jsonSchemaFormatSchema.shape.json_schema) }
const format: ReadFields = {
  fields: new Set(['type', 'json_schema']),
  inside: { json_schema: () => schema },
}

/** What is read inside a chat completion request. */
export const readFields: ReadInside = {
  messages: message,
  tools: byField('type', {
    function: {
      fields: new Set(['type', 'function', 'cache_control']),
      inside: { function: () => declared },
    },
    custom: {
      fields: new Set(['type', 'custom']),
      inside: { custom: only('name', 'description', 'format') },
    },
  }),
  response_format: () => format,
  reasoning: only('effort', 'max_tokens', 'exclude', 'enabled'),
}
