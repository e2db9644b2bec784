import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../cli-error.ts'
import { unreachable } from '../api/api-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openInBrowser } from '../open-in-browser.ts'
import { startProgress } from '../output/progress.ts'
import { styled } from '../output/style.ts'
import { USER_AGENT } from '../version.ts'

/** As the console knows this program. */
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
 * RFC 8628: shows a code, which a person enters in a browser of any machine, and waits. Returns a new key of theirs;
 * null where the server has no console to sign in at.
 */
export const signInByDevice = async (context: Context, baseUrl: string): Promise<string | null> => {
  const { origin } = new URL(baseUrl)
  const { signal } = context.terminal
  const post = async (path: string, json: object, token?: string): Promise<Response> => {
    const headers = {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      origin,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    try {
      return await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(json), signal })
    } catch (error) {
      if (signal.aborted) throw error
      throw unreachable(origin, error)
    }
  }
  const asked = await post('/api/auth/device/code', { client_id: CLIENT_ID, scope: 'keys' })
  if (!asked.ok) {
    context.say(
      `${origin} has no sign-in by browser. Enter a key instead (the console, or \`npm start\`, shows one).`,
    )
    return null
  }
  const code = (await asked.json()) as Code
  showCode(context, code)
  const token = await awaitToken(context, code, (json) => post('/api/auth/device/token', json))
  return makeKey(await post('/api/keys', { name: `gptget on ${hostname()}` }, token))
}

const showCode = (context: Context, code: Code): void => {
  const { stderr } = context.terminal
  const link = code.verification_uri_complete ?? code.verification_uri
  const isOpen = openInBrowser(context.terminal, link)
  stderr.write(`\n  Your code is ${styled(stderr, 'bold', code.user_code)}\n`)
  stderr.write(
    `  ${isOpen ? 'Confirm it in the browser, or at' : 'Open this in a browser, on any machine:'}\n`,
  )
  stderr.write(`  ${link}\n\n`)
}

const awaitToken = async (
  context: Context,
  code: Code,
  ask: (json: object) => Promise<Response>,
): Promise<string> => {
  const { terminal } = context
  const endsAt = terminal.now() + code.expires_in * 1000
  let seconds = code.interval ?? SLOWER_SECONDS
  const progress = startProgress(terminal, 'waiting for you in the browser')
  try {
    while (terminal.now() < endsAt) {
      await sleep(seconds * 1000, undefined, { signal: terminal.signal })
      const json = { grant_type: DEVICE_GRANT, device_code: code.device_code, client_id: CLIENT_ID }
      const answer = (await (await ask(json)).json()) as Token
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
  return new CliError(said, { exitCode: EXIT.notAllowed, advice: '`gptget login` begins again.' })
}

const makeKey = async (response: Response): Promise<string> => {
  const made = (await response.json()) as { key?: string; error?: { message?: string } }
  if (made.key !== undefined) return made.key
  throw new CliError(
    made.error?.message ?? `You are signed in, but no key could be made (${response.status}).`,
    {
      exitCode: EXIT.notAllowed,
      advice: 'Make one in the console, and run `gptget login --with-key`.',
    },
  )
}
