import { PublicError } from '@gptget/errors'
import { z } from 'zod'

/** A body by its schema. @throws PublicError naming the field that is wrong, as the caller would write it */
export const parseBody = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> => {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const { path, message } = deepest(result.error.issues[0]!)
  const param = printPath(path)
  throw new PublicError('invalid_request', param ? `${param}: ${message}` : message, param ? { param } : {})
}

type Issue = { path: PropertyKey[]; message: string }

/** Of a union that nothing fitted, the complaint of the alternative that got furthest. */
const deepest = (issue: z.core.$ZodIssue, prefix: PropertyKey[] = []): Issue => {
  const here = { path: [...prefix, ...issue.path], message: issue.message }
  if (issue.code !== 'invalid_union') return here
  const nested = issue.errors
    .flatMap((issues) => issues.slice(0, 1))
    .map((inner) => deepest(inner, here.path))
  return nested.reduce((best, next) => (next.path.length > best.path.length ? next : best), nested[0] ?? here)
}

/** `['messages', 0, 'role']` as a caller would write it: `messages[0].role`. */
const printPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text ? `${text}.${String(key)}` : String(key)
  }, '')
