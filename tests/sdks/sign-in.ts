import { spawn } from 'node:child_process'
import { makeSignInLink } from '@gptget/contracts'
import { createPerson } from '../console/person.ts'
import type { World } from '../platform/use-platform.ts'

/** Who owns the account, in a browser: where the console is, and what signs them in, once. */
export type Owner = { origin: string; signInToken(): Promise<string> }

export const ownerOf = ({ platform, account }: World): Owner => ({
  origin: platform.edges[0]!.url,
  signInToken: async () => (await platform.bus.call(makeSignInLink, { accountId: account.accountId })).token,
})

/**
 * Runs a line that shows a code to sign in with, and answers it as the account's owner does in a browser. Returns how
 * it ended.
 */
export const signInBy = (
  owner: Owner,
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
      answer(owner, shown, isApproved).catch(reject)
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })

const answer = async (owner: Owner, code: string, isApproved: boolean): Promise<void> => {
  const person = createPerson(owner.origin)
  await person.ask('POST', '/api/auth/sign-in/link', { token: await owner.signInToken() })
  await person.ask('POST', '/console/api/devices', { user_code: code, is_approved: isApproved })
}
