import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../cli-error.ts'
import { unreachable } from '../api/api-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openInBrowser } from '../open-in-browser.ts'
import { startProgress } from '../output/progress.ts'
import { styled } from '../output/style.ts'
import { USER_AGENT } from '../version.ts'

/** The OAuth client id of this CLI. */
const CLIENT_ID = 'gptget-cli'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const SLOWER_SECONDS = 5

type Code = {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete?: string
  expires_in: number
  interval?: number
}
type Token = { access_token?: string; error?: string; error_description?: string }

/**
 * Signs in by the OAuth device flow (RFC 8628): shows a code, which the user enters in a browser on any machine, and
 * waits. Returns a new key, or null if the server has no console.
 */
export const signInByDevice = async (context: Context, baseUrl: string): Promise<string | null> => {
  const { origin } = new URL(baseUrl)
  const asked = await post(context, `${origin}/api/auth/device/code`, { client_id: CLIENT_ID })
  if (asked.status === 404) {
    context.say(
      `${origin} has no sign-in by browser. Enter a key instead: \`npm start\` prints one, and an operator can create more.`,
    )
    return null
  }
  if (!asked.ok) throw refusal((await asked.json()) as Token)
  const code = (await asked.json()) as Code
  showCode(context, code)
  return awaitKey(context, code, `${origin}/api/auth/device/token`)
}

/** Posts a form, as RFC 8628 requires. */
const post = async (
  { terminal: { signal } }: Context,
  url: string,
  fields: Record<string, string>,
): Promise<Response> => {
  try {
    const headers = { 'user-agent': USER_AGENT }
    return await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields), signal })
  } catch (error) {
    if (signal.aborted) throw error
    throw unreachable(new URL(url).origin, error)
  }
}

const showCode = (context: Context, code: Code): void => {
  const { stderr } = context.terminal
  const link = code.verification_uri_complete ?? code.verification_uri
  const isOpen = openInBrowser(context.terminal, link)
  stderr.write(`\n  Your code is ${styled(stderr, 'bold', readable(code.user_code))}\n`)
  stderr.write(
    `  ${isOpen ? 'Confirm it in the browser, or at' : 'Open this in a browser, on any machine:'}\n`,
  )
  stderr.write(`  ${link}\n\n`)
}

/** Splits a code of eight letters, which is hard to copy in one piece. */
const readable = (code: string): string => code.replace(/^(\w{4})(\w{4})$/, '$1-$2')

/** Polls until the user confirms. The access token is a key of the organization that they chose. */
const awaitKey = async (context: Context, code: Code, url: string): Promise<string> => {
  const { terminal } = context
  const endsAt = terminal.now() + code.expires_in * 1000
  const fields = { grant_type: DEVICE_GRANT, device_code: code.device_code, client_id: CLIENT_ID }
  let seconds = code.interval ?? SLOWER_SECONDS
  const progress = startProgress(terminal, 'waiting for the confirmation in the browser')
  try {
    while (terminal.now() < endsAt) {
      await sleep(seconds * 1000, undefined, { signal: terminal.signal })
      const answer = (await (await post(context, url, fields)).json()) as Token
      if (answer.access_token !== undefined) return answer.access_token
      if (answer.error === 'slow_down') seconds += SLOWER_SECONDS
      else if (answer.error !== 'authorization_pending') throw refusal(answer)
    }
    throw refusal({ error: 'expired_token' })
  } finally {
    progress.end()
  }
}

const refusal = ({ error, error_description: text }: Token): CliError => {
  const isExpired = error === 'expired_token'
  const isDenied = error === 'access_denied' || error === 'invalid_grant'
  const said = isExpired
    ? 'The code has expired.'
    : isDenied
      ? 'The sign-in was denied.'
      : (text ?? `The sign-in failed: ${error}.`)
  return new CliError(said, { exitCode: EXIT.notAllowed, advice: 'Run `gptget login` again.' })
}
