import type { Dialect } from '@gptget/contracts'
import type { Operation } from '../operation.ts'
import { EXAMPLE_KEY, EXAMPLE_ORIGIN } from '../placeholders.ts'

const AUTH_HEADERS: Record<Dialect, string[]> = {
  'openai-chat': [`Authorization: Bearer ${EXAMPLE_KEY}`],
  'openai-responses': [`Authorization: Bearer ${EXAMPLE_KEY}`],
  'anthropic-messages': [`x-api-key: ${EXAMPLE_KEY}`, 'anthropic-version: 2023-06-01'],
  gemini: [`x-goog-api-key: ${EXAMPLE_KEY}`],
}

/** An operation as a call that can be pasted into a shell. */
export const printCurl = (operation: Operation): string => {
  const body = Object.values(operation.request?.examples ?? {})[0]
  const lines = [`curl "${EXAMPLE_ORIGIN}${fillPath(operation)}${printQuery(operation)}"`]
  for (const header of AUTH_HEADERS[operation.dialect]) lines.push(`-H "${header}"`)
  if (body !== undefined) {
    lines.push('-H "Content-Type: application/json"')
    lines.push(`-d '${printJson(body).replaceAll("'", "'\\''")}'`)
  }
  return lines.join(' \\\n  ')
}

const fillPath = ({ path, parameters = [] }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(parameters.find((parameter) => parameter.name === name)?.example ?? name),
  )

const printQuery = ({ parameters = [] }: Operation): string => {
  const given = parameters.filter((parameter) => parameter.in === 'query' && parameter.example !== undefined)
  const query = given.map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`).join('&')
  return query === '' ? '' : `?${query}`
}

const LINE_LENGTH = 64

/** JSON as a person would write it: what fits on a line stays on one. */
export const printJson = (value: unknown, indent = ''): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const entries = Array.isArray(value)
    ? value.map((item: unknown) => printJson(item, inner))
    : Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${printJson(field, inner)}`)
  if (entries.length === 0) return open + close
  const gap = Array.isArray(value) ? '' : ' '
  const line = `${open}${gap}${entries.join(', ')}${gap}${close}`
  const isShort = indent !== '' && !line.includes('\n') && indent.length + line.length <= LINE_LENGTH
  return isShort ? line : `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${indent}${close}`
}
