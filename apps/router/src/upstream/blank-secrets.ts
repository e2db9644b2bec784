import type { Fault } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'

const BLANK = '[redacted]'
/** Shorter ones occur in ordinary text. */
const MIN_SECRET_LENGTH = 8
const MAX_DEPTH = 8

/** Secrets derived from a credential: requested tokens and signatures. */
const AUTHORIZATION = /\b(bearer|basic|aws4-hmac-sha256)\s+[\w.~+/=:,-]{8,}(?:[^"'\n]*signature=\w+)?/gi

/** Everything that only a provider may see, the longest first. */
const secretsOf = ({ credentials, headers }: Provider): string[] =>
  [...credentials, ...Object.values(headers)]
    .flatMap((value) => [value, ...value.split(/[:\s]/)])
    .filter((value) => value.length >= MIN_SECRET_LENGTH)
    .toSorted((a, b) => b.length - a.length)

const blankText = (text: string, secrets: readonly string[]): string => {
  let blanked = text.replace(AUTHORIZATION, `$1 ${BLANK}`)
  for (const secret of secrets) blanked = blanked.replaceAll(secret, BLANK)
  return blanked
}

const blankDeep = (value: unknown, secrets: readonly string[], depth: number): unknown => {
  if (typeof value === 'string') return blankText(value, secrets)
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth === 0) return BLANK
  if (Array.isArray(value)) return value.map((item) => blankDeep(item, secrets, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      blankText(name, secrets),
      blankDeep(field, secrets, depth - 1),
    ]),
  )
}

/** A provider's text without the secrets that it may repeat: some echo the headers they were sent. */
export const withoutSecrets = (text: string, provider: Provider): string =>
  blankText(text, secretsOf(provider))

/** The same for a fault: callers see its message, and all of it is logged. */
export const faultWithoutSecrets = (fault: Fault, provider: Provider): Fault => {
  const secrets = secretsOf(provider)
  return {
    ...fault,
    message: blankText(fault.message, secrets),
    raw: blankDeep(fault.raw, secrets, MAX_DEPTH),
  }
}
