import { PublicError } from '@gptget/errors'
import { z } from 'zod'

/** Parses a body with its schema. @throws PublicError that names the invalid field, such as `messages[0].role` */
export const parseBody = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> => {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const { path, message } = deepest(result.error.issues[0]!)
  const param = printPath(path)
  throw new PublicError('invalid_request', param ? `${param}: ${message}` : message, param ? { param } : {})
}

type Issue = { path: PropertyKey[]; message: string }

/** For a union without a match, the issue with the deepest path. */
const deepest = (issue: z.core.$ZodIssue, prefix: PropertyKey[] = []): Issue => {
  const here = { path: [...prefix, ...issue.path], message: issue.message }
  if (issue.code !== 'invalid_union') return here
  const nested = issue.errors
    .flatMap((issues) => issues.slice(0, 1))
    .map((inner) => deepest(inner, here.path))
  return nested.reduce((best, next) => (next.path.length > best.path.length ? next : best), nested[0] ?? here)
}

/** Prints `['messages', 0, 'role']` as `messages[0].role`. */
const printPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text ? `${text}.${String(key)}` : String(key)
  }, '')
