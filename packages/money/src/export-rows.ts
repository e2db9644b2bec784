import { TOKEN_UNITS, UNITS, type Unit } from '@gptget/contracts'
import { formatUsd } from './format-usd.ts'
import type { Quantities } from './token-classes.ts'

/** The units besides tokens that have an activity column. Requests are counted whether they have a price or not. */
export const EXPORTED_UNITS: readonly Unit[] = UNITS.filter(
  (unit) => unit !== 'requests' && !TOKEN_UNITS.some((token) => token === unit),
)

/** A row of an export: the names and values of its columns. */
export type ExportRow = Record<string, string | number | boolean | null>

/** An amount in an export: US dollars as exact decimal text, and nano-USD as whole decimal text. */
export const exportAmount = (name: string, amountNanoUsd: bigint): ExportRow => ({
  [`${name}_usd`]: formatUsd(amountNanoUsd),
  [`${name}_nano_usd`]: amountNanoUsd.toString(),
})

type Activity = {
  day: string
  keyId: string
  keyName: string | null
  product: string
  isByok: boolean
  requests: number
  quantities: Quantities
  costNanoUsd: bigint
  chargedNanoUsd: bigint
}

/** A key's day with a model or another product, for exports: a column for each unit. */
export const exportActivity = (row: Activity): ExportRow => ({
  date: row.day,
  key_id: row.keyId,
  key_name: row.keyName,
  model: row.product,
  is_byok: row.isByok,
  requests: row.requests,
  ...countsOf(TOKEN_UNITS, row.quantities),
  ...exportAmount('cost', row.costNanoUsd),
  ...exportAmount('charged', row.chargedNanoUsd),
  // After the older columns, so that readers by position keep working.
  ...countsOf(EXPORTED_UNITS, row.quantities),
})

const countsOf = (units: readonly Unit[], quantities: Quantities): ExportRow =>
  Object.fromEntries(units.map((unit) => [unit, quantities[unit] ?? 0]))

type LedgerEntry = {
  transactionId: string
  kind: string
  createdAt: string
  chargeId: string | null
  chargeKind: 'generation' | 'capture' | null
  priceVersion: string | null
  reason: string | null
  amountNanoUsd: bigint
  shortfallNanoUsd: bigint
  product: string | null
  keyId: string | null
}

/** A transaction of a wallet, for exports. */
export const exportLedgerEntry = (entry: LedgerEntry): ExportRow => ({
  id: entry.transactionId,
  kind: entry.kind,
  created_at: entry.createdAt,
  generation_id: entry.chargeKind === 'generation' ? entry.chargeId : null,
  price_version: entry.priceVersion,
  reason: entry.reason,
  ...exportAmount('amount', entry.amountNanoUsd),
  ...exportAmount('shortfall', entry.shortfallNanoUsd),
  charge_id: entry.chargeId,
  model: entry.product,
  key_id: entry.keyId,
})

/** The columns of each export, in order. */
export const ACTIVITY_COLUMNS: readonly string[] = Object.keys(
  exportActivity({
    day: '',
    keyId: '',
    keyName: null,
    product: '',
    isByok: false,
    requests: 0,
    quantities: {},
    costNanoUsd: 0n,
    chargedNanoUsd: 0n,
  }),
)
export const LEDGER_COLUMNS: readonly string[] = Object.keys(
  exportLedgerEntry({
    transactionId: '',
    kind: '',
    createdAt: '',
    chargeId: null,
    chargeKind: null,
    priceVersion: null,
    reason: null,
    amountNanoUsd: 0n,
    shortfallNanoUsd: 0n,
    product: null,
    keyId: null,
  }),
)

/** Rows as lines of CSV (RFC 4180), each with its line end; `isFirst`: preceded by the names of the columns. */
export const printCsv = (
  rows: readonly ExportRow[],
  columns: readonly string[],
  isFirst: boolean,
): string => {
  const lines = rows.map((row) => columns.map((column) => printCell(row[column] ?? null)).join(','))
  return [...(isFirst ? [columns.join(',')] : []), ...lines].map((line) => `${line}\r\n`).join('')
}

/** Text that a spreadsheet would execute as a formula gets an apostrophe. */
const printCell = (value: ExportRow[string]): string => {
  if (value === null) return ''
  const text = String(value)
  const isFormula = typeof value === 'string' && /^[=+@\t\r\n＝＋－＠]|^-(?!\d+(\.\d+)?$)/.test(text)
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
