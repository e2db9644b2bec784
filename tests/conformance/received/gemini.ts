import { z } from 'zod'
import { joinTurns, type ReadReceived, type SeenPart } from './seen.ts'

/** The request body of generateContent, from Google's API reference, without fields that no scenario uses. */
const signed = { thoughtSignature: z.base64().optional() }
/** Google also accepts base64url, which its Python SDK writes. */
const base64 = z.string().regex(/^[\w+/-]+={0,2}$/)
/** Google's Python SDK has its own spelling. */
const inlineData = z.union([
  z.strictObject({ mimeType: z.string(), data: base64 }),
  z
    .strictObject({ mime_type: z.string(), data: base64 })
    .transform(({ mime_type: mimeType, data }) => ({ mimeType, data })),
])
const part = z.union([
  z.strictObject({ text: z.string(), thought: z.boolean().optional(), ...signed }),
  z.strictObject({ inlineData, ...signed }),
  z.strictObject({
    fileData: z.strictObject({ mimeType: z.string().optional(), fileUri: z.url() }),
    ...signed,
  }),
  z.strictObject({
    functionCall: z.strictObject({ id: z.string().optional(), name: z.string(), args: z.looseObject({}) }),
    ...signed,
  }),
  z.strictObject({
    functionResponse: z.strictObject({
      id: z.string().optional(),
      name: z.string(),
      response: z.looseObject({}),
      parts: z.array(z.strictObject({ inlineData })).optional(),
    }),
  }),
])
const content = z.strictObject({ role: z.enum(['user', 'model']), parts: z.array(part).min(1) })
const body = z.strictObject({
  contents: z.array(content).min(1),
  systemInstruction: z
    .strictObject({
      role: z.string().optional(),
      parts: z.array(z.strictObject({ text: z.string() })).min(1),
    })
    .optional(),
  tools: z
    .array(
      z.strictObject({
        functionDeclarations: z
          .array(
            z
              .strictObject({
                name: z.string(),
                description: z.string(),
                parameters: z.looseObject({}).optional(),
                parametersJsonSchema: z.looseObject({}).optional(),
                // Written by Google's Python SDK.
                parameters_json_schema: z.looseObject({}).optional(),
              })
              .refine((tool) => !(tool.parameters && tool.parametersJsonSchema), 'one schema only'),
          )
          .min(1),
      }),
    )
    .optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({
        mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']),
        allowedFunctionNames: z.array(z.string()).min(1).optional(),
      }),
    })
    .optional(),
  generationConfig: z
    .strictObject({
      maxOutputTokens: z.int().optional(),
      stopSequences: z.array(z.string()).optional(),
      temperature: z.number().optional(),
      topP: z.number().optional(),
      responseMimeType: z.string().optional(),
      responseSchema: z.looseObject({}).optional(),
      responseJsonSchema: z.looseObject({}).optional(),
      thinkingConfig: z
        .strictObject({
          includeThoughts: z.boolean().optional(),
          thinkingBudget: z.int().optional(),
          include_thoughts: z.boolean().optional(),
          thinking_budget: z.int().optional(),
        })
        .optional(),
    })
    .optional(),
})

export const readGemini: ReadReceived = (json) => {
  const { contents, systemInstruction, tools = [], toolConfig, generationConfig } = body.parse(json)
  const { mode = 'AUTO', allowedFunctionNames: [only] = [] } = toolConfig?.functionCallingConfig ?? {}
  const declarations = tools.flatMap(({ functionDeclarations }) => functionDeclarations)
  const choices = { AUTO: 'auto', VALIDATED: 'auto', NONE: 'none', ANY: 'required' } as const
  const { responseMimeType, responseJsonSchema, responseSchema, thinkingConfig } = generationConfig ?? {}
  const schema = responseJsonSchema ?? responseSchema
  if (schema !== undefined && responseMimeType !== 'application/json')
    throw new Error('a schema needs responseMimeType')
  const plain = responseMimeType === 'application/json' ? 'json' : 'text'
  return {
    system: (systemInstruction?.parts ?? []).map(({ text }) => text).join('\n'),
    turns: joinTurns(
      withIds(contents).map(({ role, parts }) => ({
        role: role === 'model' ? 'assistant' : 'user',
        parts: parts.flatMap(partsOf),
      })),
    ),
    tools: declarations.map(({ name, description, parameters, parametersJsonSchema }) => ({
      name,
      description,
      schema: parametersJsonSchema ?? parameters,
    })),
    toolChoice: only === undefined ? choices[mode] : { name: only },
    output: schema === undefined ? plain : { schema },
    reasons: thinkingConfig?.includeThoughts === true,
    maxOutputTokens: generationConfig?.maxOutputTokens,
    stop: generationConfig?.stopSequences ?? [],
    marksCache: false,
  }
}

/** Calls may have no ids. Results then answer the calls with the same name in order. */
const withIds = (contents: z.output<typeof content>[]): z.output<typeof content>[] => {
  const counts = new Map<string, number>()
  const numbered = (kind: string, name: string): string => {
    const count = (counts.get(`${kind} ${name}`) ?? 0) + 1
    counts.set(`${kind} ${name}`, count)
    return `${name} ${count}`
  }
  return contents.map((turn) => ({
    ...turn,
    parts: turn.parts.map((item) => {
      if ('functionCall' in item) {
        const { functionCall: call } = item
        return { ...item, functionCall: { ...call, id: call.id ?? numbered('call', call.name) } }
      }
      if (!('functionResponse' in item)) return item
      const { functionResponse: result } = item
      return { functionResponse: { ...result, id: result.id ?? numbered('result', result.name) } }
    }),
  }))
}

const partsOf = (item: z.output<typeof part>): SeenPart[] => {
  if ('text' in item) {
    if (item.thought) return [{ thinking: item.text, signature: item.thoughtSignature }]
    return item.text === '' ? [] : [{ text: item.text }]
  }
  if ('inlineData' in item) {
    const { mimeType, data } = item.inlineData
    return [mediaOf(mimeType, `data:${mimeType};base64,${data}`)]
  }
  if ('fileData' in item) return [mediaOf(item.fileData.mimeType ?? 'image/', item.fileData.fileUri)]
  if ('functionCall' in item) {
    const { id, name, args } = item.functionCall
    const signature = item.thoughtSignature === undefined ? {} : { signature: item.thoughtSignature }
    return [{ call: name, input: args, id: id ?? name, ...signature }]
  }
  const { id, name, response, parts: [media] = [] } = item.functionResponse
  const image = media && `data:${media.inlineData.mimeType};base64,${media.inlineData.data}`
  return [{ result: resultOf(response), of: id ?? name, ...(image && { image }) }]
}

const mediaOf = (mimeType: string, address: string): SeenPart =>
  mimeType.startsWith('image/')
    ? { image: address }
    : mimeType.startsWith('audio/')
      ? { audio: address }
      : { pdf: address }

const resultOf = (response: Record<string, unknown>): string =>
  String(
    response['output'] ??
      response['error'] ??
      response['result'] ??
      response['content'] ??
      JSON.stringify(response),
  )
