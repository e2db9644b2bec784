import { z } from 'zod'
import type { Dialect } from '@gptget/contracts'
import type { Operation } from '../operation.ts'
import { EXAMPLE_KEY, EXAMPLE_ORIGIN } from '../placeholders.ts'
import { printJson } from './print-json.ts'

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

const printQuery = ({ query }: Operation): string => {
  const given = Object.entries(query?.shape ?? {}).flatMap(([name, field]) => {
    const examples = z.globalRegistry.get(field)?.examples
    return Array.isArray(examples) ? [`${name}=${encodeURIComponent(String(examples[0]))}`] : []
  })
  return given.length === 0 ? '' : `?${given.join('&')}`
}
