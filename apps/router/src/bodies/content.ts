import type { Dialect } from '@gptget/contracts'
import { mayReplayReasoning, newestSignatureDialect } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'
import type { Catalog, Route } from '../catalog/catalog.ts'
import type { ReadHead, Serving } from './prepared.ts'
import { readChat, servingOf } from './read-chat.ts'
import { unsupportedParameter } from './unsupported-parameter.ts'

/** What of a chat's content decides who serves it. */
export type Content = {
  /** Reasoning of before that it gives back, and who signed the newest of it; null where it gives none back. */
  replayed(): { signer: Dialect | null } | null
  /** Whether it has tools that a provider runs by itself. */
  hasOwnTools(): boolean
  /** The first field that would not reach a route's provider as its caller wrote it; null when all would. */
  unsupportedParameter(route: Route): string | null
}

/** A route as data, and the parameters that its model is said to take. */
export type Candidate = { name: string; serving: Serving; supported: readonly string[] }

/** The content of a chat as far as it decides who serves it; `unsupported`: by the name of each candidate. */
export type ContentFacts = {
  replayed: ReturnType<Content['replayed']>
  hasOwnTools: boolean
  unsupported: Readonly<Record<string, string | null>>
}

type Asking = { head: ReadHead; candidates: readonly Candidate[] }

/** Reads ahead all that planning may ask of a chat. */
export const readContent = (body: Buffer, { head, candidates }: Asking): ContentFacts => {
  const chat = readChat(head, body)
  return {
    replayed: replayedIn(body, () => chat),
    hasOwnTools: hasOwnTools(chat),
    unsupported: Object.fromEntries(
      candidates.map((candidate) => [candidate.name, unsupportedParameter(chat, candidate)]),
    ),
  }
}

/** The same facts, which were read ahead. */
export const knownContent = ({ replayed, hasOwnTools, unsupported }: ContentFacts): Content => ({
  replayed: () => replayed,
  hasOwnTools: () => hasOwnTools,
  unsupportedParameter: (route) => unsupported[nameOf(route)] ?? null,
})

/** What is no chat decides nothing. */
export const NO_CONTENT: Content = knownContent({ replayed: null, hasOwnTools: false, unsupported: {} })

/** A chat whose content is read when it is asked for, and once. */
export const contentOf = (body: Buffer, head: ReadHead, catalog: Catalog): Content => {
  let read: ChatRequest | null = null
  const chat = (): ChatRequest => (read ??= readChat(head, body))
  return {
    replayed: () => replayedIn(body, chat),
    hasOwnTools: () => body.includes('"tools"') && hasOwnTools(chat()),
    unsupportedParameter: (route) => unsupportedParameter(chat(), candidateOf(catalog, route)),
  }
}

const replayedIn = (body: Buffer, chat: () => ChatRequest): ReturnType<Content['replayed']> =>
  mayReplayReasoning(body) ? { signer: newestSignatureDialect(chat()) } : null

const hasOwnTools = ({ tools }: ChatRequest): boolean => tools.some(({ type }) => type === 'opaque')

export const candidateOf = (catalog: Catalog, route: Route): Candidate => ({
  name: nameOf(route),
  serving: servingOf(catalog, route),
  supported: catalog.models.get(route.model)?.public.supportedParameters ?? [],
})

/** Models may be served the same way and still be said to take other parameters. */
const nameOf = ({ model, key }: Route): string => `${model} ${key}`
