import { z } from 'zod'
import { isObject, type JsonObject } from '../../json/object.ts'

/**
 * Google's JSON accepts every field in camelCase and snake_case. Only fields of the protocol are renamed, not the
 * caller's fields inside `args`, `response` or a schema.
 */
export const camelKeys = (value: unknown): unknown => (isObject(value) ? camelFields(value) : value)

export const camelFields = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, field]) => [camelCase(key), field]))

const camelCase = (key: string): string =>
  key.includes('_') ? key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : key

const camelObject = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(camelKeys, z.looseObject(shape))

const blob = camelObject({ mimeType: z.string().nullish(), data: z.string() })
const fileData = camelObject({
  mimeType: z.string().nullish(),
  fileUri: z.string(),
  displayName: z.string().nullish(),
})
const anyObject = z.record(z.string(), z.unknown())

export const partSchema = camelObject({
  text: z.string().nullish(),
  thought: z.boolean().nullish(),
  thoughtSignature: z.string().nullish(),
  inlineData: blob.nullish(),
  fileData: fileData.nullish(),
  functionCall: camelObject({
    id: z.string().nullish(),
    name: z.string(),
    args: anyObject.nullish(),
  }).nullish(),
  functionResponse: camelObject({
    id: z.string().nullish(),
    name: z.string(),
    response: anyObject.nullish(),
    parts: z.array(camelObject({ inlineData: blob.nullish(), fileData: fileData.nullish() })).nullish(),
  }).nullish(),
})
export type WirePart = z.output<typeof partSchema>
export type WireFunctionResponse = NonNullable<WirePart['functionResponse']>
export type WireMedia = Pick<WirePart, 'inlineData' | 'fileData'>

const content = camelObject({ role: z.string().nullish(), parts: z.array(z.looseObject({})).nullish() })
export type WireContent = z.output<typeof content>

const functionDeclaration = camelObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: anyObject.nullish(),
  parametersJsonSchema: anyObject.nullish(),
})
export type WireFunction = z.output<typeof functionDeclaration>

const tool = camelObject({ functionDeclarations: z.array(functionDeclaration).nullish() })

export const generationConfigSchema = camelObject({
  maxOutputTokens: z.int().positive().nullish(),
  temperature: z.number().nullish(),
  topP: z.number().nullish(),
  topK: z.number().nullish(),
  stopSequences: z.array(z.string()).nullish(),
  seed: z.int().nullish(),
  frequencyPenalty: z.number().nullish(),
  presencePenalty: z.number().nullish(),
  responseLogprobs: z.boolean().nullish(),
  logprobs: z.int().min(0).max(20).nullish(),
  responseMimeType: z.string().nullish(),
  responseSchema: anyObject.nullish(),
  responseJsonSchema: anyObject.nullish(),
  responseFormat: z
    .array(
      camelObject({
        text: camelObject({ mimeType: z.string().nullish(), schema: z.unknown().optional() }).nullish(),
      }),
    )
    .nullish(),
  thinkingConfig: camelObject({
    includeThoughts: z.boolean().nullish(),
    thinkingBudget: z.int().nullish(),
    thinkingLevel: z.string().nullish(),
  }).nullish(),
})
export type WireConfig = z.output<typeof generationConfigSchema>

const functionCallingConfig = camelObject({
  mode: z.string().nullish(),
  allowedFunctionNames: z.array(z.string()).nullish(),
})

/**
 * The body of `:generateContent`. The path has the model and whether to stream; both are added to the body as `model`
 * and `stream` before it is read.
 */
export const requestSchema = camelObject({
  model: z.string().min(1),
  stream: z.boolean().nullish(),
  contents: z.union([z.array(content), content]),
  systemInstruction: z.union([z.string(), content]).nullish(),
  tools: z.array(tool).nullish(),
  toolConfig: camelObject({ functionCallingConfig: functionCallingConfig.nullish() }).nullish(),
  generationConfig: generationConfigSchema.nullish(),
})
export type WireRequest = z.output<typeof requestSchema>

export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
])

export const KNOWN_CONFIG_FIELDS: ReadonlySet<string> = new Set([
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'stopSequences',
  'seed',
  'frequencyPenalty',
  'presencePenalty',
  'responseLogprobs',
  'logprobs',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'thinkingConfig',
])

/**
 * Whether only a text format is requested. Formats of images, audio and video, and several at once, have no canonical
 * form.
 */
export const isTextFormat = (formats: WireConfig['responseFormat']): boolean => {
  const [format, ...others] = formats ?? []
  if (format === undefined || others.length > 0) return false
  return Object.keys(format).every((kind) => kind === 'text') && TEXT_TYPES.has(format.text?.mimeType ?? '')
}

/** Google's names, and their lower-case forms that callers also use. An unspecified one has no meaning. */
const inBothCases = (names: readonly string[]): string[] =>
  names.flatMap((name) => [name, name.toLowerCase()])

export const THINKING_LEVELS: readonly string[] = inBothCases([
  'THINKING_LEVEL_UNSPECIFIED',
  'MINIMAL',
  'LOW',
  'MEDIUM',
  'HIGH',
  'XHIGH',
])

export const CALLING_MODES: readonly string[] = inBothCases([
  'MODE_UNSPECIFIED',
  'AUTO',
  'ANY',
  'NONE',
  'VALIDATED',
])

/** By the names of the types and of the enum. */
export const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'APPLICATION_JSON'])
/** The answer is one of the words of a schema. */
export const ENUM_TYPES: ReadonlySet<string> = new Set(['text/x.enum'])
export const TEXT_TYPES: ReadonlySet<string> = new Set([...JSON_TYPES, 'text/plain', 'TEXT_PLAIN', ''])
