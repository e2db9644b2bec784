import { EFFORTS } from '../../canonical/thinking.ts'
import { breakpoint, customFormat } from '../openai-words.ts'
import { byField, fieldsOf, firstOf, only, onlyWords, withWords, type ReadFields } from '../unread-fields.ts'
import {
  assistantMessageSchema,
  functionToolSchema,
  jsonSchemaFormatSchema,
  partSchemas,
  providerFieldsSchema,
  speakerMessageSchema,
  toolMessageSchema,
} from './wire.ts'

const cacheControl = withWords({ type: ['ephemeral'], ttl: ['5m', '1h'] })

/** How long the content before it is cached. */
const marker = { cache_control: () => cacheControl, prompt_cache_breakpoint: () => breakpoint }

const part = byField('type', {
  text: { fields: fieldsOf(partSchemas.text, 'type'), inside: marker },
  refusal: { fields: fieldsOf(partSchemas.refusal, 'type') },
  image_url: {
    fields: fieldsOf(partSchemas.image_url, 'type'),
    inside: { ...marker, image_url: only('url', 'detail') },
  },
  input_audio: {
    fields: fieldsOf(partSchemas.input_audio, 'type'),
    inside: { input_audio: only('data', 'format') },
  },
  file: {
    fields: fieldsOf(partSchemas.file, 'type'),
    inside: {
      ...marker,
      file: firstOf(['file_id', 'file_data'], new Set(['file_data', 'file_id', 'filename'])),
    },
  },
  video_url: { fields: fieldsOf(partSchemas.video_url, 'type') },
})

/** Other dialects have no names of speakers. */
const unnamed = (fields: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...fields].filter((field) => field !== 'name'))

const speaker: ReadFields = {
  fields: unnamed(fieldsOf(speakerMessageSchema, 'role')),
  inside: { ...marker, content: part },
}

/** A call's index and kind follow from its content. */
const call: ReadFields = {
  fields: new Set(['id', 'type', 'index', 'function', 'custom', 'extra_content']),
  inside: { function: only('name', 'arguments'), custom: only('name', 'input') },
}

const message = byField('role', {
  system: speaker,
  developer: speaker,
  user: speaker,
  tool: { fields: fieldsOf(toolMessageSchema, 'role', 'name'), inside: { ...marker, content: part } },
  assistant: {
    fields: unnamed(fieldsOf(assistantMessageSchema, 'role')),
    inside: {
      ...marker,
      content: part,
      tool_calls: () => call,
      provider_specific_fields: () => providerFields,
    },
  },
})

const providerFields: ReadFields = { fields: fieldsOf(providerFieldsSchema) }

const declared: ReadFields = { fields: fieldsOf(functionToolSchema.shape.function), inside: marker }
const custom: ReadFields = {
  fields: new Set(['name', 'description', 'format']),
  inside: { format: () => customFormat },
}
const schema: ReadFields = { fields: fieldsOf(jsonSchemaFormatSchema.shape.json_schema) }
const format: ReadFields = {
  fields: new Set(['type', 'json_schema']),
  inside: { json_schema: () => schema },
}

const reasoning = onlyWords({ effort: EFFORTS }, 'max_tokens', 'exclude', 'enabled')
const thinking = onlyWords({ type: ['enabled', 'disabled', 'adaptive'] }, 'budget_tokens')

/** The fields of a chat completion request that are read. */
export const readFields: ReadFields = {
  ...withWords({ reasoning_effort: EFFORTS }),
  inside: {
    messages: message,
    tools: byField('type', {
      function: {
        fields: new Set(['type', 'function', 'cache_control']),
        inside: { ...marker, function: () => declared },
      },
      custom: {
        fields: new Set(['type', 'custom']),
        inside: { custom: () => custom },
      },
    }),
    response_format: () => format,
    reasoning: () => reasoning,
    thinking: () => thinking,
  },
}
