/** A conversation in no SDK's words: every way of asking turns it into its own. */

export type Schema = { type: 'object'; properties: Record<string, unknown>; [key: string]: unknown }
export type Tool = { name: string; description: string; schema: Schema }
export type Call = { id: string; name: string; input: unknown }

export type Part =
  /** `endsCache`: everything up to here may be kept in the provider’s cache. */
  | { type: 'text'; text: string; endsCache?: true }
  | { type: 'image'; base64: string }
  | { type: 'image-url'; url: string }
  | { type: 'pdf'; base64: string }
  | { type: 'pdf-url'; url: string }
  | { type: 'audio'; base64: string }

/** What a tool answered; `png` is a picture that it returned beside the text, in base64. */
export type Result = { call: Call; text: string; png?: string }

export type Turn =
  | { role: 'user'; parts: Part[] }
  | { role: 'assistant'; text: string }
  /** An earlier answer, given back as the SDK's user would: the object the SDK returned, untouched. */
  | { role: 'replay'; answer: Answer }
  | { role: 'results'; results: Result[] }

export type ToolChoice = 'none' | 'required' | { name: string }

export type Ask = {
  system?: string
  turns: Turn[]
  tools?: Tool[]
  toolChoice?: ToolChoice
  stop?: string[]
  output?: 'json' | { schema: Schema }
  /** Asks the model to reason, little, and to show it. */
  reasons?: boolean
  /** What every tool answers: the SDK is to call them by itself and to ask again with their results, once. */
  toolsAnswer?: string
}

export type Finish = 'stop' | 'length' | 'tool-calls' | 'content-filter'

/** What an SDK made of an answer. Tokens of input include the cached ones, tokens of output the reasoning. */
export type Answer = {
  id: string | undefined
  text: string
  reasoning: string
  calls: Call[]
  finish: Finish | undefined
  usage: { input: number | undefined; output: number | undefined; cached: number | undefined }
  /** US dollars; undefined where the dialect or the SDK has no place for it. */
  costUsd: number | undefined
  /** What the SDK's own structured output helper parsed. */
  parsed?: unknown
  /** The SDK's own object, for a later turn. */
  replay: unknown
}

export const MAX_OUTPUT_TOKENS = 4096

export const say = (text: string): Turn => ({ role: 'user', parts: [{ type: 'text', text }] })

export const lastOf = <Item>(items: readonly Item[], what: string): Item => {
  const last = items.at(-1)
  if (last === undefined) throw new Error(`there is no ${what}`)
  return last
}
