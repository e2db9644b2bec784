/** An event of OpenAI's Realtime protocol in GA format, which is also the vocabulary between sessions and backends. */
export type RealtimeEvent = { type: string; [field: string]: unknown }

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
