/** A conversation in a neutral form, which every way converts into its own. */

export type Schema = { type: 'object'; properties: Record<string, unknown>; [key: string]: unknown }
export type Tool = { name: string; description: string; schema: Schema }
export type Call = { id: string; name: string; input: unknown }

export type Part =
  /** `endsCache`: everything up to here may be cached by the provider. */
  | { type: 'text'; text: string; endsCache?: true }
  | { type: 'image'; base64: string }
  | { type: 'image-url'; url: string }
  | { type: 'pdf'; base64: string }
  | { type: 'pdf-url'; url: string }
  | { type: 'audio'; base64: string }

/** The result of a tool. `png` is an image that it returned with the text, in base64. */
export type Result = { call: Call; text: string; png?: string }

export type Turn =
  | { role: 'user'; parts: Part[] }
  | { role: 'assistant'; text: string }
  /** An earlier answer, sent back as a user of the SDK would: the unchanged object that the SDK returned. */
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
  /** Requests a little reasoning, and to show it. */
  reasons?: boolean
  /** The result of every tool. The SDK should call the tools itself and send their results once. */
  toolsAnswer?: string
}

export type Finish = 'stop' | 'length' | 'tool-calls' | 'content-filter'

/** An answer as the SDK returned it. Input tokens include cached ones, output tokens include reasoning. */
export type Answer = {
  id: string | undefined
  text: string
  reasoning: string
  calls: Call[]
  finish: Finish | undefined
  usage: { input: number | undefined; output: number | undefined; cached: number | undefined }
  /** US dollars; undefined if the dialect or the SDK does not have it. */
  costUsd: number | undefined
  /** The result of the SDK's helper for structured output. */
  parsed?: unknown
  /** The SDK's object, for a later turn. */
  replay: unknown
}

export const MAX_OUTPUT_TOKENS = 4096

export const say = (text: string): Turn => ({ role: 'user', parts: [{ type: 'text', text }] })

export const lastOf = <Item>(items: readonly Item[], what: string): Item => {
  const last = items.at(-1)
  if (last === undefined) throw new Error(`there is no ${what}`)
  return last
}
