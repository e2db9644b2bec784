import { spawn } from 'node:child_process'

/** The operating system's store for secrets. Its methods return false or null if it is missing or refuses. */
export type Keychain = {
  store(account: string, secret: string): Promise<boolean>
  read(account: string): Promise<string | null>
  forget(account: string): Promise<boolean>
}

const SERVICE = 'gptget'

/** Opens the keychain of macOS, or the Secret Service of GNOME and KDE through `secret-tool`. */
export const openKeychain = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Keychain | null => {
  if (platform === 'darwin') return macKeychain(env)
  return platform === 'linux' && env['DBUS_SESSION_BUS_ADDRESS'] ? secretService(env) : null
}

/** Passes the secret on standard input, because every user can see the arguments of a process. */
const macKeychain = (env: NodeJS.ProcessEnv): Keychain => ({
  store: async (account, secret) => {
    const command = `add-generic-password -U -s ${SERVICE} -a "${account}" -w "${secret}"\n`
    return (await run('security', ['-i'], env, command)) !== null
  },
  read: async (account) => {
    const args = ['find-generic-password', '-s', SERVICE, '-a', account, '-w']
    return (await run('security', args, env))?.trim() || null
  },
  forget: async (account) =>
    (await run('security', ['delete-generic-password', '-s', SERVICE, '-a', account], env)) !== null,
})

const secretService = (env: NodeJS.ProcessEnv): Keychain => ({
  store: async (account, secret) => {
    const args = ['store', '--label', 'GptGet API key', 'service', SERVICE, 'account', account]
    return (await run('secret-tool', args, env, secret)) !== null
  },
  read: async (account) =>
    (await run('secret-tool', ['lookup', 'service', SERVICE, 'account', account], env))?.trim() || null,
  forget: async (account) =>
    (await run('secret-tool', ['clear', 'service', SERVICE, 'account', account], env)) !== null,
})

const TIMEOUT_MS = 10_000

/** Runs a program. Returns its output, or null if it is missing or failed. */
const run = (command: string, args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string | null> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
    })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    // The program may end before it reads its input; its exit code reports the failure.
    child.stdin.on('error', () => {})
    child.once('error', () => resolve(null))
    child.once('close', (code) => resolve(code === 0 ? output : null))
    child.stdin.end(input)
  })
