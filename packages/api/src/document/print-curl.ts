import { z } from 'zod'
import type { Dialect } from '@gptget/contracts'
import { CAPABILITIES } from '@gptget/protocol'
import type { Operation } from '../operation.ts'
import { EXAMPLE_KEY, EXAMPLE_ORIGIN } from '../placeholders.ts'
import { printJson } from './print-json.ts'

/** The headers of a call in a dialect, with the example's key. */
const headersOf = (dialect: Dialect): string[] => {
  const { auth, requiredHeaders } = CAPABILITIES[dialect]
  const key = auth === 'bearer' ? `Authorization: Bearer ${EXAMPLE_KEY}` : `${auth}: ${EXAMPLE_KEY}`
  return [key, ...Object.entries(requiredHeaders).map(([name, value]) => `${name}: ${value}`)]
}

/** An operation as a call that can be pasted into a shell. */
export const printCurl = (operation: Operation): string => {
  const body = Object.values(operation.request?.examples ?? {})[0]
  const lines = [`curl "${EXAMPLE_ORIGIN}${fillPath(operation)}${printQuery(operation)}"`]
  for (const header of operation.isOpen ? [] : headersOf(operation.dialect)) lines.push(`-H "${header}"`)
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
