import { spawn } from 'node:child_process'
import { makeSignInLink } from '@gptget/contracts'
import { createPerson } from '../console/person.ts'
import type { World } from '../platform/use-platform.ts'

/**
 * Runs a line that shows a code to sign in with, and answers it as the account's owner does in a browser. Returns how
 * it ended.
 */
export const signInBy = (
  world: World,
  line: string,
  { isApproved, ...options }: { isApproved: boolean; cwd: string; env: Record<string, string> },
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', line], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, isAnswered] = ['', false]
    const onData = (data: Buffer): void => {
      output += data.toString()
      const shown = /code is ([\w-]+)/.exec(output)?.[1]
      if (shown === undefined || isAnswered) return
      isAnswered = true
      answer(world, shown, isApproved).catch(reject)
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })

/** The account's owner, in a browser. */
const answer = async ({ platform, account }: World, code: string, isApproved: boolean): Promise<void> => {
  const person = createPerson(platform.edges[0]!.url)
  const { token } = await platform.bus.call(makeSignInLink, { accountId: account.accountId })
  await person.ask('POST', '/api/auth/sign-in/link', { token })
  await person.ask('POST', '/console/api/devices', { user_code: code, is_approved: isApproved })
}
