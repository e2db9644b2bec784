import { CAPABILITIES, parseExactly } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'
import type { Answering, Prepared } from './prepared.ts'
import { prepare } from './prepare.ts'
import type { Preparation } from './prepare.ts'

type Translated = Extract<Answering, { type: 'translated' }>
type Packed = Omit<Translated, 'request' | 'restored'> & { request: string; restored: string }

/** The result of a thread: small, and with the chat as text, since exact numbers cannot be cloned. */
export type FarPrepared = Omit<Prepared, 'answering'> & {
  answering: Exclude<Answering, Translated> | Packed
}

/** Above this length, the parts of a large request that an answer repeats are left out. */
const MAX_REPEATED_LENGTH = 256 * 1024

/** Writes a large request for a provider, and keeps what its answer needs. @throws PublicError as `prepare` does */
export const prepareFar = (body: Buffer, preparation: Preparation): FarPrepared => {
  const { answering, ...written } = prepare(body, preparation)
  return { ...written, answering: pack(answering) }
}

/** The result of a thread, ready to use. */
export const unpacked = ({ answering, ...written }: FarPrepared): Prepared => ({
  ...written,
  answering: answering.type === 'translated' ? unpack(answering) : answering,
})

const pack = (answering: Answering): FarPrepared['answering'] => {
  switch (answering.type) {
    case 'translated': {
      const { request, restored, ...rest } = answering
      return { ...rest, request: packRequest(request), restored: packRestored(restored) }
    }
    case 'passed':
      return { ...answering, asked: onlyShort(answering.asked, onlyShortFields) as typeof answering.asked }
    case 'embedded': {
      // Only their number is needed.
      const inputs = answering.request.inputs.map(() => ({ type: 'text' as const, text: '' }))
      return { ...answering, request: { ...answering.request, inputs, extensions: {} } }
    }
    case 'ranked':
    case 'moderated':
    case 'pictured':
    case 'spoken':
    case 'transcribed':
      return answering
  }
}

const unpack = ({ request, restored, ...rest }: Packed): Translated => ({
  ...rest,
  request: parseExactly(request) as ChatRequest,
  restored: JSON.parse(restored) as Translated['restored'],
})

/** No dialect repeats the messages, and one repeats the rest. */
const packRequest = (request: ChatRequest): string => {
  const { system, tools, output, sampling, extensions, ...others } = request
  const isRepeated = CAPABILITIES[request.source].repeatsRequest === true
  return JSON.stringify({
    ...onlyShort({ ...others, turns: [] }),
    system: isRepeated && isShort(system) ? system : [],
    tools: isRepeated && isShort(tools) ? tools : [],
    output: isShort(output) ? output : { type: 'text' },
    sampling: onlyShort(sampling),
    extensions: onlyShort(extensions),
  })
}

/** Only tools that have other names in the answer. */
const packRestored = ({ tools, output }: Translated['restored']): string =>
  JSON.stringify({
    tools: tools.flatMap((tool) =>
      tool.type === 'function' && tool.original
        ? [{ type: tool.type, name: tool.name, original: tool.original }]
        : [],
    ),
    output: output.type === 'json-schema' ? { ...output, schema: {} } : output,
  })

const isShort = (value: unknown): boolean => (JSON.stringify(value) ?? '').length <= MAX_REPEATED_LENGTH

const onlyShort = (
  fields: object,
  each: (value: unknown) => unknown = (value) => value,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, each(value)] as const)
      .filter(([, value]) => isShort(value)),
  )

const onlyShortFields = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? onlyShort(value) : value
