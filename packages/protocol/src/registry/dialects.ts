import type { CallerDialect, CountingDialect, Dialect } from '@gptget/contracts'
import type { CallerCapabilities, DialectCapabilities } from '../capabilities.ts'
import type { ClientFacing, ErrorForm, Relay, TokenCounting, UpstreamFacing } from '../dialect.ts'
import { anthropicMessages } from '../dialects/anthropic-messages/index.ts'
import { canonical } from '../dialects/canonical/index.ts'
import { gemini } from '../dialects/gemini/index.ts'
import { openaiChat } from '../dialects/openai-chat/index.ts'
import { openaiResponses } from '../dialects/openai-responses/index.ts'

/** The folder of each dialect that providers speak. */
const PROVIDER_DIALECTS = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
} satisfies Record<Dialect, object>

const DIALECTS = { ...PROVIDER_DIALECTS, canonical } satisfies Record<CallerDialect, object>

/** One part of every folder, by dialect. */
const partOfEach = <Name extends string, Folder, Part>(
  folders: Record<Name, Folder>,
  partOf: (folder: Folder) => Part,
): Record<Name, Part> =>
  Object.fromEntries(
    Object.entries<Folder>(folders).map(([name, folder]) => [name, partOf(folder)]),
  ) as Record<Name, Part>

/** The callers' side of every dialect. */
export const CLIENT_FACING: Record<CallerDialect, ClientFacing> = partOfEach(
  DIALECTS,
  ({ clientFacing }) => clientFacing,
)

/** The providers' side of every dialect. */
export const UPSTREAM_FACING: Record<CallerDialect, UpstreamFacing> = partOfEach(
  DIALECTS,
  ({ upstreamFacing }) => upstreamFacing,
)

/** The error format of every dialect. */
export const ERROR_FORMS: Record<CallerDialect, ErrorForm> = partOfEach(
  DIALECTS,
  ({ errorForm }) => errorForm,
)

/** Passes an answer on if caller and provider have the same dialect. */
export const RELAYS: Record<Dialect, Relay> = partOfEach(PROVIDER_DIALECTS, ({ relay }) => relay)

/** The dialects in which tokens can be counted without an answer. */
export const TOKEN_COUNTING: Record<CountingDialect, TokenCounting> = {
  'anthropic-messages': anthropicMessages.tokenCounting,
  'openai-responses': openaiResponses.tokenCounting,
  gemini: gemini.tokenCounting,
}

/** The dialect whose providers have OpenAI's legacy completions. */
export const COMPLETIONS_DIALECT: Dialect = 'openai-chat'

/** The capabilities of every dialect. */
export const CAPABILITIES: Record<Dialect, DialectCapabilities> & { canonical: CallerCapabilities } = {
  ...partOfEach(PROVIDER_DIALECTS, ({ capabilities }) => capabilities),
  canonical: canonical.capabilities,
}

/** The request schemas of each dialect, for the API reference. */
export * as openAiChatWire from '../dialects/openai-chat/wire.ts'
export * as openAiResponsesWire from '../dialects/openai-responses/wire.ts'
export * as anthropicMessagesWire from '../dialects/anthropic-messages/wire.ts'
export * as geminiWire from '../dialects/gemini/wire.ts'
