import { objectOf, textOf, type JsonObject } from '../../json/object.ts'
import { firstOf, only, onlyWords, type ReadFields } from '../unread-fields.ts'
import {
  CALLING_MODES,
  camelFields,
  ENUM_TYPES,
  isTextFormat,
  KNOWN_CONFIG_FIELDS,
  TEXT_TYPES,
  THINKING_LEVELS,
  type WireConfig,
} from './wire.ts'

const media = { inlineData: only('mimeType', 'data'), fileData: only('mimeType', 'fileUri', 'displayName') }

/** The known contents of a part. A part with none of them is of an unknown kind; it is dropped and named. */
const HELD = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse']

const shown: ReadFields = { fields: new Set(['inlineData', 'fileData']), inside: media }
const response: ReadFields = {
  fields: new Set(['id', 'name', 'response', 'parts']),
  inside: { parts: () => shown },
}
const inside = { ...media, functionCall: only('id', 'name', 'args'), functionResponse: () => response }
const plainPart: ReadFields = { fields: new Set([...HELD, 'thought']), inside }
const signedPart: ReadFields = { fields: new Set([...HELD, 'thought', 'thoughtSignature']), inside }

/** Only texts, images and calls are signed. */
const isSigned = ({ functionResponse, fileData, inlineData }: JsonObject): boolean =>
  functionResponse == null && fileData == null && (inlineData == null || isPicture(objectOf(inlineData)))

const isPicture = (data: JsonObject): boolean =>
  textOf(camelFields(data)['mimeType'] ?? 'image/').startsWith('image/')

const part = (value: JsonObject): ReadFields | undefined => {
  if (!HELD.some((field) => value[field] != null)) return undefined
  return isSigned(value) ? signedPart : plainPart
}

const content: ReadFields = {
  ...onlyWords({ role: ['user', 'model', 'function', 'system'] }, 'parts'),
  inside: { parts: part },
}
const instruction: ReadFields = { fields: new Set(['role', 'parts']), inside: { parts: only('text') } }

const tool: ReadFields = {
  inside: {
    functionDeclarations: firstOf(
      ['parametersJsonSchema', 'parameters'],
      new Set(['name', 'description', 'parameters', 'parametersJsonSchema']),
    ),
  },
}
const anyFunction = onlyWords({ mode: CALLING_MODES })
const someFunctions = onlyWords({ mode: CALLING_MODES }, 'allowedFunctionNames')

/** The allowed functions are only read if a call may be forced. */
const calling = ({ mode }: JsonObject): ReadFields =>
  /^(any|validated)$/i.test(textOf(mode)) ? someFunctions : anyFunction

const choice: ReadFields = { inside: { functionCallingConfig: calling } }

/** Without these the answer would be different, so other code refuses a request that needs them. */
const DECIDING_CONFIG_FIELDS = ['candidateCount', 'responseModalities']

const thinking = onlyWords({ thinkingLevel: THINKING_LEVELS }, 'includeThoughts', 'thinkingBudget')

const config: ReadFields = {
  fields: new Set([...KNOWN_CONFIG_FIELDS, ...DECIDING_CONFIG_FIELDS]),
  inside: { thinkingConfig: () => thinking },
  words: { responseMimeType: TEXT_TYPES },
}

/** With a schema, an answer may also be one of its words. */
const withEnums = (read: ReadFields): ReadFields => ({
  ...read,
  words: { responseMimeType: new Set([...TEXT_TYPES, ...ENUM_TYPES]) },
})
const configWithSchema = withEnums(config)

const withFormat = (text: () => ReadFields): ReadFields => ({
  ...config,
  fields: new Set([...config.fields!, 'responseFormat']),
  inside: { ...config.inside, responseFormat: () => ({ inside: { text } }) },
})

const configWithFormat = withFormat(only('mimeType', 'schema'))
/** The older fields for a schema come first. */
const configWithType = withEnums(withFormat(only('mimeType')))

const configOf = (value: JsonObject): ReadFields => {
  const { responseFormat, responseSchema, responseJsonSchema } = value
  const hasSchema = responseSchema != null || responseJsonSchema != null
  const hasFormat = isTextFormat(responseFormat as WireConfig['responseFormat'])
  if (!hasSchema) return hasFormat ? configWithFormat : config
  const read = hasFormat ? configWithType : configWithSchema
  return { ...read, ...firstOf(['responseJsonSchema', 'responseSchema'], read.fields!)(value) }
}

/** The fields of a `generateContent` request that are read. */
export const readFields: ReadFields = {
  inside: {
    contents: () => content,
    systemInstruction: () => instruction,
    tools: () => tool,
    toolConfig: () => choice,
    generationConfig: configOf,
  },
}
