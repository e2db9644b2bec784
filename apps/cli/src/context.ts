import { openApi, type Api } from './api/api.ts'
import { CliError } from './cli-error.ts'
import { EXIT } from './exit-codes.ts'
import { findBaseUrl, findKey } from './settings/credentials.ts'
import { readSettings } from './settings/settings.ts'
import { styled } from './output/style.ts'
import { wrap } from './output/wrap.ts'
import { talkWidth, type Terminal } from './terminal.ts'
import { USER_AGENT } from './version.ts'

/** What every command gets: the terminal, the server, and ways to print. */
export type Context = {
  terminal: Terminal
  /** The server, called with the user's key. @throws CliError if the user is not signed in */
  api(): Promise<Api>
  /** Writes data to stdout: as JSON with `--json`, else as rendered text. */
  show(options: { json?: boolean }, data: unknown, render: () => string): void
  /** Writes a line for people to stderr. */
  say(text: string): void
}

export const createContext = (terminal: Terminal): Context => ({
  terminal,
  api: () => connect(terminal),
  show: (options, data, render) => {
    terminal.stdout.write(`${options.json ? JSON.stringify(data, null, 2) : render()}\n`)
  },
  say: (text) => {
    terminal.stderr.write(`${styled(terminal.stderr, 'dim', wrap(text, talkWidth(terminal)))}\n`)
  },
})

const connect = async ({ env, signal }: Terminal): Promise<Api> => {
  const settings = await readSettings(env)
  const credentials = await findKey(env, settings)
  if (credentials === null)
    throw new CliError('You are not signed in.', {
      exitCode: EXIT.notAllowed,
      advice: 'Run `gptget login`, or set GPTGET_API_KEY (and GPTGET_BASE_URL for your own server).',
    })
  const { apiKey, source } = credentials
  return openApi({
    baseUrl: findBaseUrl(env, settings),
    apiKey,
    keySource: source,
    signal,
    userAgent: USER_AGENT,
  })
}
