const SPECIAL = /["\\]/g

/**
 * Values as the text of a Postgres array, to be cast (`::text[]`, `::bigint[]`). For parameters with many elements: pg
 * also accepts arrays, but checks and replaces in each element.
 *
 * @example sql`select * from unnest(${arrayLiteral(['a', 'b"'])}::text[])`
 */
export const arrayLiteral = (values: readonly (string | bigint | number | boolean | null)[]): string => {
  let text = ''
  for (const value of values) text += `,${elementOf(value)}`
  return `{${text.slice(1)}}`
}

const elementOf = (value: string | bigint | number | boolean | null): string => {
  if (typeof value !== 'string') return value === null ? 'NULL' : String(value)
  return value.includes('"') || value.includes('\\')
    ? `"${value.replace(SPECIAL, String.raw`\$&`)}"`
    : `"${value}"`
}
