import type { Dialect } from '@gptget/contracts'
import { mayReplayReasoning, newestSignatureDialect } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'
import type { Catalog, Route } from '../catalog/catalog.ts'
import type { ReadHead, Serving } from './prepared.ts'
import { readChat, servingOf } from './read-chat.ts'
import { unsupportedParameter } from './unsupported-parameter.ts'

/** The parts of a chat's content that decide which route serves it. */
export type Content = {
  /** Who signed the newest reasoning that the request replays; null without any. */
  replayed(): { signer: Dialect | null } | null
  /** Whether it has tools that a provider runs. */
  hasOwnTools(): boolean
  /** The first field that a route's provider would not get unchanged; null if it gets all of them. */
  unsupportedParameter(route: Route): string | null
}

/** A route as data, and the parameters that its model supports. */
export type Candidate = { name: string; serving: Serving; supported: readonly string[] }

/** The content of a chat that routing needs; `unsupported`: by the name of each candidate. */
export type ContentFacts = {
  replayed: ReturnType<Content['replayed']>
  hasOwnTools: boolean
  unsupported: Readonly<Record<string, string | null>>
}

type Asking = { head: ReadHead; candidates: readonly Candidate[] }

/** Reads in advance everything that planning may need of a chat. */
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

/** The same facts, read in advance. */
export const knownContent = ({ replayed, hasOwnTools, unsupported }: ContentFacts): Content => ({
  replayed: () => replayed,
  hasOwnTools: () => hasOwnTools,
  unsupportedParameter: (route) => unsupported[nameOf(route)] ?? null,
})

/** Other operations have no such content. */
export const NO_CONTENT: Content = knownContent({ replayed: null, hasOwnTools: false, unsupported: {} })

/** A chat whose content is read once, on demand. */
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

/** Models with the same way of serving may still support different parameters. */
const nameOf = ({ model, key }: Route): string => `${model} ${key}`
