/** The attackers' accounts and their target. */
export type Target = {
  url: string
  /** Keys of accounts with credit, each with its own limits, and of one without. */
  payingKeys: readonly string[]
  emptyKey: string
  /** Models by the behavior of their provider. */
  models: Record<'shared' | 'otherDialect' | 'sameDialect' | 'long' | 'endlessLine' | 'gzipBomb', string>
  untilMs: number
}

/** Each lane attacks with its own account, if there are enough. */
export const keyOf = ({ payingKeys }: Target, turn: number): string => payingKeys[turn % payingKeys.length]!

/** The body of a chat. */
export const chat = (model: string, fields: object = {}): Record<string, unknown> => ({
  model,
  max_tokens: 8,
  messages: [{ role: 'user', content: 'Hello!' }],
  ...fields,
})
