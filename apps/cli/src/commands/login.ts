import { Option, type Command } from 'commander'
import type { Key } from '../api/types.ts'
import { openApi } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { signInByDevice } from '../login/sign-in-by-device.ts'
import { askSecret } from '../login/ask-secret.ts'
import { readStdin } from '../chat/question.ts'
import { cleanBaseUrl, findBaseUrl, forgetKey, keepKey, showKey } from '../settings/credentials.ts'
import { readSettings } from '../settings/settings.ts'
import { USER_AGENT } from '../version.ts'
import { withJson, type Json } from './with-json.ts'

type Options = Json & { baseUrl?: string; withKey?: boolean }

export const addLogin = (program: Command, context: Context): void => {
  withJson(program.command('login').description('sign in with a code in the browser'))
    .addOption(new Option('--base-url <url>', 'the URL of your own server'))
    .option('--with-key', 'sign in with a key, typed at a prompt or read from standard input')
    .action((options: Options) => login(context, options))
  withJson(program.command('logout').description('remove the key from this machine')).action(
    (options: Json) => logout(context, options),
  )
}

const login = async (context: Context, options: Options): Promise<void> => {
  const { env } = context.terminal
  const baseUrl =
    options.baseUrl === undefined ? findBaseUrl(env, await readSettings(env)) : parseUrl(options.baseUrl)
  const apiKey = options.withKey
    ? await givenKey(context)
    : ((await signInByDevice(context, baseUrl)) ?? (await givenKey(context)))
  const { data } = await openApi({
    baseUrl,
    apiKey,
    keySource: 'what you entered',
    signal: context.terminal.signal,
    userAgent: USER_AGENT,
  }).ask<{ data: Key }>('GET', '/key')
  const place = await keepKey(env, baseUrl, apiKey)
  context.show(
    options,
    { base_url: baseUrl, key: data.label, kept_in: place },
    () => `Signed in at ${baseUrl} as ${data.label}.`,
  )
  context.say(`The key is stored in ${place}.`)
  if (env['GPTGET_API_KEY'] && env['GPTGET_API_KEY'] !== apiKey)
    context.say(`GPTGET_API_KEY (${showKey(env['GPTGET_API_KEY'])}) is set and takes precedence.`)
}

const parseUrl = (text: string): string => {
  try {
    return cleanBaseUrl(text)
  } catch (cause) {
    throw new CliError(`${text} is not a URL.`, {
      exitCode: EXIT.misused,
      advice: 'As in: --base-url http://127.0.0.1:8080/v1',
      cause,
    })
  }
}

const givenKey = async ({ terminal }: Context): Promise<string> => {
  const key = terminal.stdin.isTTY ? await askSecret(terminal, 'API key: ') : await readStdin(terminal)
  if (key.trim() === '') throw new CliError('No key was given.', { exitCode: EXIT.misused })
  return key.trim()
}

const logout = async (context: Context, options: Json): Promise<void> => {
  const wasSignedIn = await forgetKey(context.terminal.env)
  context.show(options, { was_signed_in: wasSignedIn }, () =>
    wasSignedIn ? 'Signed out.' : 'You were not signed in.',
  )
  if (wasSignedIn)
    context.say('The key still works elsewhere. Revoke it with `gptget keys revoke` or in the console.')
}
