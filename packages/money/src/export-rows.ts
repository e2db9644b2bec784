import { formatUsd } from './format-usd.ts'
import type { TokenClasses } from './price-usage.ts'

/** A row of an export: what its columns are called and what is in them. */
export type ExportRow = Record<string, string | number | boolean | null>

/** An amount in an export: US dollars as exact decimal text, and nano-USD as whole decimal text. */
export const exportAmount = (name: string, amountNanoUsd: bigint): ExportRow => ({
  [`${name}_usd`]: formatUsd(amountNanoUsd),
  [`${name}_nano_usd`]: amountNanoUsd.toString(),
})

type Activity = TokenClasses & {
  day: string
  keyId: string
  keyName: string | null
  model: string
  isByok: boolean
  requests: number
  costNanoUsd: bigint
  chargedNanoUsd: bigint
}

/** A key's day with a model, as it is exported. */
export const exportActivity = (row: Activity): ExportRow => ({
  date: row.day,
  key_id: row.keyId,
  key_name: row.keyName,
  model: row.model,
  is_byok: row.isByok,
  requests: row.requests,
  input_tokens: row.inputTokens,
  cache_read_tokens: row.cacheReadTokens,
  cache_write_tokens: row.cacheWriteTokens,
  cache_write_1h_tokens: row.cacheWrite1hTokens,
  audio_input_tokens: row.audioInputTokens,
  image_input_tokens: row.imageInputTokens,
  output_tokens: row.outputTokens,
  reasoning_tokens: row.reasoningTokens,
  audio_output_tokens: row.audioOutputTokens,
  image_output_tokens: row.imageOutputTokens,
  ...exportAmount('cost', row.costNanoUsd),
  ...exportAmount('charged', row.chargedNanoUsd),
})

type LedgerEntry = {
  transactionId: string
  kind: string
  createdAt: string
  generationId: string | null
  priceVersion: string | null
  reason: string | null
  amountNanoUsd: bigint
  shortfallNanoUsd: bigint
}

/** A transaction of a wallet, as it is exported. */
export const exportLedgerEntry = (entry: LedgerEntry): ExportRow => ({
  id: entry.transactionId,
  kind: entry.kind,
  created_at: entry.createdAt,
  generation_id: entry.generationId,
  price_version: entry.priceVersion,
  reason: entry.reason,
  ...exportAmount('amount', entry.amountNanoUsd),
  ...exportAmount('shortfall', entry.shortfallNanoUsd),
})

/** The columns of each export, in order. */
export const ACTIVITY_COLUMNS: readonly string[] = Object.keys(
  exportActivity({
    day: '',
    keyId: '',
    keyName: null,
    model: '',
    isByok: false,
    requests: 0,
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 0,
    audioInputTokens: 0,
    imageInputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    audioOutputTokens: 0,
    imageOutputTokens: 0,
    costNanoUsd: 0n,
    chargedNanoUsd: 0n,
  }),
)
export const LEDGER_COLUMNS: readonly string[] = Object.keys(
  exportLedgerEntry({
    transactionId: '',
    kind: '',
    createdAt: '',
    generationId: null,
    priceVersion: null,
    reason: null,
    amountNanoUsd: 0n,
    shortfallNanoUsd: 0n,
  }),
)

/** Rows as lines of CSV (RFC 4180), each with its end; `isFirst`: the columns' names come before them. */
export const printCsv = (
  rows: readonly ExportRow[],
  columns: readonly string[],
  isFirst: boolean,
): string => {
  const lines = rows.map((row) => columns.map((column) => printCell(row[column] ?? null)).join(','))
  return [...(isFirst ? [columns.join(',')] : []), ...lines].map((line) => `${line}\r\n`).join('')
}

/** Text that a spreadsheet would run as a formula is led by an apostrophe. */
const printCell = (value: ExportRow[string]): string => {
  if (value === null) return ''
  const text = String(value)
  const isFormula = typeof value === 'string' && /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(text)
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
